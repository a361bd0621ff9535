"""When people wrote, hour by hour at the venue, and the hours that stand out from their day."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median
from string import ascii_uppercase
from zoneinfo import ZoneInfo

from backchannel.summary.corpus import Corpus
from backchannel.summary.distinctive import distinctive
from backchannel.summary.reading import Reading
from backchannel.summary.safe import web_or_nothing
from backchannel.summary.terms import spelling
from backchannel.summary.values import Day, Hour, Peak, Timeline

MOST_DAYS = 14  # drawn; longer events are drawn by their busiest days
WORDS_A_PEAK = 3

_FEWEST_PEOPLE = 3  # in a peak
_STANDS_OUT = 1.5  # times the median of the day's hours in which somebody wrote

_AN_HOUR = timedelta(hours=1)

_Hours = Mapping[int, Sequence[int]]


def timeline(reading: Reading) -> Timeline:
    """The event's days; or, if nobody wrote during the event, the days on which somebody did."""
    corpus = reading.corpus
    event, by_day = corpus.event, _by_day(corpus)
    during = [day for day in by_day if event.starts <= day <= event.ends]
    busiest = sorted(during or by_day, key=lambda day: (-sum(map(len, by_day[day].values())), day))
    letters = _letters()
    return Timeline(
        days=tuple(_day(reading, day, by_day[day], letters) for day in sorted(busiest[:MOST_DAYS])),
        before=sum(written.date() < event.starts for written in corpus.written),
        after=sum(written.date() > event.ends for written in corpus.written),
    )


def _by_day(corpus: Corpus) -> dict[date, dict[int, list[int]]]:
    days: defaultdict[date, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, written in enumerate(corpus.written):
        days[written.date()][written.hour].append(index)
    return {day: dict(hours) for day, hours in days.items()}


def _day(reading: Reading, day: date, by_hour: _Hours, letters: Iterator[str]) -> Day:
    corpus = reading.corpus
    indexes = [index for hour in by_hour.values() for index in hour]
    hours = tuple(
        Hour(hour=hour, posts=len(by_hour.get(hour, ())), people=corpus.people(by_hour.get(hour, ())))
        for hour in range(24)
    )
    peaks = tuple(
        _peak(reading, (day, peak), by_hour[peak.hour], next(letters))
        for peak in _peaks(hours, reading.choices.peaks_a_day)
    )
    return Day(date=day, posts=len(indexes), people=corpus.people(indexes), hours=hours, peaks=peaks)


def _peak(reading: Reading, at: tuple[date, Hour], indexes: Sequence[int], letter: str) -> Peak:
    """The hour with its words, the session on stage that most people wrote about, and the best post with the words."""
    day, hour = at
    terms = list(distinctive(reading.corpus, indexes))[:WORDS_A_PEAK]
    posts = [reading.corpus.posts[index] for index in indexes]
    return Peak(
        letter=letter,
        hour=hour.hour,
        people=hour.people,
        posts=hour.posts,
        words=tuple(spelling(term, posts) for term in terms),
        session=_session(reading, day, hour.hour, indexes),
        post=_post(reading, indexes, terms),
    )


def _session(reading: Reading, day: date, hour: int, indexes: Sequence[int]) -> str:
    """What several people wrote about while it was on stage, or within an hour of its end."""
    corpus = reading.corpus
    begins = datetime.combine(day, time(hour), ZoneInfo(corpus.event.timezone))
    on_stage = {
        session.id
        for session in reading.schedule.sessions
        if session.starts < begins + _AN_HOUR and session.ends > begins - _AN_HOUR
    }
    pairs = {(corpus.sessions[index], corpus.posts[index].author.id) for index in indexes}
    counts = Counter(session for session, _ in pairs if session in on_stage)
    best = min(counts, key=lambda one: (-counts[one], one), default="")
    return best if counts[best] >= _FEWEST_PEOPLE else ""


def _post(reading: Reading, indexes: Sequence[int], terms: Sequence[str]) -> str:
    """The address of the best post that uses most of the words."""

    def order(index: int) -> tuple[int, float, int]:
        return -len(set(terms) & set(reading.corpus.bags[index])), -reading.quality(index), index

    return web_or_nothing(reading.corpus.posts[min(indexes, key=order)].url)


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


def _letters() -> Iterator[str]:
    """A to Z, then AA, AB and so on."""
    yield from ascii_uppercase
    yield from (first + second for first in ascii_uppercase for second in ascii_uppercase)
