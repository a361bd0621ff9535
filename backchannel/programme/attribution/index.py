"""The programme, prepared once to say of many posts what each is about."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from backchannel.model.event import Event
from backchannel.model.post import Post
from backchannel.model.programme import Programme
from backchannel.programme.attribution.choice import choose
from backchannel.programme.attribution.people import People
from backchannel.programme.attribution.places import Places
from backchannel.programme.attribution.reading import read
from backchannel.programme.attribution.timetable import Timetable
from backchannel.programme.attribution.topics import Topics, quoted
from backchannel.programme.attribution.values import Attribution, Clue, Evidence
from backchannel.programme.attribution.weights import Weights
from backchannel.text.terms import terms

_DIGITS = 3  # of a weight that is told


class _Found(Struct, frozen=True):
    """What a post holds: its time, its terms, the sessions near it in time with their shares, the clues."""

    at: datetime
    terms: tuple[str, ...]
    near: Mapping[int, float]
    clues: Sequence[Clue]


class Index:
    """Attributes posts to the sessions of one programme. Build it anew when the programme changes."""

    def __init__(self, programme: Programme, event: Event, weights: Weights | None = None) -> None:
        self._weights = weights or Weights()
        self._sessions = sorted(programme.sessions, key=lambda session: (session.starts, session.room, session.id))
        self._numbers = {session.id: number for number, session in enumerate(self._sessions)}
        self._dropped = _worn_out(event)
        self._times = Timetable(self._sessions)
        self._topics = Topics(self._sessions, self._dropped, self._weights)
        self._people = People(self._sessions, programme.speakers, self._weights)
        self._places = Places(self._sessions, self._dropped, self._weights)

    def attribute(
        self, post: Post, *, thread: Attribution | None = None, decided: Sequence[str] | None = None
    ) -> Attribution:
        """What a post is about.

        `thread` is what was said of the post it answers. `decided` are the ids that a person gave it, none where it is
        about none: that is final.
        """
        if decided is not None:
            return _as_decided(decided)
        found = self._find(post, thread)
        choice = choose(self._scores(found), found.clues, self._weights.sure)
        return Attribution(
            sessions=self._ids(choice.sessions),
            slot=() if choice.sessions else self._ids(self._times.on(post.created_at)),
            score=choice.score,
            margin=choice.margin,
            evidence=tuple(each for number in choice.sessions for each in self._evidence(number, found)),
        )

    def _find(self, post: Post, thread: Attribution | None) -> _Found:
        reading, near = read(post, self._dropped), self._times.near(post.created_at)
        places, people = self._places.clues(post, reading, near), self._people.clues(post, reading)
        return _Found(post.created_at, reading.terms, near, [*places, *people, *self._inherited(thread)])

    def _inherited(self, thread: Attribution | None) -> Iterator[Clue]:
        for session in thread.sessions if thread else ():
            if session in self._numbers:
                yield Clue("thread", "answers a post about it", self._weights.thread, (self._numbers[session],))

    def _scores(self, found: _Found) -> dict[int, float]:
        """The logarithm of its odds for every session that anything speaks for."""
        scores = self._topics.scores(found.terms)
        for clue in found.clues:
            for number in clue.sessions:
                scores[number] = scores.get(number, 0.0) + clue.weight
        candidates = scores.keys() | found.near.keys()
        return {number: self._prior(number, found) + scores.get(number, 0.0) for number in candidates}

    def _prior(self, number: int, found: _Found) -> float:
        """What its time alone says about a session: most while it is on, and less the more go on beside it."""
        share = found.near.get(number)
        away = self._weights.away
        return away if share is None else max(away, self._weights.about + math.log(share))

    def _evidence(self, number: int, found: _Found) -> Iterator[Evidence]:
        """Why a session was named. The weights and `away` add up to the logarithm of its odds."""
        session = self._sessions[number].id
        for clue in found.clues:
            if number in clue.sessions:
                yield Evidence(clue.kind, clue.weight, clue.said, session)
        if shared := self._topics.shared(number, found.terms):
            kind, said = quoted(shared)
            yield Evidence(kind, round(math.fsum(one.weight for one in shared), _DIGITS), said, session)
        if timely := round(self._prior(number, found) - self._weights.away, _DIGITS):
            yield Evidence("time", timely, self._times.said(number, found.at), session)

    def _ids(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(self._sessions[number].id for number in numbers)


def _as_decided(sessions: Sequence[str]) -> Attribution:
    ids = tuple(dict.fromkeys(sessions))
    evidence = tuple(Evidence("decided", 0.0, "was placed here by a moderator", session) for session in ids)
    return Attribution(sessions=ids, score=1.0, margin=1.0, evidence=evidence)


def _worn_out(event: Event) -> frozenset[str]:
    """The words that everybody at an event uses: its hashtags, also without the year, and its name."""
    bare = (hashtag.rstrip("0123456789") for hashtag in event.hashtags)
    return frozenset({*event.hashtags, *bare, *terms(event.name)}) - {""}
