"""One server's REST API, as far as it is read: asked gently, believed little."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

import httpx
import msgspec
from msgspec.structs import replace

from backchannel.clock import Clock
from backchannel.model.codec import UNREADABLE
from backchannel.sources.mastodon.budget import Budget, Kind
from backchannel.sources.mastodon.credential import Token
from backchannel.sources.mastodon.instance import Instance, read_instance
from backchannel.sources.mastodon.page import Page, read_page
from backchannel.sources.mastodon.policy import Policy
from backchannel.sources.mastodon.raw import Found, RawContext
from backchannel.sources.mastodon.trouble import Broken, Limited, Refused, Unreachable

LIMIT = 40  # statuses on a page, the most that Mastodon gives
BATCH = 20  # statuses in a re-check, the most that Mastodon takes

_AWAY = frozenset({502, 503, 504})  # nobody is behind the proxy, or too much is asked of who is
_FOUND = msgspec.json.Decoder(Found)
_CONTEXT = msgspec.json.Decoder(RawContext)

_Query = list[tuple[str, str]]


class Credential(NamedTuple):
    """Who asks: somebody with a token, or a stranger. Each has a patience of its own at the server."""

    budget: Budget
    token: Token | None = None


class Place(NamedTuple):
    """Which page of a feed is asked for: just above `min_id`, or just below `max_id`, or the newest."""

    min_id: str = ""
    max_id: str = ""
    limit: int = LIMIT


NEWEST = Place()


class Client:
    """Asks one server, as the first of `credentials` or, when that is given up, the next.

    Every request waits for the budget first. The token goes to this server's address only; redirects are not followed.
    """

    def __init__(
        self, http: httpx.AsyncClient, clock: Clock, credentials: Sequence[Credential], policy: Policy
    ) -> None:
        self._http = http
        self._clock = clock
        self._credentials = tuple(credentials)
        self._policy = policy
        self._current = self._credentials[0]

    @property
    def token(self) -> Token | None:
        """The token that requests carry now."""
        return self._current.token

    def as_stranger(self) -> None:
        """Ask without the token from now on."""
        self._current = self._credentials[-1]

    def as_oneself(self) -> None:
        """Ask with the token again, if there is one."""
        self._current = self._credentials[0]

    async def turn(self, kind: Kind = "paging") -> None:
        """Wait until a request of that kind may go out."""
        while (seconds := self._current.budget.wait(kind, self._clock.now())) > 0:
            await self._clock.sleep(seconds)

    async def instance(self) -> Instance:
        """What the server says of itself; nothing where it says nothing sensible."""
        for version in ("v2", "v1"):
            try:
                _, raw = await self._get(f"/api/{version}/instance", [], "other")
                return read_instance(raw)
            except (Refused, Broken, *UNREADABLE):
                continue
        return Instance()

    async def verify(self) -> None:
        """Return if the server accepts the token. Raises `Refused` if it does not.

        A feed does not tell: with a token that is no longer valid it answers as to a stranger.
        """
        await self._get("/api/v1/accounts/verify_credentials", [], "other")

    async def tag_page(
        self, hashtag: str, place: Place = NEWEST, *, local: bool = False, kind: Kind = "paging"
    ) -> Page:
        """A page of a hashtag, newest first; with `local` only what the server's own people wrote."""
        query = _asked(place)
        query += [("local", "true")] if local else []
        return await self._page(f"/api/v1/timelines/tag/{quote(hashtag, safe='')}", query, kind)

    async def find_account(self, acct: str) -> Found:
        """An account, found by its name. Raises `Refused` (404) for one the server has not met."""
        _, raw = await self._get("/api/v1/accounts/lookup", [("acct", acct)], "other")
        return _found(raw)

    async def account(self, account_id: str) -> Found:
        """An account by the server's own id of it."""
        _, raw = await self._get(f"/api/v1/accounts/{quote(account_id, safe='')}", [], "other")
        return _found(raw)

    async def account_page(self, account_id: str, place: Place = NEWEST, *, kind: Kind = "paging") -> Page:
        """A page of an account's statuses, newest first; of its replies those to itself only, and no boosts."""
        query = [*_asked(place), ("exclude_replies", "true"), ("exclude_reblogs", "true")]
        return await self._page(f"/api/v1/accounts/{quote(account_id, safe='')}/statuses", query, kind)

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

    async def conversation(self, local_id: str) -> Page:
        """What a status answers and what answers it, as far as the server knows; the newest first."""
        asked_at, raw = await self._get(f"/api/v1/statuses/{quote(local_id, safe='')}/context", [], "other")
        try:
            told = _CONTEXT.decode(raw)
        except UNREADABLE:
            raise Broken("answers with something that is no conversation") from None
        return _page_of(msgspec.json.encode([*told.ancestors, *told.descendants][::-1]), asked_at)

    async def _page(self, path: str, query: _Query, kind: Kind) -> Page:
        asked_at, raw = await self._get(path, query, kind)
        return _page_of(raw, asked_at)

    async def _get(self, path: str, query: _Query, kind: Kind) -> tuple[datetime, bytes]:
        await self.turn(kind)
        asked_at, (budget, token) = self._clock.now(), self._current
        budget.take(kind, asked_at)
        try:
            async with asyncio.timeout(self._policy.timeout_seconds):
                response, raw = await self._read(path, query, token)
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            budget.failed(self._clock.now())
            raise Unreachable(f"does not answer ({type(error).__name__})") from error
        budget.answered(kind, response.headers)
        self._check(response, budget)
        return asked_at, raw

    async def _read(self, path: str, query: _Query, token: Token | None) -> tuple[httpx.Response, bytes]:
        """The answer, read only while it is not absurdly long."""
        raw = bytearray()
        headers = token.header if token else None
        async with self._http.stream("GET", path, params=tuple(query), headers=headers) as response:
            async for chunk in response.aiter_bytes():
                raw += chunk
                if len(raw) > self._policy.longest_answer_bytes:
                    raise Broken("answers with more than can be read")
        return response, bytes(raw)

    def _check(self, response: httpx.Response, budget: Budget) -> None:
        now, status = self._clock.now(), response.status_code
        if status == 429:
            raise Limited(budget.limited(response.headers, now))
        if 400 <= status < 500:
            raise Refused(status, is_json="json" in response.headers.get("content-type", ""))
        if status >= 500:
            budget.failed(now)
        if status in _AWAY:
            raise Unreachable(f"has trouble of its own (HTTP {status})")
        if status != 200:
            raise Broken(f"has trouble of its own (HTTP {status})")


def _page_of(raw: bytes, asked_at: datetime) -> Page:
    try:
        return read_page(raw, asked_at)
    except UNREADABLE:
        raise Broken("answers with something that is no list of posts") from None


def _found(raw: bytes) -> Found:
    try:
        return _FOUND.decode(raw)
    except UNREADABLE:
        raise Broken("answers with something that is no account") from None


def _asked(place: Place) -> _Query:
    """The part of a query that names a page."""
    ids = (("min_id", place.min_id), ("max_id", place.max_id))
    return [("limit", str(place.limit)), *((name, value) for name, value in ids if value)]
