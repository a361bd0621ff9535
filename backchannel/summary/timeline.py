"""When people wrote, hour by hour at the venue, and the hours that stand out from their day."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from statistics import median
from string import ascii_uppercase

from backchannel.summary.corpus import Corpus
from backchannel.summary.distinctive import distinctive
from backchannel.summary.terms import spelling
from backchannel.summary.values import Choices, Day, Hour, Peak, Timeline

MOST_DAYS = 14  # drawn; longer events are drawn by their busiest days
WORDS_A_PEAK = 3

_FEWEST_PEOPLE = 3  # in a peak
_STANDS_OUT = 1.5  # times the median of the day's hours in which somebody wrote

_Hours = Mapping[int, Sequence[int]]


def timeline(corpus: Corpus, choices: Choices) -> Timeline:
    """The event's days; or, if nobody wrote during the event, the days on which somebody did."""
    event, by_day = corpus.event, _by_day(corpus)
    during = [day for day in by_day if event.starts <= day <= event.ends]
    busiest = sorted(during or by_day, key=lambda day: (-sum(map(len, by_day[day].values())), day))
    letters = _letters()
    return Timeline(
        days=tuple(_day(corpus, day, by_day[day], letters, choices) for day in sorted(busiest[:MOST_DAYS])),
        before=sum(written.date() < event.starts for written in corpus.written),
        after=sum(written.date() > event.ends for written in corpus.written),
    )


def _by_day(corpus: Corpus) -> dict[date, dict[int, list[int]]]:
    days: defaultdict[date, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, written in enumerate(corpus.written):
        days[written.date()][written.hour].append(index)
    return {day: dict(hours) for day, hours in days.items()}


def _day(corpus: Corpus, day: date, by_hour: _Hours, letters: Iterator[str], choices: Choices) -> Day:
    indexes = [index for hour in by_hour.values() for index in hour]
    hours = tuple(
        Hour(hour=hour, posts=len(by_hour.get(hour, ())), people=_people(corpus, by_hour.get(hour, ())))
        for hour in range(24)
    )
    peaks = tuple(
        Peak(
            letter=next(letters),
            hour=peak.hour,
            people=peak.people,
            posts=peak.posts,
            words=_words(corpus, by_hour[peak.hour]),
        )
        for peak in _peaks(hours, choices.peaks_a_day)
    )
    return Day(date=day, posts=len(indexes), people=_people(corpus, indexes), hours=hours, peaks=peaks)


def _peaks(hours: Sequence[Hour], most: int) -> list[Hour]:
    """Local maxima that stand out from the median hour, the busiest of them, in order of time."""
    written = [hour.people for hour in hours if hour.people]
    floor = max(_FEWEST_PEOPLE, _STANDS_OUT * median(written)) if len(written) > 2 else math.inf
    people = [0, *(hour.people for hour in hours), 0]
    tops = [
        hour
        for hour, before, after in zip(hours, people, people[2:], strict=False)
        if hour.people >= floor and hour.people > before and hour.people >= after
    ]
    return sorted(sorted(tops, key=lambda hour: (-hour.people, hour.hour))[:most], key=lambda hour: hour.hour)


def _words(corpus: Corpus, indexes: Sequence[int]) -> tuple[str, ...]:
    posts = [corpus.posts[index] for index in indexes]
    return tuple(spelling(term, posts) for term in list(distinctive(corpus, indexes))[:WORDS_A_PEAK])


def _people(corpus: Corpus, indexes: Sequence[int]) -> int:
    return len({corpus.posts[index].author.id for index in indexes})


def _letters() -> Iterator[str]:
    """A to Z, then AA, AB and so on."""
    yield from ascii_uppercase
    yield from (first + second for first in ascii_uppercase for second in ascii_uppercase)
