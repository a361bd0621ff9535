"""What frab's two formats, JSON and XML, have in common."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backchannel.programme.draft import Hint, Problem
from backchannel.programme.times import in_utc, is_zone


def zone_of(name: str, hint: Hint, place: str) -> tuple[str, list[Problem]]:
    """The zone that a file names, empty where it names none; one that nobody knows is a problem."""
    if not name or is_zone(name):
        return name, []
    return "", [Problem(place, f"{name[:60]!r} is no time zone we know: times are read in {hint.timezone}")]


def wall_start(day: date, at: time, *, zone: ZoneInfo, day_starts: datetime | None) -> datetime:
    """When a session starts that tells its time alone, in UTC; before the day's first hour, in the night after."""
    starts = in_utc(datetime.combine(day, at), zone)
    if day_starts is not None and starts < day_starts:
        return in_utc(datetime.combine(day + timedelta(days=1), at), zone)
    return starts
