"""Times as schedules write them. What has no offset is the venue's wall clock; what leaves here is UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backchannel.programme.draft import SkippedSession
from backchannel.text.dates import EARLIEST, LATEST

_LENGTH = re.compile(r"(?:(\d{1,4}):)?(\d{1,5})(?::(\d\d))?")


def is_zone(name: str) -> bool:
    """Whether it is a time zone of the IANA list."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # what it raises for names that are unknown, malformed, or folders
        return False
    return True


def instant(text: str, zone: ZoneInfo) -> datetime:
    """A date and time in ISO 8601, in UTC. Raises `SkippedSession` for anything else."""
    try:
        told = datetime.fromisoformat(text.strip())
    except ValueError:
        raise SkippedSession(f"{text[:40]!r} is no date and time: write it as in 2026-06-10T14:30") from None
    return in_utc(told, zone)


def in_utc(told: datetime, zone: ZoneInfo) -> datetime:
    """That moment in UTC. An hour that the clocks skip is read as if they had not; of one told twice, the first."""
    if not EARLIEST.year <= told.year <= LATEST.year:
        raise SkippedSession(f"the year {told.year} can't be right")
    return (told if told.tzinfo else told.replace(tzinfo=zone)).astimezone(UTC)


def day(text: str) -> date:
    """A day in ISO 8601. Raises `SkippedSession` for anything else."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise SkippedSession(f"{text[:40]!r} is no day: write it as in 2026-06-10") from None


def clock_time(text: str) -> time:
    """A time of day. Raises `SkippedSession` for anything else."""
    try:
        return time.fromisoformat(text.strip().zfill(5))
    except ValueError:
        raise SkippedSession(f"{text[:40]!r} is no time: write it as in 09:30") from None


def length(text: str) -> timedelta | None:
    """How long something lasts: `1:30`, `01:30:00`, or minutes, `90`. None where nothing is said.

    Raises `SkippedSession` for anything else.
    """
    if not text.strip():
        return None
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise SkippedSession(f"{text[:40]!r} is no length: write it as in 0:45, or in minutes")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
