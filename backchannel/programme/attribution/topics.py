"""What talks are about, in words: an inverted index of titles and abstracts, weighed as BM25 does."""

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from msgspec import Struct

from backchannel.model.programme import Session, Talk
from backchannel.programme.attribution.stems import language_of, stemmer
from backchannel.programme.attribution.weights import PLENTY, SAME_DAYS, Weights
from backchannel.text.terms import terms

_MOST_WORDS = 3  # that evidence quotes


class Shared(Struct, frozen=True):
    """A word that a post and a talk have in common, as the post writes it."""

    weight: float
    word: str
    in_title: bool


class Topics:
    """The words of all talks, by language. `dropped` are those that everybody at the event uses."""

    def __init__(self, sessions: Sequence[Session], dropped: Collection[str], weights: Weights) -> None:
        self._starts = [session.starts for session in sessions]
        self._weights = weights
        self._titles: list[frozenset[str]] = []
        counts: defaultdict[str, defaultdict[str, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
        for number, session in enumerate(sessions):
            language, body, title = _stems(session, dropped)
            self._titles.append(title)
            for stem in sorted({*body, *title}):
                counts[language][stem][number] = body[stem] + weights.title * (stem in title)
        self._postings = {
            language: {stem: self._weighed(holders) for stem, holders in counts[language].items()}
            for language in sorted(counts)
        }

    def scores(self, words: Sequence[str]) -> dict[int, float]:
        """What the words of a post say for every session that has any of them."""
        scale, told = _scale(words), defaultdict[int, float](float)
        for language, postings in self._postings.items():
            for stem in sorted(set(map(stemmer(language), words))):
                for number, weight in postings.get(stem, {}).items():
                    told[number] += weight * scale
        return told

    def shared(self, number: int, words: Sequence[str]) -> list[Shared]:
        """The words behind a session's score, the weightiest first."""
        scale, found = _scale(words), dict[str, Shared]()
        for language, postings in self._postings.items():
            for word in words:
                stem = stemmer(language)(word)
                if number in postings.get(stem, {}):
                    weight = postings[stem][number] * scale
                    found.setdefault(stem, Shared(weight, word, stem in self._titles[number]))
        return sorted(found.values(), key=lambda one: (-one.weight, one.word))

    def _weighed(self, holders: dict[int, float]) -> dict[int, float]:
        """One stem's weight for each session that has it: more where it is rarer, and where it is said more often."""
        starts = [self._starts[number] for number in holders]
        weights = self._weights
        return {
            number: weights.word * self._rarity(starts, self._starts[number]) * count / (count + weights.knee)
            for number, count in holders.items()
        }

    def _rarity(self, holders: Sequence[datetime], at: datetime) -> float:
        """BM25's inverse document frequency. Talks of other weeks do not count, so they change nothing."""
        having, all_ = _around(holders, at), _around(self._starts, at)
        return math.log(1 + (all_ - having + 0.5) / (having + 0.5))


def quoted(words: Sequence[Shared]) -> tuple[str, str]:
    """The kind of evidence that shared words are, and how it is said."""
    titled = [one for one in words if one.in_title]
    named = ", ".join(f"“{one.word}”" for one in (titled or words)[:_MOST_WORDS])
    return ("title", f"shares {named} with its title") if titled else ("words", f"shares {named} with its abstract")


def _scale(words: Sequence[str]) -> float:
    return min(1.0, PLENTY / len(words)) if words else 1.0


def _around(times: Sequence[datetime], at: datetime) -> int:
    return bisect_right(times, at + SAME_DAYS) - bisect_left(times, at - SAME_DAYS)


def _stems(session: Session, dropped: Collection[str]) -> tuple[str, Counter[str], frozenset[str]]:
    """The language of a talk, how often each stem is in its abstract, and the stems of its title and track."""
    talk = session.talk
    language = language_of(talk.language, f"{talk.title} {talk.subtitle} {talk.abstract}")
    stem = stemmer(language)
    title = frozenset(map(stem, _title(talk, session.track, dropped)))
    return language, Counter(map(stem, terms(talk.abstract, dropped))), title


def _title(talk: Talk, track: str, dropped: Collection[str]) -> Iterator[str]:
    """The words of a title, and neighbours as one word, which is how hashtags are written."""
    for part in (talk.title, talk.subtitle, track, talk.kind):
        words = terms(part, dropped)
        yield from words
        yield from (one + other for one, other in pairwise(words))
