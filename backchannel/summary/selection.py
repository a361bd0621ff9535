"""Chooses the posts that together cover the most ground: a greedy walk over a submodular objective.

    F(S) = Σ quality + Σ over facets Σ over keys  weight(key) · √(how many of S have the key)

With weights √share the best S has every key in proportion to its share. The method is that of Lin & Bilmes, ACL 2011;
their guarantee does not hold to the letter, because penalties can make a quality negative. A gain only ever shrinks,
so one that was computed earlier is a bound, and few have to be computed again (Minoux 1978). Ties go to the earlier
post, then to the smaller id; gains are rounded before they are compared.
"""

import heapq
import math
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from msgspec import Struct

from backchannel.summary.corpus import Corpus, voice
from backchannel.summary.ground import Facet, Keys, facets, keys_of
from backchannel.summary.origin import Choices
from backchannel.summary.quality import Quality
from backchannel.summary.terms import cosine, weighted
from backchannel.text.covers import cover

WEIGHTS = {
    "quality": 0.5,
    "words": 3.25,
    "times": 2.0,
    "languages": 1.5,
    "named": 2.25,
}

_DIGITS = 9  # of a gain, before it is compared
_OF_ONE = 2  # posts of one person, among all that are chosen


class Pick(Struct, frozen=True):
    """A chosen post: its place in the corpus, what each part gained, and the terms it was the first to bring."""

    index: int
    gains: dict[str, float]
    new_terms: tuple[str, ...]


class _Candidate(Struct, frozen=True):
    index: int
    quality: float
    keys: dict[str, Keys]


def select(
    corpus: Corpus, quality: Quality, choices: Choices, *, kept: Sequence[int] = (), barred: Iterable[int] = ()
) -> list[Pick]:
    """The chosen posts, in the order they were chosen: no two alike, none of a bot's, the first ones of one voice each.

    Later ones may be the second of a voice. The `kept` ones are chosen first, whatever they are; the `barred` never.
    """
    able = _able(corpus, quality, choices, barred={*kept, *barred})
    begin, good, others = ([_candidate(corpus, quality, index) for index in places] for places in (kept, *able))
    return _Walk(corpus, choices, good).picks(begin, others)


class _Walk:
    """The greedy walk: what is covered, who was heard, and a heap of candidates by what they would gain at most."""

    def __init__(self, corpus: Corpus, choices: Choices, candidates: Iterable[_Candidate]) -> None:
        self._corpus, self._choices = corpus, choices
        self._facets = facets(corpus)
        self._heard: Counter[str] = Counter()
        self._chosen: list[dict[str, float]] = []
        self._heap = [self._entry(candidate, -1) for candidate in candidates]
        self._passed_over: list[_Candidate] = []
        heapq.heapify(self._heap)

    def picks(self, begin: Iterable[_Candidate], others: Iterable[_Candidate]) -> list[Pick]:
        """What the walk chooses: to `begin` with these, and of the `others` when nothing else is left."""
        picks = list(map(self._choose, begin))
        self._walk(picks)
        for candidate in others:
            heapq.heappush(self._heap, self._entry(candidate, -1))
        self._walk(picks)
        return picks

    def _walk(self, picks: list[Pick]) -> None:
        while len(picks) < self._choices.highlights:
            if len(picks) == self._choices.first:
                self._invite_again()
            best = self._next(len(picks))
            if best is None:
                break
            picks.append(self._choose(best))

    def _next(self, step: int) -> _Candidate | None:
        """The candidate who gains most now."""
        while self._heap:
            _, _, known_at, candidate = heapq.heappop(self._heap)
            if not self._may_speak(candidate, 1 if step < self._choices.first else _OF_ONE):
                continue
            if known_at == step:
                return candidate
            heapq.heappush(self._heap, self._entry(candidate, step))
        return None

    def _entry(self, candidate: _Candidate, step: int) -> tuple[float, int, int, _Candidate]:
        gain = round(math.fsum(_gains(candidate, self._facets).values()), _DIGITS)
        return -gain, candidate.index, step, candidate

    def _may_speak(self, candidate: _Candidate, most: int) -> bool:
        if any(self._heard[name] >= most for name in self._voices(candidate)):
            self._passed_over.append(candidate)
            return False
        vector = self._vector(candidate)
        return all(cosine(vector, chosen) <= self._choices.likeness for chosen in self._chosen)

    def _invite_again(self) -> None:
        """From here on, who has been heard once may be heard once more."""
        for candidate in self._passed_over:
            heapq.heappush(self._heap, self._entry(candidate, -1))
        self._passed_over = []

    def _choose(self, best: _Candidate) -> Pick:
        gains = {part: round(gain, _DIGITS) for part, gain in _gains(best, self._facets).items()}
        new_terms = tuple(term for term in best.keys["words"] if self._facets["words"].is_new(term))
        for part, facet in self._facets.items():
            facet.cover(best.keys[part])
        self._heard.update(self._voices(best))
        self._chosen.append(self._vector(best))
        return Pick(best.index, gains, new_terms)

    def _voices(self, candidate: _Candidate) -> set[str]:
        post = self._corpus.posts[candidate.index]
        return {post.author.id, voice(post)}

    def _vector(self, candidate: _Candidate) -> dict[str, float]:
        return weighted(self._corpus.bags[candidate.index], self._corpus.documents, len(self._corpus.posts))


def _able(corpus: Corpus, quality: Quality, choices: Choices, *, barred: Container[int]) -> tuple[list[int], list[int]]:
    """The places of the posts that may be chosen, and of those that may where they are too few.

    Those are covered, or no good alone: announcements for the most part.
    """

    def may_be(index: int) -> bool:
        is_first = corpus.originals[index] == index and not corpus.posts[index].author.bot
        return is_first and bool(corpus.bags[index]) and index not in barred

    def is_good(index: int) -> bool:
        return not cover(corpus.posts[index]) and quality(index) > 0

    good = quality.best(choices.candidates, lambda index: may_be(index) and is_good(index))
    if len(good) >= choices.highlights:
        return good, []
    return good, quality.best(choices.candidates, lambda index: may_be(index) and not is_good(index))


def _candidate(corpus: Corpus, quality: Quality, index: int) -> _Candidate:
    return _Candidate(index, quality(index), keys_of(corpus, index))


def _gains(candidate: _Candidate, facets_: Mapping[str, Facet]) -> dict[str, float]:
    gains = {part: WEIGHTS[part] * facet.gain(candidate.keys[part]) for part, facet in facets_.items()}
    return {"quality": WEIGHTS["quality"] * candidate.quality, **gains}
