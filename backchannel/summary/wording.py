"""The English in which Backchannel speaks: plain, kind, exact; counts instead of adjectives."""

from collections.abc import Sequence
from datetime import date, datetime

_SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_PLURALS = {"person": "people", "other person": "other people", "other": "others"}


def spelled(number: int) -> str:
    """A small number as a word, a larger one in digits."""
    return _SMALL[number] if number < len(_SMALL) else grouped(number)


def grouped(number: int) -> str:
    """1284 → 1,284."""
    return f"{number:,}"


def counted(number: int, noun: str) -> str:
    """1,284 posts; 1 post."""
    return f"{grouped(number)} {plural(number, noun)}"


def plural(number: int, noun: str) -> str:
    """The noun as that many of it are called."""
    return noun if number == 1 else _PLURALS.get(noun, f"{noun}s")


def listed(items: Sequence[str]) -> str:
    """a; a and b; a, b and c."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def day(when: date) -> str:
    """Thursday 14 May."""
    return f"{when:%A} {when.day} {when:%B}"


def days(first: date, last: date) -> str:
    """14 May 2026; 14 and 15 May 2026; 14 to 17 May 2026; 30 May to 2 June 2026."""
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        word = "and" if last.day - first.day == 1 else "to"
        return f"{first.day} {word} {last.day} {first:%B %Y}"
    start = f"{first.day} {first:%B}" if first.year == last.year else f"{first.day} {first:%B %Y}"
    return f"{start} to {last.day} {last:%B %Y}"


def clock(when: datetime) -> str:
    """Thursday 14 May 09:52."""
    return f"{day(when)} {when:%H:%M}"


def span(start: datetime, end: datetime) -> str:
    """On Thursday 14 May from 14:10 to 14:52; from Thursday 14 May 23:10 to Friday 15 May 01:00."""
    if start.date() == end.date():
        return f"on {day(start)} from {start:%H:%M} to {end:%H:%M}"
    return f"from {clock(start)} to {clock(end)}"
