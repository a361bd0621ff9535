"""Doing something again and again."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import NoReturn

from backchannel.clock import Clock


async def every(clock: Clock, seconds: float, act: Callable[[], Awaitable[object]]) -> NoReturn:
    """Act now, and again `seconds` after each start. Ticks that were missed meanwhile are one tick."""
    while True:
        due = clock.now() + timedelta(seconds=seconds)
        await act()
        await clock.sleep(max(0.0, (due - clock.now()).total_seconds()))
