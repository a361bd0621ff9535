"""Fetches an event's schedule from where its file says: a path, or an address on the web; politely, and within bounds.

The address is the organiser's own word, so it may lead anywhere, this machine included. What answers is a stranger.
"""

import asyncio
from pathlib import Path

import httpx

from backchannel import USER_AGENT
from backchannel.programme.formats.pretalx_api import whole_address
from backchannel.programme.limits import LARGEST_FILE
from backchannel.text.links import without_secrets

HEADERS = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}  # what is packed could unpack to anything
REDIRECTS = 3
SECONDS = 30.0  # for the whole, with every redirect
ANSWER_SECONDS = 10.0
LONGEST_PAUSE = 3_600.0  # that a server may ask for


class Unfetched(Exception):
    """The schedule can't be had just now; the sentence says why. `pause` is how many seconds its server asks for."""

    def __init__(self, why: str, pause: float = 0.0) -> None:
        super().__init__(why)
        self.pause = pause


class Place:
    """Where a schedule is read, again and again. It remembers what its server said of the last one."""

    def __init__(self, address: str, *, seconds: float = SECONDS) -> None:
        self._address = address
        self._seconds = seconds
        self._seen: dict[str, str] = {}

    @property
    def name(self) -> str:
        """The place as it may be told: without what may be a secret."""
        return without_secrets(self._address) if "://" in self._address else self._address

    async def read(self) -> bytes | None:
        """The schedule; None where its server says that it is still the same. Raises `Unfetched`."""
        if "://" not in self._address:
            return await asyncio.to_thread(_read_file, Path(self._address))
        try:
            async with asyncio.timeout(self._seconds), _client() as client:
                return await self._follow(client, httpx.URL(whole_address(self._address)))
        except TimeoutError as error:
            raise Unfetched(f"{self.name}: no answer in {self._seconds:g} seconds") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise Unfetched(f"{self.name}: {type(error).__name__} {error}".rstrip()) from error

    async def _follow(self, client: httpx.AsyncClient, url: httpx.URL) -> bytes | None:
        for _ in range(1 + REDIRECTS):
            request = client.build_request("GET", url, headers=self._seen)
            response = await client.send(request, stream=True)
            try:
                if not response.has_redirect_location:
                    return await self._taken(response)
                url = url.join(response.headers["Location"])
            finally:
                await response.aclose()
        raise Unfetched(f"{self.name}: it leads on and on, more than {REDIRECTS} times")

    async def _taken(self, response: httpx.Response) -> bytes | None:
        if response.status_code == 304:
            return None
        if response.status_code != 200:
            raise Unfetched(f"{self.name}: answers {response.status_code}", _pause(response))
        raw = await self._body(response)
        told = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}
        self._seen = {ask: response.headers[said] for ask, said in told.items() if said in response.headers}
        return raw

    async def _body(self, response: httpx.Response) -> bytes:
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Unfetched(f"{self.name}: its answer is packed, though we did not ask for that")
        body = bytearray()
        async for part in response.aiter_raw():
            body += part
            if len(body) > LARGEST_FILE:
                raise Unfetched(f"{self.name}: more than {LARGEST_FILE // 2**20} MB")
        return bytes(body)


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(headers=HEADERS, timeout=ANSWER_SECONDS, follow_redirects=False, trust_env=False)


def _pause(response: httpx.Response) -> float:
    asked = response.headers.get("Retry-After", "")
    return min(float(asked), LONGEST_PAUSE) if asked.isascii() and asked.isdigit() else 0.0


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Unfetched(f"{path}: can't be read: {error.strerror}") from error
    if len(raw) > LARGEST_FILE:
        raise Unfetched(f"{path}: more than {LARGEST_FILE // 2**20} MB")
    return raw
