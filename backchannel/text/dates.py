"""Dates that strangers write, which may be any. Far from ours, a change of time zone leaves the calendar."""

from datetime import UTC, datetime

EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, tzinfo=UTC)


def is_believable(at: datetime) -> bool:
    """Whether something of these networks may have been made then."""
    return EARLIEST <= at <= LATEST


def believable(at: datetime) -> datetime:
    """That time, or the nearest at which something may have been made: the same whoever tells of it."""
    return min(max(at, EARLIEST), LATEST)
