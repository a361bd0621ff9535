"""The one injected clock. Everything that waits or dates asks it, so that a rehearsal can run four days in a minute.

clock = SystemClock()                     the world's time
clock = TurnedClock(start); clock.turn(t) a clock somebody turns, in this process
clock = SharedClock(path)                 the same clock as another process's TurnedClock(start, path)
"""

import asyncio
import heapq
import itertools
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> datetime:
        """The time in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return once `seconds` of this clock's time have passed."""
        ...


class SystemClock:
    """The world's time."""

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Return once `seconds` have passed."""
        await asyncio.sleep(seconds)


class TurnedClock:
    """A clock that stands still until it is turned. With `mirror`, other processes read its time from that file."""

    def __init__(self, start: datetime, mirror: Path | None = None) -> None:
        self._now = start
        self._mirror = mirror
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._write()

    def now(self) -> datetime:
        """The time it was last turned to."""
        return self._now

    def turn(self, to: datetime) -> None:
        """Move forward to `to` and wake everyone whose time has come. Never moves back."""
        self._now = max(self._now, to)
        self._write()
        while self._sleepers and self._sleepers[0][0] <= self._now:
            _, _, sleeper = heapq.heappop(self._sleepers)
            if not sleeper.done():
                sleeper.set_result(None)

    async def sleep(self, seconds: float) -> None:
        """Return once the clock has been turned that far."""
        until = self._now + timedelta(seconds=seconds)
        if until <= self._now:
            await asyncio.sleep(0)
            return
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (until, next(self._numbers), sleeper))
        await sleeper

    def _write(self) -> None:
        if self._mirror is not None:
            half = self._mirror.with_suffix(".part")
            half.write_bytes(struct.pack("!d", self._now.timestamp()))
            half.replace(self._mirror)  # a reader never finds half a time


class SharedClock:
    """Another process's `TurnedClock`, read from its file. Used by rehearsals that kill and restart processes."""

    LOOK = 0.003  # real seconds between two looks at the file

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        """The time in the file."""
        (seconds,) = struct.unpack("!d", self._path.read_bytes())
        return datetime.fromtimestamp(seconds, UTC)

    async def sleep(self, seconds: float) -> None:
        """Return once the other process has turned the clock that far."""
        until = self.now() + timedelta(seconds=seconds)
        while self.now() < until:
            await asyncio.sleep(self.LOOK)
