"""What organisers may learn of an event, about groups alone: nothing here is told of fewer than five people.

Groups that are smaller are told together, with the next larger one if it must be, so that no difference within a table
speaks of fewer than five. All counts are rounded to fives, all shares to five per cent, so that no difference between
tables does either. People of one name count once, and bots do not count at all.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from backchannel.model.event import Event
from backchannel.summary import safe
from backchannel.summary.corpus import voice
from backchannel.summary.insights_groups import FEWEST, STEP, Counted, grouped, rounded, share
from backchannel.summary.languages import language_name
from backchannel.summary.questions import Asked
from backchannel.summary.reading import Reading
from backchannel.summary.sessions import attendance, held
from backchannel.summary.values import Resource
from backchannel.text import addresses

FORMAT = "backchannel-insights"
VERSION = 1

BEFORE, AFTER = "before", "after"  # the event: days that are told together

_MOST_LINKS = 20
_TENTH = 10


class Talked(Struct, frozen=True, kw_only=True):
    """A session that at least five people wrote about."""

    title: str
    room: str
    people: int


class Taken(Struct, frozen=True, kw_only=True):
    """A link that at least five people shared."""

    title: str
    url: str
    people: int


class Questions(Struct, frozen=True, kw_only=True):
    """How many questions were asked, and how many per cent of them have an answer; None where too few people asked."""

    asked: int
    answered: int | None


class Insights(Struct, frozen=True, kw_only=True):
    """All of it. Empty or None is what too few people did to be told of.

    `busiest` is the share of posts that the busiest tenth of people wrote, `once` the share of people who wrote once,
    `sharers` that of people who shared a link; in per cent. `quiet` are the sessions that fewer people wrote about.
    """

    format: str = FORMAT
    version: int = VERSION
    event: str
    fewest: int = FEWEST
    step: int = STEP
    people: int | None
    posts: int | None
    days: tuple[Counted, ...]
    rooms: tuple[Counted, ...]
    languages: tuple[Counted, ...]
    networks: tuple[Counted, ...]
    talked: tuple[Talked, ...]
    quiet: tuple[str, ...]
    sharers: int | None
    links: tuple[Taken, ...]
    busiest: int | None
    once: int | None
    questions: Questions | None


def insights(reading: Reading, resources: Sequence[Resource], asked: Sequence[Asked]) -> Insights:
    """The event as its organisers may see it."""
    crowd = _Crowd(reading)
    everyone = frozenset(crowd.counts)
    is_told = len(everyone) >= FEWEST
    return Insights(
        event=reading.corpus.event.name,
        people=rounded(len(everyone)) if is_told else None,
        posts=rounded(len(crowd.places)) if is_told else None,
        days=crowd.table([_day(reading.corpus.event, written.date()) for written in reading.corpus.written]),
        rooms=_rooms(crowd),
        languages=crowd.table([language_name(code) if code else "" for code in reading.corpus.languages]),
        networks=crowd.table([post.network for post in reading.corpus.posts]),
        talked=_talked(crowd),
        quiet=_quiet(crowd),
        sharers=share(_sharers(crowd), everyone),
        links=_links(crowd, resources),
        busiest=_busiest(crowd),
        once=share(frozenset(name for name, count in crowd.counts.items() if count == 1), everyone),
        questions=_questions(crowd, asked),
    )


class _Crowd:
    """The posts of people, each with the name it counts under."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        posts = reading.corpus.posts
        self.places = [index for index, post in enumerate(posts) if not post.author.bot]
        self.names = {index: voice(posts[index]) for index in self.places}
        self.counts = Counter(self.names.values())

    def people(self, places: Sequence[int]) -> frozenset[str]:
        """Who wrote these posts."""
        return frozenset(self.names[index] for index in places if index in self.names)

    def table(self, names: Sequence[str]) -> tuple[Counted, ...]:
        """How many people and posts there are of each name; `names` has one for each post."""
        return grouped((names[index], self.names[index]) for index in self.places)


def _day(event: Event, written: date) -> str:
    """The day at the venue in ISO 8601; `before` or `after` the event."""
    if event.starts <= written <= event.ends:
        return written.isoformat()
    return BEFORE if written < event.starts else AFTER


def _rooms(crowd: _Crowd) -> tuple[Counted, ...]:
    """By the room of the session a post is about; nothing where the programme has one room at most."""
    rooms = {session.id: safe.line(session.room) for session in held(crowd.reading)}
    if len(set(rooms.values())) < 2:
        return ()
    return crowd.table([rooms.get(session, "") for session in crowd.reading.corpus.sessions])


def _talked(crowd: _Crowd) -> tuple[Talked, ...]:
    """The sessions, those that more people wrote about first.

    Their posts are not counted: a room's without theirs would be those of its quiet sessions.
    """
    posts = attendance(crowd.reading)
    told = [(session, len(crowd.people(posts.get(session.id, ())))) for session in held(crowd.reading)]
    told = [(session, people) for session, people in told if people >= FEWEST]
    told.sort(key=lambda one: (-rounded(one[1]), one[0].starts, one[0].id))
    return tuple(
        Talked(
            title=safe.line(crowd.reading.schedule.title(session)),
            room=safe.line(session.room),
            people=rounded(people),
        )
        for session, people in told
    )


def _quiet(crowd: _Crowd) -> tuple[str, ...]:
    """In the order of the programme. Whether it was four people or none is not told.

    Where no post is known to be about any session, nothing is.
    """
    posts = attendance(crowd.reading)
    if not posts:
        return ()
    quiet = [one for one in held(crowd.reading) if len(crowd.people(posts.get(one.id, ()))) < FEWEST]
    return tuple(safe.line(crowd.reading.schedule.title(session)) for session in quiet)


def _sharers(crowd: _Crowd) -> frozenset[str]:
    return crowd.people([index for index in crowd.places if crowd.reading.corpus.links[index]])


def _links(crowd: _Crowd, resources: Sequence[Resource]) -> tuple[Taken, ...]:
    """The links, those that more people shared first."""
    sharers: defaultdict[str, set[str]] = defaultdict(set)
    for index in crowd.places:
        for group in crowd.reading.corpus.links[index]:
            sharers[group].add(crowd.names[index])
    told = [(one, len(sharers[addresses.group(one.url)])) for one in resources]
    taken = [Taken(title=one.title, url=one.url, people=rounded(people)) for one, people in told if people >= FEWEST]
    return tuple(sorted(taken, key=lambda one: (-one.people, one.url))[:_MOST_LINKS])


def _busiest(crowd: _Crowd) -> int | None:
    """The share of posts of the busiest tenth, if that is five people."""
    most = len(crowd.counts) // _TENTH
    if most < FEWEST:
        return None
    written = sum(sorted(crowd.counts.values(), reverse=True)[:most])
    return rounded(100 * written // len(crowd.places))


def _questions(crowd: _Crowd, asked: Sequence[Asked]) -> Questions | None:
    """Told if five people asked; the answered share if five of them got an answer, and five (or none) did not."""
    mine = [one for one in asked if one.index in crowd.names]
    answered = crowd.people([one.index for one in mine if one.answers])
    waiting = crowd.people([one.index for one in mine if not one.answers])
    if len(answered | waiting) < FEWEST:
        return None
    is_told = all(not people or len(people) >= FEWEST for people in (answered, waiting))
    percent = 100 * sum(bool(one.answers) for one in mine) // len(mine)
    return Questions(asked=rounded(len(mine)), answered=rounded(percent) if is_told else None)
