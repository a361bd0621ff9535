"""Times as the AT protocol writes them, and waiting on the clock."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

import msgspec

from backchannel.clock import Clock

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def from_microseconds(count: int) -> datetime:
    """The time so many microseconds after 1970."""
    return EPOCH + count * MICROSECOND


def microseconds(at: datetime) -> int:
    """The time in microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def moment(text: str) -> datetime | None:
    """The time a stranger wrote, in UTC; None for what is none."""
    try:
        at = msgspec.convert(text, datetime)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (msgspec.ValidationError, OverflowError):
        return None


class Stamps:
    """Dates what is seen now. No two stamps are equal, so that of two looks at one post the later is the later."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = EPOCH

    def seen(self, at: datetime = EPOCH) -> datetime:
        """Now, or `at` if the network's clock is ahead of ours."""
        self._last = max(self._clock.now(), at, self._last + MICROSECOND)
        return self._last


async def sleep_until(clock: Clock, at: datetime) -> None:
    """Return once the clock shows that time."""
    while (left := (at - clock.now()).total_seconds()) > 0:
        await clock.sleep(left)


async def first_of(*waits: Awaitable[object]) -> None:
    """Return as soon as one of them has returned; the others are cancelled."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
