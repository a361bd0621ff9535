"""Mastodon's rate limits for readers without a token, counted on the released clock (rack_attack.rb)."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import NamedTuple

LIMIT = 300
ALL_PERIOD = 5 * 60
PAGING_PERIOD = 15 * 60


class Allowance(NamedTuple):
    """What is left of a limit after a request; `left` below zero refuses it."""

    left: int
    reset: datetime


class RateLimits:
    """300 requests in 5 minutes, of these 300 in 15 minutes that page: for each credential anew."""

    def __init__(self) -> None:
        self._all = defaultdict[str, _Window](lambda: _Window(ALL_PERIOD))
        self._paging = defaultdict[str, _Window](lambda: _Window(PAGING_PERIOD))

    def take(self, now: datetime, *, paging: bool, credential: str = "") -> Allowance:
        """Count one request and say what is left of the limit it comes closest to."""
        overall = self._all[credential].take(now)
        return min(overall, self._paging[credential].take(now)) if paging else overall

    def exhausted(self, now: datetime) -> Allowance:
        """A limit of which nothing is left, without counting anything."""
        return Allowance(-1, _boundary(now, ALL_PERIOD))


class _Window:
    """A fixed window: its boundaries are multiples of the period, and refused requests count too."""

    def __init__(self, period: int) -> None:
        self._period = period
        self._number = -1
        self._count = 0

    def take(self, now: datetime) -> Allowance:
        number = int(now.timestamp()) // self._period
        self._count = self._count + 1 if number == self._number else 1
        self._number = number
        return Allowance(LIMIT - self._count, _boundary(now, self._period))


def _boundary(now: datetime, period: int) -> datetime:
    """When the window that `now` is in ends."""
    return datetime.fromtimestamp((int(now.timestamp()) // period + 1) * period, UTC)
