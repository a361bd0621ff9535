"""What talks are about, in words: an inverted index of titles and abstracts, weighed as BM25 does."""

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from msgspec import Struct

from backchannel.model.programme import Session, Talk
from backchannel.programme.attribution.stems import language_of, stemmer
from backchannel.programme.attribution.weights import AT_LEAST, COMMON, FEW, PLENTY, SAME_DAYS, TELLING, Weights
from backchannel.text.terms import terms

_MOST_QUOTED = 3


class _Holders(Struct, frozen=True):
    """The sessions that have a stem, each with its weight: those among whose neighbours few have it, and the others."""

    telling: dict[int, float]
    common: dict[int, float]


class Word(Struct, frozen=True):
    """A word of a post that some talk has."""

    written: str
    stem: str
    holders: _Holders

    def weight(self, number: int) -> float:
        """What it says for a session; 0 where that does not have it."""
        return self.holders.telling.get(number) or self.holders.common.get(number, 0.0)


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
            for stem in {*body, *title}:
                counts[language][stem][number] = body[stem] + weights.title * (stem in title)
        self._holders = {
            language: {stem: self._weighed(counted) for stem, counted in counts[language].items()}
            for language in sorted(counts)
        }

    def found(self, terms_: Sequence[str]) -> list[Word]:
        """The words of a post that any talk has, each stem once in a language."""
        found: list[Word] = []
        for language, holders in self._holders.items():
            stems = dict(zip(map(stemmer(language), terms_), terms_, strict=True))
            found += [Word(stems[stem], stem, holders[stem]) for stem in sorted(stems.keys() & holders.keys())]
        return found

    def is_in_title(self, word: Word, number: int) -> bool:
        """Whether a session's title has the word."""
        return word.stem in self._titles[number]

    def _weighed(self, counted: Mapping[int, float]) -> _Holders:
        """One stem's weight for each session that has it: more where it is rarer, and where it is said more often."""
        starts = [self._starts[number] for number in counted]
        holders = _Holders({}, {})
        for number, count in counted.items():
            at = self._starts[number]
            having, all_ = _around(starts, at), max(AT_LEAST, _around(self._starts, at))
            weight = self._weights.word * _rarity(having, all_) * count / (count + self._weights.knee)
            if having <= max(FEW, all_ * TELLING):
                holders.telling[number] = weight
            elif having <= max(FEW, all_ * COMMON):
                holders.common[number] = weight
        return holders


def told(words: Sequence[Word]) -> dict[int, float]:
    """What the telling words say for each session that has any of them."""
    sums: dict[int, float] = {}
    for word in words:
        for number, weight in word.holders.telling.items():
            sums[number] = sums[number] + weight if number in sums else weight
    return sums


def back(scores: dict[int, float], words: Sequence[Word], worth: float) -> None:
    """Add what the common words say for sessions that are thought of anyway."""
    for common in [word.holders.common for word in words if word.holders.common]:
        for number in [number for number in scores if number in common]:
            scores[number] += common[number] * worth


def scale(count: int) -> float:
    """What a word is worth in a post of so many: a long text shares some with every talk by chance."""
    return min(1.0, PLENTY / count) if count else 1.0


def quoted(words: Sequence[str]) -> str:
    """Some words, as evidence cites them."""
    return ", ".join(f"“{word}”" for word in words[:_MOST_QUOTED])


def _rarity(having: int, all_: int) -> float:
    """BM25's inverse document frequency."""
    return math.log(1 + (all_ - having + 0.5) / (having + 0.5))


def _around(times: Sequence[datetime], at: datetime) -> int:
    """How many talks begin within the days around. Those of other weeks do not count, so they change nothing."""
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
