"""One server's REST API, as far as it is read: asked gently, believed little."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

import httpx
import msgspec
from msgspec.structs import replace

from backchannel.clock import Clock
from backchannel.sources.mastodon.budget import Budget, Kind
from backchannel.sources.mastodon.page import Page, read_page
from backchannel.sources.mastodon.policy import Policy
from backchannel.sources.mastodon.raw import Found

LIMIT = 40  # statuses on a page, the most that Mastodon gives
BATCH = 20  # statuses in a re-check, the most that Mastodon takes

_AWAY = frozenset({502, 503, 504})  # nobody is behind the proxy, or too much is asked of who is
_FOUND = msgspec.json.Decoder(Found)

_Query = list[tuple[str, str]]


class Trouble(Exception):
    """Nothing came of a request. Its text says why, for people."""


class Refused(Trouble):
    """The server answers, but not this (`status` is a 4xx). `is_gone` where it says that what was asked for is gone.

    A 404 that is no JSON is no server's word on a status, but that of a proxy or a parked domain.
    """

    def __init__(self, status: int, *, is_json: bool = False) -> None:
        super().__init__(f"refuses to show its posts (HTTP {status})")
        self.status = status
        self.is_gone = status == 410 or (status == 404 and is_json)


class Broken(Trouble):
    """The server answers, but not this as it should; other questions it may answer."""


class Limited(Trouble):
    """The server asks us to stay away until then."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"asks for fewer requests until {until:%H:%M:%S} UTC")
        self.until = until


class Unreachable(Trouble):
    """The server does not answer, whatever it is asked."""


class Client:
    """Asks one server. Every request waits for the server's budget first."""

    def __init__(self, http: httpx.AsyncClient, clock: Clock, budget: Budget, policy: Policy) -> None:
        self._http = http
        self._clock = clock
        self._budget = budget
        self._policy = policy

    async def turn(self, kind: Kind = "paging") -> None:
        """Wait until a request of that kind may go out."""
        while (seconds := self._budget.wait(kind, self._clock.now())) > 0:
            await self._clock.sleep(seconds)

    async def tag_page(self, hashtag: str, *, min_id: str = "", max_id: str = "", local: bool = False) -> Page:
        """Up to 40 statuses: those just above `min_id`, or just below `max_id`, or the newest; newest first."""
        query = _place(min_id, max_id)
        query += [("local", "true")] if local else []
        return await self._page(f"/api/v1/timelines/tag/{quote(hashtag, safe='')}", query, "paging")

    async def account_id(self, acct: str) -> str:
        """The server's own id of an account, found by its name. Raises `Refused` (404) for one it has not met."""
        _, raw = await self._get("/api/v1/accounts/lookup", [("acct", acct)], "other")
        try:
            return _FOUND.decode(raw).id
        except (msgspec.MsgspecError, RecursionError):
            raise Broken("answers with something that is no account") from None

    async def account_page(self, account_id: str, *, min_id: str = "", max_id: str = "") -> Page:
        """Up to 40 of an account's statuses, as `tag_page` does; of its replies those to itself only, and no boosts."""
        query = [*_place(min_id, max_id), ("exclude_replies", "true"), ("exclude_reblogs", "true")]
        return await self._page(f"/api/v1/accounts/{quote(account_id, safe='')}/statuses", query, "paging")

    async def statuses(self, ids: Sequence[str]) -> Page:
        """Those of at most 20 statuses that the server still shows, in any order."""
        return await self._page("/api/v1/statuses", [("id[]", local_id) for local_id in ids], "other")

    async def status(self, local_id: str) -> Page:
        """This status alone, or an empty page if it is gone. Raises `Refused` where the server does not say."""
        await self.turn("other")
        asked_at = self._clock.now()
        try:
            _, raw = await self._get(f"/api/v1/statuses/{quote(local_id, safe='')}", [], "other")
        except Refused as refusal:
            if refusal.is_gone:
                return Page(asked_at=asked_at)
            raise
        return replace(_page_of(b"[" + raw + b"]", asked_at), ids=(local_id,))

    async def _page(self, path: str, query: _Query, kind: Kind) -> Page:
        asked_at, raw = await self._get(path, query, kind)
        return _page_of(raw, asked_at)

    async def _get(self, path: str, query: _Query, kind: Kind) -> tuple[datetime, bytes]:
        await self.turn(kind)
        self._budget.take(kind, self._clock.now())
        asked_at = self._clock.now()
        try:
            async with asyncio.timeout(self._policy.timeout_seconds):
                response, raw = await self._read(path, query)
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            self._budget.failed(self._clock.now())
            raise Unreachable(f"does not answer ({type(error).__name__})") from error
        self._budget.answered(kind, response.headers)
        self._check(response)
        return asked_at, raw

    async def _read(self, path: str, query: _Query) -> tuple[httpx.Response, bytes]:
        """The answer, read only while it is not absurdly long."""
        raw = bytearray()
        async with self._http.stream("GET", path, params=tuple(query)) as response:
            async for chunk in response.aiter_bytes():
                raw += chunk
                if len(raw) > self._policy.longest_answer_bytes:
                    raise Broken("answers with more than can be read")
        return response, bytes(raw)

    def _check(self, response: httpx.Response) -> None:
        now, status = self._clock.now(), response.status_code
        if status == 429:
            raise Limited(self._budget.limited(response.headers, now))
        if 400 <= status < 500:
            raise Refused(status, is_json="json" in response.headers.get("content-type", ""))
        if status in _AWAY:
            self._budget.failed(now)
            raise Unreachable(f"has trouble of its own (HTTP {status})")
        if status != 200:
            raise Broken(f"has trouble of its own (HTTP {status})")


def _page_of(raw: bytes, asked_at: datetime) -> Page:
    try:
        return read_page(raw, asked_at)
    except (msgspec.MsgspecError, RecursionError):
        raise Broken("answers with something that is no list of posts") from None


def _place(min_id: str, max_id: str) -> _Query:
    """The part of a query that names a page."""
    ids = (("min_id", min_id), ("max_id", max_id))
    return [("limit", str(LIMIT)), *((name, value) for name, value in ids if value)]
