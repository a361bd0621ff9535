"""Keeps an event's programme true to its schedule: reads it now and then, and appends it to ingest when it has changed.

What can't be had or read is said in the log, once for as long as it is the same, and the last good programme stays.
"""

import asyncio
import logging
from collections import Counter

from backchannel.clock import Clock
from backchannel.model.event import Event, is_expired
from backchannel.model.programme import Programme
from backchannel.model.sighting import ProgrammeChanged
from backchannel.programme.changes import changes
from backchannel.programme.draft import Reading, UnreadableProgramme
from backchannel.programme.hashtags import with_hashtags
from backchannel.programme.reading import hint_for, read
from backchannel.services.fetching import Place, Unfetched
from backchannel.store.archive import Archive
from backchannel.store.connect import Client, Unreachable
from backchannel.store.ingest import Ingest

logger = logging.getLogger(__name__)


async def keep_programme(redis: Client, event: Event, clock: Clock, every: float) -> None:
    """Read the event's schedule every so many seconds, for as long as the event is kept."""
    refresher = Refresher(redis, event, clock)
    while not is_expired(event, clock.now()):
        pause = await refresher.refresh()
        await clock.sleep(max(every, pause))


async def read_from(place: Place, event: Event) -> Reading:
    """The programme at that place, as it is now. Raises `Unfetched` or `UnreadableProgramme`."""
    raw = await place.read()
    return await asyncio.to_thread(read, raw or b"", hint_for(event, place.name))


class Refresher:
    """One event's schedule, and what was last read of it."""

    def __init__(self, redis: Client, event: Event, clock: Clock) -> None:
        self._archive = Archive(redis, event.slug)
        self._ingest = Ingest(redis, event.slug)
        self._event = event
        self._clock = clock
        self._place = Place(event.programme)
        self._read: Programme | None = None
        self._offered = ""
        self._trouble = ""

    async def refresh(self) -> float:
        """Look at the schedule once; answers for how many seconds its server wants to be left alone."""
        try:
            await self._look()
            if self._read is not None:
                await self.offer(self._read)
        except (Unfetched, UnreadableProgramme, *Unreachable) as error:
            if str(error) != self._trouble:
                logger.warning("programme event=%s the last good one stays: %s", self._event.slug, error)
            self._trouble = str(error)
            return getattr(error, "pause", 0.0)
        self._trouble = ""
        return 0.0

    async def offer(self, programme: Programme) -> Programme:
        """Append a programme to ingest, with a hashtag for every session, unless it holds already. Answers it."""
        held = await self._archive.programme()
        before = held.programme if held else None
        full = await asyncio.to_thread(with_hashtags, programme, self._event.hashtags, before)
        waits = full.version == self._offered and await self._ingest.length() > 0
        if (before and before.version == full.version) or waits or not await self._ingest.has_room():
            return full
        await self._ingest.add(ProgrammeChanged(programme=full, seen_at=self._clock.now()))
        self._offered = full.version
        became = Counter(change.what for change in changes(before, full))
        told = " ".join(f"{what}={number}" for what, number in sorted(became.items()))
        logger.info("programme event=%s sessions=%d %s", self._event.slug, len(full.sessions), told)
        return full

    async def _look(self) -> None:
        raw = await self._place.read()
        if raw is None:
            return
        reading = await asyncio.to_thread(read, raw, hint_for(self._event, self._place.name))
        self._read = reading.programme
        if reading.problems:
            logger.info(
                "programme event=%s problems=%d first=%s", self._event.slug, len(reading.problems), reading.problems[0]
            )
