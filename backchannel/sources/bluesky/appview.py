"""The AppView's public API: posts and profiles, 25 at a time, asked for until it answers.

What it leaves out of an answer is absent; when it does not answer, nothing is known, and it is asked again.
"""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import httpx
import msgspec
from msgspec import Raw, Struct

from backchannel.clock import Clock
from backchannel.sources.bluesky.budget import Budget
from backchannel.sources.bluesky.health import Health
from backchannel.sources.bluesky.lenient import fit, read
from backchannel.sources.bluesky.views import PostView, ProfileView, thread_posts

BATCH = 25  # lexicons app.bsky.feed.getPosts and app.bsky.actor.getProfiles
PAGE = 100  # lexicon app.bsky.feed.getAuthorFeed
LONGEST_PAUSE = 120.0

_FOR_EVERYBODY = frozenset({"app.bsky.feed.getPosts", "app.bsky.actor.getProfiles"})
_FORBIDDEN = frozenset({401, 403})


class Trouble(Exception):
    """The AppView can't be asked just now; `pause` are the seconds it wants to be left alone."""

    def __init__(self, why: str, pause: float = 0.0) -> None:
        super().__init__(why)
        self.pause = pause


class Forbidden(Exception):
    """The AppView does not tell this to strangers."""


class _Refused(Exception):
    """The AppView says that there is something wrong with the question."""


class Page(NamedTuple):
    """Some of an account's posts, the newest first, and the cursor to those before them; empty where there are none."""

    views: list[PostView]
    cursor: str


class _Item(Struct):
    post: Any = None
    reason: Any = None


class _Answer(Struct):
    posts: tuple[Raw, ...] = ()
    profiles: tuple[Raw, ...] = ()
    thread: Any = None
    feed: tuple[Raw, ...] = ()
    cursor: Any = None


class AppView:
    """Asks the AppView at `base`. Trouble is told to `health` and outlasted."""

    def __init__(self, http: httpx.AsyncClient, base: str, *, clock: Clock, budget: Budget, health: Health) -> None:
        self._http = http
        self._base = base.rstrip("/")
        self._clock = clock
        self._budget = budget
        self._health = health

    async def posts(self, uris: Sequence[str]) -> dict[str, PostView]:
        """The posts that are there, by at-URI."""
        answers = await self._ask("app.bsky.feed.getPosts", "uris", uris)
        views = (read(raw, PostView) for answer in answers for raw in answer.posts)
        return {view.uri: view for view in views if view}

    async def profiles(self, dids: Sequence[str]) -> dict[str, ProfileView]:
        """The profiles of those who are there, by DID."""
        answers = await self._ask("app.bsky.actor.getProfiles", "actors", dids)
        views = (read(raw, ProfileView) for answer in answers for raw in answer.profiles)
        return {view.did: view for view in views if view}

    async def thread(self, uri: str, *, parents: int, depth: int, most: int) -> list[PostView]:
        """The conversation around a post: so many steps up and down, and no more than `most` posts. Raises `Forbidden`.

        Without those who ask not to be shown to strangers (atproto `packages/bsky/src/views`).
        """
        try:
            query = {"uri": [uri], "parentHeight": [str(parents)], "depth": [str(depth)]}
            answer = await self._patiently("app.bsky.feed.getPostThread", query)
        except _Refused:
            return []
        return thread_posts(answer.thread, most)

    async def timeline(self, did: str, cursor: str = "") -> Page:
        """What an account says to everybody, without reposts and answers to others. Raises `Forbidden`."""
        query = {"actor": [did], "filter": ["posts_and_author_threads"], "limit": [str(PAGE)]}
        try:
            answer = await self._patiently(
                "app.bsky.feed.getAuthorFeed", query | ({"cursor": [cursor]} if cursor else {})
            )
        except _Refused:
            return Page([], "")
        items = (read(raw, _Item) for raw in answer.feed)
        views = (fit(item.post, PostView) for item in items if item and item.reason is None)
        return Page([view for view in views if view], answer.cursor if isinstance(answer.cursor, str) else "")

    async def _ask(self, method: str, name: str, values: Sequence[str]) -> list[_Answer]:
        """All answers to a question of any length."""
        answers: list[_Answer] = []
        for start in range(0, len(values), BATCH):
            answers += await self._ask_batch(method, name, values[start : start + BATCH])
        return answers

    async def _ask_batch(self, method: str, name: str, values: Sequence[str]) -> list[_Answer]:
        """The answers to one question; split until only what the AppView refuses to be asked is left out."""
        try:
            return [await self._patiently(method, {name: list(values)})]
        except _Refused:
            if len(values) == 1:
                return []
            half = len(values) // 2
            first = await self._ask_batch(method, name, values[:half])
            return [*first, *await self._ask_batch(method, name, values[half:])]

    async def _patiently(self, method: str, query: dict[str, list[str]]) -> _Answer:
        tries = 0
        while True:
            await self._budget.take()
            try:
                answer = await self._once(method, query)
            except Trouble as trouble:
                await self._health.bad("appview", f"The AppView of Bluesky can't be asked: {trouble}.")
                await self._clock.sleep(_pause(tries, trouble.pause))
                tries += 1
            else:
                await self._health.good("appview")
                return answer

    async def _once(self, method: str, query: dict[str, list[str]]) -> _Answer:
        try:
            reply = await self._http.get(f"{self._base}/xrpc/{method}", params=query)
        except httpx.HTTPError as why:
            raise Trouble(type(why).__name__) from why
        if reply.status_code == 400:
            raise _Refused(reply.text[:200])
        if reply.status_code in _FORBIDDEN and method not in _FOR_EVERYBODY:
            raise Forbidden(f"it answers {reply.status_code}")
        if reply.status_code != 200:
            raise Trouble(f"it answers {reply.status_code}", _wanted_pause(reply, self._clock.now()))
        try:
            return msgspec.json.decode(reply.content, type=_Answer)
        except msgspec.DecodeError as why:
            raise Trouble("it answers nonsense") from why


def _pause(tries: int, wanted: float) -> float:
    longest = min(LONGEST_PAUSE, 2.0 ** min(tries, 10))
    return max(wanted, random.uniform(0.5, 1.0) * longest)  # noqa: S311 - only so that not all ask at once


def _wanted_pause(reply: httpx.Response, now: datetime) -> float:
    """Seconds to stay away: the answer says how many, or from when on it answers again."""
    try:
        wanted = float(reply.headers.get("retry-after", "0"))
        reset = float(reply.headers.get("ratelimit-reset", "0"))
    except ValueError:
        return 0.0
    return min(LONGEST_PAUSE, wanted or (reset - now.timestamp() if reset else 0.0))
