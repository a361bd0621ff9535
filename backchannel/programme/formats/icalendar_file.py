"""iCalendar (RFC 5545): every event of the calendar is a session; what recurs is counted out around the event's days.

Identity is the UID; of what recurs also the time at which an instance was first meant to be (RECURRENCE-ID), so that an
instance that is moved stays the same. Times without a zone, and in zones that nobody knows, are the venue's.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar.cal.component import Component
from icalendar.error import InvalidCalendar

from backchannel.model.programme import Link
from backchannel.programme import times
from backchannel.programme.draft import Draft, Hint, Person, Problem, SkippedSession, Told, UnreadableProgramme
from backchannel.programme.formats.loose import taken
from backchannel.programme.formats.recurrence import counted_out, recurs
from backchannel.programme.limits import MOST_SESSIONS


def told(raw: bytes, hint: Hint) -> Told:
    """What the calendar tells. Raises `UnreadableProgramme`."""
    calendar = _calendar(raw, hint)
    timezone = _text(calendar, "X-WR-TIMEZONE")
    timezone = timezone if times.is_zone(timezone) else ""
    events = [part for part in calendar.subcomponents if part.name == "VEVENT"]
    if len(events) > MOST_SESSIONS:
        raise UnreadableProgramme(f"{hint.name}: {len(events)} events are more than {MOST_SESSIONS}")
    zone = ZoneInfo(timezone or hint.timezone)
    series = {_text(event, "UID") for event in events if recurs(event)}
    single = [(n, event) for n, event in enumerate(events, start=1) if _text(event, "UID") not in series]
    repeated = [event for event in events if _text(event, "UID") in series]
    drafts, problems = taken(_singles(single, zone))
    again, strange = taken(_repeated(calendar, repeated, hint, zone))
    return Told([*drafts, *again], [*problems, *strange], title=_text(calendar, "X-WR-CALNAME"), timezone=timezone)


def _calendar(raw: bytes, hint: Hint) -> Component:
    try:
        return Calendar.from_ical(raw)
    except (ValueError, IndexError, KeyError, RecursionError) as error:
        raise UnreadableProgramme(f"{hint.name}: no calendar that can be read: {str(error)[:200]}") from error


def _singles(events: Iterable[tuple[int, Component]], zone: ZoneInfo) -> Iterator[Draft | Problem]:
    for number, event in events:
        place = f"event {number} ({_text(event, 'UID')[:60]})"
        yield from _told(event, _text(event, "UID"), place, zone)


def _repeated(calendar: Component, events: list[Component], hint: Hint, zone: ZoneInfo) -> Iterator[Draft | Problem]:
    for instance in counted_out(calendar, events, hint):
        if isinstance(instance, Problem):
            yield instance
            continue
        uid = _text(instance, "UID")
        first = _moment(instance, "RECURRENCE-ID") or _moment(instance, "DTSTART")
        when = times.in_utc(first, zone).strftime("%Y%m%dT%H%MZ") if isinstance(first, datetime) else ""
        yield from _told(instance, f"{uid}/{when}", f"event {uid[:60]}, {when}", zone)


def _told(event: Component, identity: str, place: str, zone: ZoneInfo) -> Iterator[Draft | Problem]:
    try:
        tzid = _zone_of(event)
        if tzid and not times.is_zone(tzid) and _is_local(event):
            yield Problem(place, f"{tzid[:60]!r} is no time zone we know: read in {zone.key}")
        yield _draft(event, identity, place, zone)
    except (SkippedSession, InvalidCalendar) as why:
        yield Problem(place, f"left out: {str(why)[:200]}")


def _draft(event: Component, identity: str, place: str, zone: ZoneInfo) -> Draft:
    starts = _moment(event, "DTSTART")
    if not isinstance(starts, datetime):
        raise SkippedSession("it lasts whole days" if starts else "it has no start")
    begins = times.in_utc(starts, zone)
    return Draft(
        place=place,
        id=identity,
        title=_text(event, "SUMMARY"),
        abstract=_text(event, "DESCRIPTION"),
        starts=begins,
        ends=_end(event, starts, zone),
        room=_text(event, "LOCATION"),
        track=_first_category(event),
        cancelled=_text(event, "STATUS").upper() == "CANCELLED",
        persons=tuple(_speakers(event)),
        links=(Link(url=_text(event, "URL")),),
    )


def _end(event: Component, starts: datetime, zone: ZoneInfo) -> datetime | None:
    ends = _moment(event, "DTEND")
    if isinstance(ends, datetime) and ends != starts:  # who counts out what recurs gives a moment as its own end
        return times.in_utc(ends, zone)
    lasts = _moment(event, "DURATION")
    return times.in_utc(starts, zone) + lasts if isinstance(lasts, timedelta) else None


def _moment(event: Component, name: str) -> object:
    """What a property says of time: `datetime`, `date`, `timedelta` or None. Raises `SkippedSession` if broken."""
    try:
        return getattr(_first(event, name), "dt", None)
    except InvalidCalendar as error:
        raise SkippedSession(f"its {name} can't be read") from error


def _zone_of(event: Component) -> str:
    told_: Mapping[str, object] = getattr(_first(event, "DTSTART"), "params", {})
    return str(told_.get("TZID", ""))


def _is_local(event: Component) -> bool:
    starts = _moment(event, "DTSTART")
    return isinstance(starts, datetime) and starts.tzinfo is None


def _first_category(event: Component) -> str:
    found: Iterable[object] = getattr(_first(event, "CATEGORIES"), "cats", ())
    return str(next(iter(found), ""))


def _speakers(event: Component) -> Iterator[Person]:
    """Those who attend without an address, or in the chair, and have a name: so frab and others tell who speaks."""
    for attendee in _all(event, "ATTENDEE"):
        told_: Mapping[str, object] = getattr(attendee, "params", {})
        in_the_chair = str(told_.get("ROLE", "")).upper() == "CHAIR"
        if told_.get("CN") and (in_the_chair or not str(attendee).lower().startswith("mailto:")):
            yield Person(name=str(told_["CN"]))


def _text(part: Component, name: str) -> str:
    value = _first(part, name)
    return "" if value is None else str(value)


def _first(part: Component, name: str) -> object | None:
    return next(iter(_all(part, name)), None)


def _all(part: Component, name: str) -> list[object]:
    """Every property of that name: the library gives one by itself, and several as a list."""
    value = cast("object", part.get(name))
    if isinstance(value, list):
        return cast("list[object]", value)
    return [] if value is None else [value]
