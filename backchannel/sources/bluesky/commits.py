"""The one way out: what is ready, and the cursor that belongs to it, in one transaction for each event."""

import asyncio
from datetime import timedelta

from backchannel.clock import Clock
from backchannel.sources.bluesky.followed import SOURCE, Followed
from backchannel.sources.bluesky.hydration import WaitingRoom
from backchannel.sources.bluesky.position import Position
from backchannel.sources.bluesky.times import MICROSECOND


class Commits:
    """`position` is the last event handled. What is committed stays below everything that still waits."""

    def __init__(self, followed: list[Followed], room: WaitingRoom, position: Position, *, clock: Clock) -> None:
        self.followed = followed
        self.position = position
        self._room = room
        self._clock = clock
        self._at = clock.now()
        self._stored: dict[Followed, str] = {}
        self._lock = asyncio.Lock()

    async def flush(self) -> None:
        """Commit all that is ready, and how far it reaches. The cursor is taken when its sightings are."""
        async with self._lock:
            self._at = self._clock.now()
            oldest = self._room.oldest
            below = oldest.below if oldest else self.position
            heard = min(oldest.at - MICROSECOND, self.position.at) if oldest else self.position.at
            ready = [(followed, followed.take()) for followed in self.followed]
            for followed, sightings in ready:
                cursor = below.text(**followed.bookmark())
                moved = cursor != self._stored.get(followed) or followed.heard is None or heard > followed.heard
                if sightings or moved:
                    followed.heard = max(heard, followed.heard or heard)
                    await followed.outbox.commit(SOURCE, sightings, cursor=cursor, heard=followed.heard)
                self._stored[followed] = cursor

    async def flush_if(self, seconds: float) -> None:
        """Commit if there is something to say, or nothing has been said for so long."""
        silent = self._clock.now() - self._at >= timedelta(seconds=seconds)
        if silent or any(followed.ready for followed in self.followed):
            await self.flush()

    async def trouble(self, why: str) -> None:
        """Tell every event that the network can't be heard, or with no words that it can."""
        async with self._lock:
            for followed in self.followed:
                await followed.outbox.trouble(SOURCE, why)
