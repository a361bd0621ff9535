"""So many requests a second, and a few at once."""

import asyncio

from backchannel.clock import Clock


class Budget:
    """A token bucket on the clock; who comes first is served first."""

    def __init__(self, clock: Clock, *, per_second: float, burst: int) -> None:
        self._clock = clock
        self._per_second = per_second
        self._burst = burst
        self._left = float(burst)
        self._at = clock.now()
        self._turn = asyncio.Lock()

    async def take(self) -> None:
        """Return when another request may be made."""
        async with self._turn:
            self._refill()
            while self._left < 1:
                await self._clock.sleep((1 - self._left) / self._per_second)
                self._refill()
            self._left -= 1

    def _refill(self) -> None:
        now = self._clock.now()
        gained = (now - self._at).total_seconds() * self._per_second
        self._left = min(float(self._burst), self._left + gained)
        self._at = now
