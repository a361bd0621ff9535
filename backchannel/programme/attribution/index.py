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
from backchannel.programme.attribution.topics import Topics, Word, back, quoted, scale, told
from backchannel.programme.attribution.values import Attribution, Clue, Evidence
from backchannel.programme.attribution.weights import EARLY, Weights
from backchannel.text.terms import terms

_DIGITS = 3  # of a weight that is told


class _Found(Struct, frozen=True, kw_only=True):
    """What a post holds: its time, the words that talks have too, what its time alone says, its clues."""

    at: datetime
    words: Sequence[Word]
    scale: float
    priors: Mapping[int, float]
    clues: Sequence[Clue]


class Index:
    """Attributes posts to the sessions of one programme. Build it anew when the programme changes."""

    def __init__(self, programme: Programme, event: Event, weights: Weights | None = None) -> None:
        self._weights = weights or Weights()
        self._sessions = sorted(programme.sessions, key=lambda session: (session.starts, session.room, session.id))
        self._numbers = {session.id: number for number, session in enumerate(self._sessions)}
        self._dropped = _worn_out(event)
        self._times = Timetable(self._sessions, self._weights)
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
        sessions = tuple(number for number in choice.sessions if self._may_be_told(number, found))
        return Attribution(
            sessions=self._ids(sessions),
            slot=() if sessions else self._ids(self._times.on(found.priors, post.created_at)),
            score=choice.score,
            margin=choice.margin,
            evidence=tuple(each for number in sessions for each in self._evidence(number, found)),
        )

    def _find(self, post: Post, thread: Attribution | None) -> _Found:
        reading, priors = read(post, self._dropped), self._times.priors(post.created_at)
        places, people = self._places.clues(post, reading, priors), self._people.clues(post, reading)
        return _Found(
            at=post.created_at,
            words=self._topics.found(reading.terms),
            scale=scale(len(reading.terms)),
            priors=priors,
            clues=[*places, *people, *self._inherited(thread)],
        )

    def _inherited(self, thread: Attribution | None) -> Iterator[Clue]:
        for session in thread.sessions if thread else ():
            if session in self._numbers:
                yield Clue("thread", "answers a post about it", self._weights.thread, (self._numbers[session],))

    def _scores(self, found: _Found) -> dict[int, float]:
        """The logarithm of its odds for every session that anything speaks for.

        Words alone bring up a session at another time only if the telling ones go half the way.
        """
        away, scores = self._weights.away, dict(found.priors)
        for clue in found.clues:
            for number in clue.sessions:
                scores[number] = scores.get(number, away) + clue.weight
        for number, weight in told(found.words).items():
            if number in scores or weight * found.scale >= -away / 2:
                scores[number] = scores.get(number, away) + weight * found.scale
        back(scores, found.words, found.scale)
        return scores

    def _may_be_told(self, number: int, found: _Found) -> bool:
        """Whether it has begun, or more than words speaks for it: what nobody has said yet nobody writes down."""
        has_begun = found.at > self._sessions[number].starts - EARLY
        return has_begun or any(number in clue.sessions for clue in found.clues)

    def _evidence(self, number: int, found: _Found) -> Iterator[Evidence]:
        """Why a session was named. The weights and `away` add up to the logarithm of its odds."""
        session = self._sessions[number].id
        for clue in found.clues:
            if number in clue.sessions:
                yield Evidence(clue.kind, clue.weight, clue.said, session)
        yield from self._worded(number, found)
        away = self._weights.away
        if timely := round(found.priors.get(number, away) - away, _DIGITS):
            yield Evidence("time", timely, self._times.said(number, found.at), session)

    def _worded(self, number: int, found: _Found) -> Iterator[Evidence]:
        """What the words say for a session, with the weightiest of its title, or else of its abstract."""
        shared = sorted(((weight, word) for word in found.words if (weight := word.weight(number))), key=_weightiest)
        if shared:
            weight = round(math.fsum(weight for weight, _ in shared) * found.scale, _DIGITS)
            titled = [word.written for _, word in shared if self._topics.is_in_title(word, number)]
            kind, where = ("title", "title") if titled else ("words", "abstract")
            said = f"shares {quoted(titled or [word.written for _, word in shared])} with its {where}"
            yield Evidence(kind, weight, said, self._sessions[number].id)

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


def _weightiest(shared: tuple[float, Word]) -> tuple[float, str]:
    return -round(shared[0], _DIGITS), shared[1].written
