"""A source that asks some places for their newest posts, again and again: what every such source needs beside asking.

One task for each place, so that a slow or dead one delays no other. What was told of a place is its cursor, so it is
told once, whatever ends the process; and a place lists little, so it is small.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple, Protocol

import httpx
from msgspec import Struct
from msgspec.structs import replace

from backchannel.clock import Clock
from backchannel.curation import consent
from backchannel.model.codec import decode, encode
from backchannel.model.event import Event, follows_from
from backchannel.model.post import Post
from backchannel.model.sighting import Posted
from backchannel.sources.hearing import Hearing
from backchannel.sources.source import Outbox
from backchannel.sources.ticks import every
from backchannel.sources.web import Unanswered, open_http

logger = logging.getLogger(__name__)


class Spot(NamedTuple):
    """A place that an event names: its source's name, its address, and whether its posts need no hashtag."""

    source: str
    address: str
    is_own: bool


class Listed(NamedTuple):
    """What a place listed, newest first: posts by the place's own keys for them, and how many made no sense."""

    posts: Sequence[tuple[str, Post]]
    malformed: int = 0


class Place(Protocol):
    """Somewhere to ask."""

    async def ask(self, http: httpx.AsyncClient, now: datetime) -> Listed | None:
        """What it lists now; None where that has not changed since it was last asked. Raises `Unanswered`."""
        ...


class Mark(Struct, frozen=True):
    """The cursor: first contact, and the version last told of each post that is listed, by a digest of its key."""

    since: datetime
    told: dict[str, str] = {}


class PolledSource:
    """Polls every spot that an event has; `open_place` makes of an address what is asked."""

    def __init__(
        self,
        clock: Clock,
        seconds: float,
        spots: Callable[[Event], Sequence[Spot]],
        open_place: Callable[[str], Place],
    ) -> None:
        self._clock = clock
        self._seconds = seconds
        self._spots = spots
        self._open_place = open_place
        self._polls: list[_Poll] = []

    async def run(self, outboxes: Iterable[Outbox]) -> None:
        """Collect until cancelled. Trouble with a place is retried for ever; only our own errors leave this."""
        async with self.opened(outboxes) as polls, asyncio.TaskGroup() as tasks:
            for poll in polls:
                tasks.create_task(every(self._clock, self._seconds, poll.once))

    @asynccontextmanager
    async def opened(self, outboxes: Iterable[Outbox]) -> AsyncGenerator[Sequence["_Poll"]]:
        """The places, ready to be asked, while the context is open."""
        by_address: defaultdict[str, list[_Watch]] = defaultdict(list)
        for box in outboxes:
            for spot in self._spots(box.event):
                by_address[spot.address].append(_Watch(box, spot))
        async with open_http() as http:
            self._polls = [
                _Poll(self._open_place(address), http, watches, self._clock) for address, watches in by_address.items()
            ]
            for poll in self._polls:
                await poll.open()
            yield self._polls

    async def recheck_all(self) -> None:
        """Ask every place once more."""
        await asyncio.gather(*(poll.once() for poll in self._polls))

    async def recount(self) -> None:
        """The same: such places count nothing."""
        await self.recheck_all()


class _Poll:
    """One place, for all events that name it: it is asked once."""

    def __init__(self, place: Place, http: httpx.AsyncClient, watches: Sequence["_Watch"], clock: Clock) -> None:
        self._place = place
        self._http = http
        self._watches = watches
        self._clock = clock
        self._keys: set[str] | None = None
        self._resting_until = clock.now()
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        for watch in self._watches:
            await watch.open(self._clock.now())

    async def once(self) -> None:
        async with self._turn:
            now = self._clock.now()
            if now < self._resting_until:
                return
            try:
                listed = await self._place.ask(self._http, now)
            except Unanswered as why:
                self._resting_until = now + timedelta(seconds=why.rest)
                for watch in self._watches:
                    await watch.lost(str(why), now)
                return
            reaches = self._reach(listed) if listed else None
            for watch in self._watches:
                if listed:
                    await watch.keep(listed, now)
                await watch.caught_up(reaches, now)

    def _reach(self, listed: Listed) -> datetime | None:
        """How far back a list reaches; None where it goes on from the one before."""
        before, self._keys = self._keys, {key for key, _ in listed.posts}
        if before is not None and (not before or not before.isdisjoint(self._keys)):
            return None
        return min((post.created_at for _, post in listed.posts), default=None)


class _Watch:
    """One event at one place: what it was told, and since when."""

    def __init__(self, outbox: Outbox, spot: Spot) -> None:
        self._outbox = outbox
        self._source = spot.source
        self._is_own = spot.is_own
        self._hearing = Hearing(outbox, spot.source)
        self._malformed = 0
        self._mark: Mark
        self._committed: Mark | None = None

    async def open(self, now: datetime) -> None:
        cursor = await self._outbox.cursor(self._source)
        self._committed = decode(cursor.encode(), Mark) if cursor else None
        self._mark = self._committed or Mark(now)
        await self._hearing.open(now)

    async def lost(self, why: str, now: datetime) -> None:
        await self._hearing.lost(why, now)

    async def keep(self, listed: Listed, now: datetime) -> None:
        """Commit what is new, with the mark that follows it."""
        self._count(listed.malformed)
        wanted = {_digest(key): (key, post) for key, post in reversed(listed.posts) if self._wants(key, post)}
        news = [self._posted(*found, now) for digest, found in wanted.items() if self._is_news(digest, found[1])]
        self._mark = replace(self._mark, told={digest: post.version for digest, (_, post) in wanted.items()})
        if self._mark != self._committed:
            await self._outbox.commit(self._source, news, cursor=encode(self._mark).decode())
            self._committed = self._mark

    async def caught_up(self, reaches: datetime | None, now: datetime) -> None:
        """The place has been heard up to now, and its list reaches back so far."""
        await self._hearing.caught_up(now, None, reaches=reaches)

    def _wants(self, key: str, post: Post) -> bool:
        """Whether a post is the event's, or was when it was last told."""
        event = self._outbox.event
        known = _digest(key) in self._mark.told
        return known or (post.created_at >= follows_from(event) and (self._is_own or consent.is_tagged(event, post)))

    def _is_news(self, digest: str, post: Post) -> bool:
        return self._mark.told.get(digest, "") < post.version

    def _posted(self, key: str, post: Post, now: datetime) -> Posted:
        return consent.posted(
            self._outbox.event,
            replace(post, backfilled=post.created_at < self._mark.since),
            source=self._source,
            local_id=key,
            seen_at=now,
            followed=self._is_own,
        )

    def _count(self, malformed: int) -> None:
        """A place lists the same nonsense at every look: it is counted when there is more of it."""
        if malformed > self._malformed:
            self._outbox.dropped(self._source, malformed - self._malformed)
            logger.warning("source=%s malformed=%d", self._source, malformed)
        self._malformed = malformed


def _digest(key: str) -> str:
    return blake2b(key.encode("utf-8", "replace"), digest_size=9).hexdigest()
