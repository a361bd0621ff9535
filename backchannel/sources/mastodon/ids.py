"""A server's own ids. Mastodon's are snowflakes: milliseconds, shifted by 16 bits (`lib/mastodon/snowflake.rb`).

Other servers' ids are opaque: they are compared for equality only.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

_BITS = 16
_FIRST = datetime(2010, 1, 1, tzinfo=UTC)  # statuses imported from before Mastodon have times back to here
_LAST = datetime(2100, 1, 1, tzinfo=UTC)


def are_snowflakes(ids: Iterable[str]) -> bool:
    """Whether all of these ids tell their time."""
    return all(number and _FIRST <= _time(number) < _LAST for number in map(_number, ids))


def highest(ids: Iterable[str]) -> int:
    """The highest snowflake; 0 if there is none."""
    return max(map(_number, ids), default=0)


def earlier(snowflake: int, by: timedelta) -> int:
    """The first snowflake of that much earlier."""
    return max(0, snowflake - (int(by.total_seconds() * 1000) << _BITS))


def at(time: datetime) -> int:
    """The first snowflake of that time."""
    return max(0, int(time.timestamp() * 1000)) << _BITS


def time_of(snowflake: int) -> datetime:
    """When a status with that snowflake was made."""
    return _time(snowflake)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _time(number: int) -> datetime:
    return datetime.fromtimestamp((number >> _BITS) / 1000, UTC)
