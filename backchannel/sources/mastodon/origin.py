"""Whether a post still stands on the server it was written on, asked of that server as anybody could ask it.

By the server's API where the post's URI tells its id there, else by the URI itself, which ActivityPub promises to lead
to the post. The name is looked up once for each question and the connection goes to the address that was checked.
"""

import asyncio
import socket
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import httpx
import msgspec

from backchannel.model.codec import UNREADABLE
from backchannel.sources.mastodon.policy import Policy
from backchannel.sources.mastodon.raw import Found
from backchannel.sources.mastodon.uris import Written, written
from backchannel.text.public import is_public

LONGEST = 256 * 1024  # bytes of an answer
ACCEPTED = "application/activity+json, application/json"

_FOUND = msgspec.json.Decoder(Found)
_UNSURE = (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, *UNREADABLE)  # TimeoutError is an OSError


class Answer(NamedTuple):
    """An answer's status, what it is, and its words."""

    status: int
    is_json: bool
    body: bytes

    @property
    def is_gone(self) -> bool:
        """Whether a server says that there is nothing. A 404 that is no JSON may be a parked domain's."""
        return self.status == 410 or (self.status == 404 and self.is_json)


class Origin:
    """Asks servers that are not read. `addresses` are the bases of those we were told of: they may be anywhere."""

    def __init__(self, http: httpx.AsyncClient, addresses: Mapping[str, str], policy: Policy) -> None:
        self._http = http
        self._addresses = dict(addresses)
        self._policy = policy

    async def is_gone(self, uri: str) -> bool:
        """Whether the post's own server says that it is gone for good; False where it says otherwise, or nothing."""
        try:
            async with asyncio.timeout(self._policy.timeout_seconds):
                return await self._is_gone(uri)
        except _UNSURE:
            return False

    async def _is_gone(self, uri: str) -> bool:
        status, parts = written(uri), urlsplit(uri)
        if status is None:
            return (await self._get(uri)).is_gone
        answer = await self._api(parts.netloc, f"statuses/{quote(status.local_id, safe='')}")
        if answer.status in {401, 403}:  # strangers are told nothing by this door
            answer = await self._get(uri)
        return answer.is_gone and not await self._is_suspended(parts.netloc, status)

    async def _is_suspended(self, server: str, status: Written) -> bool:
        """Whether only the author is away, who may return."""
        which = quote(status.account_id, safe="") or f"lookup?acct={quote(status.name, safe='')}"
        answer = await self._api(server, f"accounts/{which}")
        return answer.status == 200 and bool(_FOUND.decode(answer.body).suspended)

    async def _api(self, server: str, path: str) -> Answer:
        base = self._addresses.get(server)
        return await self._get(f"{base or f'https://{server}'}/api/v1/{path}", is_trusted=base is not None)

    async def _get(self, address: str, *, is_trusted: bool = False) -> Answer:
        """The answer. Raises `ValueError` where the address leads to nobody's public server."""
        url = httpx.URL(address)
        headers, extensions = {"accept": ACCEPTED, "accept-encoding": "identity"}, dict[str, str]()
        if not is_trusted:
            headers["host"], extensions["sni_hostname"] = url.netloc.decode(), url.host
            url = url.copy_with(host=await _public_address(url), fragment=None)
        body = bytearray()
        async with self._http.stream("GET", url, headers=headers, extensions=extensions) as response:
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > LONGEST:
                    raise ValueError("an answer without an end")
        return Answer(response.status_code, "json" in response.headers.get("content-type", ""), bytes(body))


async def _public_address(url: httpx.URL) -> str:
    """An address of the host. Raises `ValueError` where one of them is not public, or it is no plain web address."""
    if url.scheme != "https" or url.userinfo or url.port not in {None, 443}:
        raise ValueError("no plain web address")
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(url.host, 443, type=socket.SOCK_STREAM)
    addresses = [str(place[0]) for *_, place in found]
    if not addresses or not all(map(is_public, addresses)):
        raise ValueError("no public host")
    return addresses[0]
