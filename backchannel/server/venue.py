"""The venue's time in words, as `web/static/clock.js` tells it. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

LONG_AGO = timedelta(days=6)


class Venue(Struct, frozen=True):
    """A venue in its time zone, at a moment."""

    timezone: str
    now: datetime

    def time(self, at: datetime) -> str:
        """14:47."""
        return f"{self._there(at):%H:%M}"

    def day(self, at: datetime) -> str:
        """Wednesday 10 June."""
        there = self._there(at)
        return f"{there:%A} {there.day} {there:%B}"

    def since(self, at: datetime) -> str:
        """14:47; Tue 14:47 where it was another day; 2 Jun 14:47 where it was another week."""
        there, today = self._there(at), self._there(self.now)
        if there.date() == today.date():
            return self.time(at)
        near = abs(today - there) < LONG_AGO
        return f"{f'{there:%a}' if near else f'{there.day} {there:%b}'} {self.time(at)}"

    def weekday(self, at: datetime) -> str:
        """Wed 14:47."""
        return f"{self._there(at):%a %H:%M}"

    def full(self, at: datetime) -> str:
        """Wednesday 10 June 2026, 14:47."""
        return f"{self.day(at)} {self._there(at).year}, {self.time(at)}"

    def _there(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.timezone))
