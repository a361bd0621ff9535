"""Fetches a stranger's file from a public address, within bounds, telling nothing of whoever looks at it.

A host's name is looked up once for each request, and the connection goes to the address that was checked: a name that
means another machine a moment later (DNS rebinding) gains nothing by it. Every redirect is a request of its own.
"""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import NamedTuple

import httpx
from msgspec import Struct

from backchannel import USER_AGENT
from backchannel.server.limits import Limits
from backchannel.server.media.addresses import Refused, Target, target
from backchannel.text.public import is_public

REDIRECTS = 3
TRIES = 2  # addresses of one host


class Bounds(Struct, frozen=True, kw_only=True):
    """What a file may cost: seconds with every redirect, and bytes. A longer one is refused, or `is_cut` there.

    `accept` is what is asked for, `agent` who asks; `at_once` files are fetched at the same time.
    """

    seconds: float
    longest: int
    accept: str
    agent: str = USER_AGENT
    is_cut: bool = False
    at_once: int = 1


class Fetched(NamedTuple):
    """A file, where it was in the end, and what its server says it is."""

    url: str
    kind: str
    body: bytes


class Fetcher:
    """Fetches files. `allowed_hosts` may be anywhere, this machine included."""

    def __init__(self, client: httpx.AsyncClient, bounds: Bounds, allowed_hosts: frozenset[str]) -> None:
        self._client, self._bounds, self._allowed = client, bounds, allowed_hosts
        self._headers = {"User-Agent": bounds.agent, "Accept": bounds.accept, "Accept-Encoding": "identity"}

    async def fetch(self, address: str) -> bytes:
        """The file at that address. Raises `Refused`."""
        return (await self.get(address)).body

    async def get(self, address: str) -> Fetched:
        """The file at that address, with all that is known of it. Raises `Refused`."""
        try:
            async with asyncio.timeout(self._bounds.seconds):
                return await self._follow(httpx.URL(address))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:  # TimeoutError is an OSError
            raise Refused(f"{type(error).__name__} {error}") from error

    async def _follow(self, url: httpx.URL) -> Fetched:
        for _ in range(1 + REDIRECTS):
            found = await self._get(url)
            if isinstance(found, Fetched):
                return found
            url = found
        raise Refused("too many redirects")

    async def _get(self, url: httpx.URL) -> Fetched | httpx.URL:
        """The file, or where it has moved to."""
        to = target(url, self._allowed)
        *others, last = (await _addresses(to))[:TRIES]
        for address in others:
            try:
                return await self._get_from(url, to.host, address)
            except httpx.ConnectError:
                continue
        return await self._get_from(url, to.host, last)

    async def _get_from(self, url: httpx.URL, host: str, address: str) -> Fetched | httpx.URL:
        request = self._client.build_request(
            "GET",
            url.copy_with(host=address, fragment=None),
            headers={**self._headers, "Host": url.netloc.decode()},
            extensions={"sni_hostname": host},  # the certificate is checked against the name, not the address
        )
        response = await self._client.send(request, stream=True, follow_redirects=False)
        try:
            if response.has_redirect_location:
                return url.join(response.headers["Location"])
            if response.status_code != 200:
                raise Refused(f"status {response.status_code}")
            return Fetched(str(url), response.headers.get("Content-Type", ""), await self._body(response))
        finally:
            await response.aclose()

    async def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        async for part in response.aiter_raw():
            body += part
            if len(body) <= self._bounds.longest:
                continue
            if self._bounds.is_cut:
                break
            raise Refused(f"more than {self._bounds.longest} bytes")
        return bytes(body[: self._bounds.longest])


def pictures_bounds(limits: Limits) -> Bounds:
    """What a picture may cost."""
    return Bounds(
        seconds=limits.picture_seconds,
        longest=limits.picture_bytes,
        accept="image/*",
        at_once=limits.picture_fetches,
    )


@asynccontextmanager
async def open_fetcher(bounds: Bounds, allowed_hosts: frozenset[str]) -> AsyncGenerator[Fetcher]:
    """A fetcher that keeps no connection, no cookie and no setting of the environment's."""
    pool = httpx.Limits(max_connections=bounds.at_once, max_keepalive_connections=0)
    async with httpx.AsyncClient(trust_env=False, limits=pool, timeout=bounds.seconds) as client:
        yield Fetcher(client, bounds, allowed_hosts)


async def _addresses(to: Target) -> list[str]:
    """The host's addresses. Raises `Refused` where one of them is not public."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
    if not addresses or not (to.is_trusted or all(map(is_public, addresses))):
        raise Refused(f"{to.host} is no public host")
    return addresses
