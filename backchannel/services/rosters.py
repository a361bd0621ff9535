"""Who speaks at each event: read from the programme it has, and again and again, because programmes change."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from msgspec.structs import replace

from backchannel.clock import Clock
from backchannel.model.event import Event, Roster, is_expired
from backchannel.programme.roster import roster_of
from backchannel.store.archive import Archive
from backchannel.store.connect import Client, Unreachable

logger = logging.getLogger(__name__)

LOOK_SECONDS = 15.0


class Rosters:
    """The events, with the rosters of those that follow their speakers."""

    def __init__(self, redis: Client, events: Sequence[Event], clock: Clock) -> None:
        self._archives = {event.slug: Archive(redis, event.slug) for event in events if event.follow_speakers}
        self._events = events
        self._clock = clock

    async def events(self) -> list[Event]:
        """Every event with its roster of this moment; waits for a store that can't be reached."""
        while True:
            try:
                return [await self._with_roster(event) for event in self._events]
            except Unreachable as why:
                logger.warning("part=rosters why=%r", why)
                await self._clock.sleep(LOOK_SECONDS)

    async def until_other_than(self, events: Sequence[Event]) -> list[Event]:
        """The events, once a programme has made a roster another than it is in these."""
        while (now := await self.events()) == list(events):
            await self._clock.sleep(LOOK_SECONDS)
        for event in now:
            if event not in events:
                logger.info("part=rosters event=%s accounts=%d", event.slug, len(event.roster.accounts))
        return now

    async def _with_roster(self, event: Event) -> Event:
        archive = self._archives.get(event.slug)
        if archive is None or is_expired(event, self._clock.now()):
            return event
        held = await archive.programme()
        return replace(event, roster=roster_of(held.programme) if held else Roster())


async def collect_by(rosters: Rosters, collect: Callable[[Sequence[Event]], Coroutine[Any, Any, None]]) -> None:
    """Collect the events until that ends by itself, and begin anew at the stored cursor when a roster changes."""
    events = await rosters.events()
    while True:
        async with asyncio.TaskGroup() as tasks:
            collecting = tasks.create_task(collect(events))
            changing = tasks.create_task(rosters.until_other_than(events))
            await asyncio.wait([collecting, changing], return_when=asyncio.FIRST_COMPLETED)
            collecting.cancel()
            if not changing.done():
                changing.cancel()
                return
        events = changing.result()
