"""What recurs in a calendar, counted out around the event's days, within bounds that hold for hostile rules.

The library that counts walks through every day a rule might mean, up to the year 9999 for one that never comes true. So
a rule is looked at first, and given an end where it has none.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from icalendar import Calendar
from icalendar.cal.component import Component

from backchannel.programme.draft import Hint, Problem
from backchannel.programme.limits import MOST_SERIES, MOST_SESSIONS

AROUND = timedelta(days=14)  # before and after the event
UNKNOWN_DAYS = timedelta(days=60)  # from a series' first day, where the event's days are not known
OLDEST = timedelta(days=5 * 366)  # a series that began longer before the event is not counted
MOST_OF_ONE = 1_000

_CALM = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_PARTS = frozenset({"FREQ", "INTERVAL", "UNTIL", "COUNT", "BYDAY", "BYMONTH", "BYMONTHDAY", "WKST"})


def recurs(event: Component) -> bool:
    """Whether it is one of a series, or the rule of one."""
    return any(event.get(name) is not None for name in ("RRULE", "RDATE", "RECURRENCE-ID"))


def counted_out(calendar: Component, events: list[Component], hint: Hint) -> Iterator[Component | Problem]:
    """Every instance of these events around the event's days, each with the RECURRENCE-ID it was meant to be at."""
    series: dict[str, list[Component]] = {}
    for event in events:
        series.setdefault(str(event.get("UID", "")), []).append(event)
    zones = [part for part in calendar.subcomponents if part.name == "VTIMEZONE"]
    for number, (uid, members) in enumerate(series.items(), start=1):
        if number > MOST_SERIES:
            yield Problem("", f"more than {MOST_SERIES} series of events: the rest are left out")
            return
        yield from _instances(members, zones, hint, f"event {uid[:60]}")


def _instances(
    members: list[Component], zones: Iterable[Component], hint: Hint, place: str
) -> Iterator[Component | Problem]:
    import recurring_ical_events

    first, last = _window(members, hint)
    try:
        why = next(filter(None, (_refusal(event, first, last) for event in members)), "")
        if why:
            yield Problem(place, f"left out: {why}")
            return
        alone = Calendar()
        alone.subcomponents = [*zones, *members]
        found = recurring_ical_events.of(alone).between(first, last)
        yield from islice(found, MOST_OF_ONE)
    except (ValueError, TypeError, KeyError, OverflowError, AttributeError) as error:  # the library's, for odd rules
        yield Problem(place, f"left out: its recurrence can't be read ({str(error)[:120]})")


def _window(members: Iterable[Component], hint: Hint) -> tuple[datetime, datetime]:
    """Between which moments a series is counted out."""
    if hint.starts and hint.ends:
        return _midnight(hint.starts) - AROUND, _midnight(hint.ends) + AROUND
    begins = min((_day(event) for event in members), default=date(1990, 1, 1))
    return _midnight(begins) - timedelta(days=1), _midnight(begins) + UNKNOWN_DAYS


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _day(event: Component) -> date:
    starts = getattr(event.get("DTSTART"), "dt", None)
    if isinstance(starts, datetime):
        return starts.date()
    return starts if isinstance(starts, date) else date(1990, 1, 1)


def _refusal(event: Component, first: datetime, last: datetime) -> str:
    """Why this member of a series can't be counted out; empty where it can, and then its rule has an end."""
    if not 1990 <= _day(event).year <= 2200:
        return f"the year {_day(event).year} can't be right"
    rules = event.get("RRULE")
    if rules is None:
        return ""
    if isinstance(rules, list):
        return "it has several rules"
    if first.date() - _day(event) > OLDEST:
        return "it began more than five years before"
    return _bound(rules, last)


def _bound(rule: dict[str, list[object]], last: datetime) -> str:
    """Why this rule is not followed; empty where it is, and then it has an end."""
    names = {name.upper() for name in rule}
    if str(next(iter(rule.get("FREQ", [])), "")).upper() not in _CALM or not names <= _PARTS:
        return "it recurs in a way that no programme needs"
    numbers = [number for name in ("INTERVAL", "COUNT") for number in rule.get(name, [])]
    if any(not isinstance(number, int) or not 1 <= number <= MOST_SESSIONS for number in numbers):
        return "its rule counts what can't be counted"
    if "COUNT" in names:
        return "its rule has both a count and a day of the month" if "BYMONTHDAY" in names else ""
    until = next(iter(rule.get("UNTIL", [])), None)
    ends = until if isinstance(until, datetime) else None
    if isinstance(until, date) and not isinstance(until, datetime):
        ends = datetime.combine(until, time(23, 59, 59), UTC)
    ends = ends.replace(tzinfo=UTC) if ends and ends.tzinfo is None else ends
    rule["UNTIL"] = [min(ends, last) if ends else last]
    return ""
