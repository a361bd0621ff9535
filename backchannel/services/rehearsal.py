"""A rehearsal: a recording played to the real path, on one clock that is turned as fast as the path can follow.

The pretend networks release a few recorded minutes; the clock is turned to the end of them; when every source has
heard that far and nothing waits to be curated, the next minutes follow. Idle time is skipped.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from backchannel.clock import TurnedClock
from backchannel.store.ingest import Ingest

logger = logging.getLogger(__name__)

STEP = timedelta(minutes=5)
LEAD = timedelta(milliseconds=1)
IDLE = timedelta(minutes=10)
LOOK = 0.002  # real seconds between two looks at how far the path has come
NUDGE_AFTER = 20  # looks without an end, after which the clock moves on: somebody may wait for a retry
NUDGE = timedelta(seconds=1)
LONGEST_NUDGE = timedelta(minutes=5)  # each is twice the one before: who was refused may not ask again for an hour
TICK = 0.1  # real seconds between two turns at a given speed


class Released(NamedTuple):
    """What the pretend networks answer: up to when everything is out, and when the next thing happens."""

    until: datetime
    next: datetime | None


def lasts(moments: Iterable[datetime], speed: float) -> timedelta:
    """How long something that was recorded at these moments, in order, is played at that speed, idle times left out."""
    gaps = (after - before for before, after in pairwise(moments))
    return sum((gap for gap in gaps if gap <= IDLE), timedelta(0)) / speed


class Networks(Protocol):
    """The pretend networks, wherever they run."""

    async def release(self, until: datetime) -> Released:
        """Let everything recorded up to `until` happen."""
        ...


class Conductor:
    """Plays a recording from its first event to its last."""

    def __init__(
        self,
        networks: Networks,
        clock: TurnedClock,
        ingest: Ingest,
        *,
        sources: frozenset[str],
        told: Callable[[datetime], None],
    ) -> None:
        self._networks = networks
        self._clock = clock
        self._ingest = ingest
        self._sources = sources
        self._told = told

    async def play(self, first: datetime, speed: float | None = None) -> None:
        """Play it `speed` times as fast as it was recorded, or without one as fast as the path can follow."""
        self._clock.turn(self._clock.now() + LEAD)
        await self.settle()  # everybody listens before anything happens
        await (self._play_at(first, speed) if speed else self._play_steps(first))

    async def go_on(self, start: datetime) -> None:
        """Let time go on from `start` as it does outside, until cancelled."""
        self._clock.turn(start)
        while True:
            await asyncio.sleep(TICK)
            await self._networks.release(self._clock.now())  # nothing happens there any more, and that is heard
            self._clock.turn(self._clock.now() + timedelta(seconds=TICK))

    async def settle(self) -> None:
        """Return when every source has heard up to now and everything is curated."""
        target = self._clock.now()
        await self._networks.release(target)
        looks, nudge = 0, NUDGE
        while not await self._is_settled(target):
            looks += 1
            if looks % NUDGE_AFTER == 0:
                self._clock.turn(self._clock.now() + nudge)
                nudge = min(2 * nudge, LONGEST_NUDGE)
            await asyncio.sleep(LOOK)

    async def through(self, work: Coroutine[Any, Any, object]) -> None:
        """Run `work` to its end, turning the clock on while it waits for its own retries and paces."""
        task = asyncio.ensure_future(work)
        while not task.done():
            await asyncio.wait({task}, timeout=LOOK * NUDGE_AFTER)
            self._clock.turn(self._clock.now() + NUDGE)
        await task
        await self.settle()

    async def _play_steps(self, first: datetime) -> None:
        upcoming: datetime | None = first
        while upcoming is not None:
            released = await self._networks.release(max(upcoming, self._clock.now()) + STEP)
            self._clock.turn(released.until)
            await self.settle()
            self._told(released.until)
            upcoming = released.next

    async def _play_at(self, first: datetime, speed: float) -> None:
        self._clock.turn(first)
        upcoming: datetime | None = first
        while upcoming is not None:
            await asyncio.sleep(TICK)
            idle = upcoming - self._clock.now() > IDLE
            until = upcoming if idle else self._clock.now() + timedelta(seconds=TICK * speed)
            released = await self._networks.release(until)
            self._clock.turn(released.until)
            self._told(released.until)
            upcoming = released.next

    async def _is_settled(self, target: datetime) -> bool:
        positions = await self._ingest.positions()
        heard = {
            source
            for source, position in positions.items()
            if position.until and datetime.fromisoformat(position.until) >= target
        }
        return heard >= self._sources and await self._ingest.length() == 0
