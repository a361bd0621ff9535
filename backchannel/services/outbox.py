"""The outbox a source is given: what it saw goes into the event's ingest stream, its cursor moves with it."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from backchannel.clock import Clock
from backchannel.model.codec import encode
from backchannel.model.event import Event, Mode
from backchannel.model.sighting import Posted, Sighting
from backchannel.sources.source import KnownPost
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from backchannel.store.ingest import INGEST_LIMIT, Full, Ingest, Position
from backchannel.store.stored import stored

logger = logging.getLogger(__name__)

FULL_SECONDS = 1.0  # between two tries while the ingest stream is at its limit


class StreamOutbox:
    """One event's outbox, over its ingest stream. Raises `Moved` when the stored cursor is not the one it left."""

    def __init__(self, redis: Client, event: Event, clock: Clock, *, limit: int = INGEST_LIMIT) -> None:
        self.event = event
        self._clock = clock
        self._ingest = Ingest(redis, event.slug, limit=limit)
        self._archive = Archive(redis, event.slug)
        self._stored: dict[str, bytes] = {}
        self._dropped: Counter[str] = Counter()
        # A source may poll and re-check at once; each commit must see the position the one before it left.
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def cursor(self, source: str) -> str | None:
        """The position last committed for this source, in the source's own words."""
        return (await self._position(source)).cursor

    async def heard_until(self, source: str) -> datetime | None:
        """Up to when this source had been heard when it was last committed."""
        until = (await self._position(source)).until
        return datetime.fromisoformat(until) if until else None

    async def commit(
        self, source: str, sightings: Sequence[Sighting], *, cursor: str | None = None, heard: datetime | None = None
    ) -> None:
        """Append the sightings and move cursor and heard-until together. Waits while the stream is at its limit."""
        async with self._turns[source]:
            before = await self._position(source)
            position = before if cursor is None else replace(before, cursor=cursor)
            if heard is not None:
                until = max(heard.isoformat(), before.until or "")
                position = replace(position, since=before.since or heard.isoformat(), until=until)
            await self._append(source, sightings, position)

    async def trouble(self, source: str, why: str) -> None:
        """Say that the source can't be heard just now (an empty `why`: it can again)."""
        async with self._turns[source]:
            before = await self._position(source)
            if before.trouble != why:
                now = self._clock.now().isoformat()
                troubled = replace(before, trouble=why, trouble_at=now if why else None)
                await self._append(source, (), replace(troubled, since=before.since or now))

    async def mode(self, source: str, mode: Mode, degraded: str = "") -> None:
        """Say how the source is heard, and why that is less than it could be (empty: it is not)."""
        async with self._turns[source]:
            before = await self._position(source)
            if (before.mode, before.degraded) != (mode, degraded):
                logger.info("source=%s event=%s mode=%s degraded=%r", source, self.event.slug, mode, degraded)
                await self._append(source, (), replace(before, mode=mode, degraded=degraded))

    def dropped(self, source: str, count: int) -> None:
        """Count things that made no sense, with the next commit."""
        self._dropped[source] += count

    async def known(self, source: str, since: datetime | None = None) -> list[KnownPost]:
        """The posts of this source, created after `since`, that may still change: delivered and not gone."""
        # The stream first: an entry moves from there to the archive, never back, so none is missed between.
        waiting = [
            KnownPost(entry.local_id, entry.post.id, context=entry.context)
            for entry in await self._waiting(source)
            if since is None or entry.post.created_at >= since
        ]
        archived = (line.partition(" ") for line in await self._archive.known(source, since))
        context = await self._archive.context()
        known = [KnownPost(local, post, context=post in context) for local, _, post in archived]
        return list({(one.local_id, one.id): one for one in (*known, *waiting)}.values())

    async def known_authors(self, source: str) -> set[str]:
        """Everyone this source has delivered posts of, whatever became of those."""
        waiting = await self._waiting(source)
        return {entry.post.author.id for entry in waiting} | await self._archive.known_authors(source)

    async def posts_of(self, author: str) -> list[str]:
        """The ids of the posts of that author that are not gone."""
        waiting = [entry.post.id for entry in await self._waiting() if entry.post.author.id == author]
        return list(dict.fromkeys([*await self._archive.posts_of(author), *waiting]))

    async def _waiting(self, source: str | None = None) -> list[Posted]:
        entries = await self._ingest.waiting()
        return [entry for entry in entries if isinstance(entry, Posted) and source in {None, entry.source}]

    async def _position(self, source: str) -> Position:
        if source not in self._stored:
            self._stored[source] = await self._ingest.position(source)
        raw = self._stored[source]
        return stored(raw, Position) if raw else Position()

    async def _append(self, source: str, sightings: Sequence[Sighting], position: Position) -> None:
        dropped = self._dropped.pop(source, 0)
        after = encode(replace(position, commits=position.commits + 1, dropped=position.dropped + dropped))
        while True:
            try:
                await self._ingest.append(source, sightings, before=self._stored[source], after=after)
            except Full:
                await self._clock.sleep(FULL_SECONDS)
            else:
                self._stored[source] = after
                return
