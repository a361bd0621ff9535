"""Chooses the posts that together cover the most ground: a greedy walk over a submodular objective.

    F(S) = Σ quality + Σ over facets Σ over keys  weight(key) · √(how many of S have the key)

With weights √share the best S has every key in proportion to its share. The method is that of Lin & Bilmes, ACL 2011;
their guarantee does not hold to the letter, because penalties can make a quality negative. Ties go to the earlier
post, then to the smaller id; gains are rounded before they are compared.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from backchannel.summary.corpus import Corpus, language, voice
from backchannel.summary.quality import people_spoken_of, qualities
from backchannel.summary.terms import cosine, weighted
from backchannel.summary.values import Choices

WEIGHTS = {"quality": 1.0, "words": 1.5, "times": 1.0, "languages": 1.0, "named": 0.8, "links": 0.25}

_DIGITS = 9  # of a gain, before it is compared
_FEWEST_WRITERS = 2  # of a term that counts as ground to cover

Keys = tuple[str, ...]


class Pick(Struct, frozen=True):
    """A chosen post: its place in the corpus, what each part gained, and the terms it was the first to bring."""

    index: int
    gains: dict[str, float]
    new_terms: tuple[str, ...]


class _Candidate(Struct, frozen=True):
    index: int
    quality: float
    keys: dict[str, Keys]
    vector: dict[str, float]
    voices: tuple[str, str]


class _Facet:
    """One kind of ground, how much each piece of it weighs, and how often it is covered so far."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        whole = sum(counts.values())
        self._weights = {key: math.sqrt(count / whole) for key, count in counts.items()}
        self._marginal = dict(self._weights)
        self._covered: Counter[str] = Counter()

    def gain(self, keys: Keys) -> float:
        return sum(self._marginal.get(key, 0.0) for key in keys)

    def is_new(self, key: str) -> bool:
        return key in self._weights and not self._covered[key]

    def cover(self, keys: Keys) -> None:
        for key in keys:
            self._covered[key] += 1
            covered = self._covered[key]
            self._marginal[key] = self._weights.get(key, 0.0) * (math.sqrt(covered + 1) - math.sqrt(covered))


def select(corpus: Corpus, choices: Choices) -> list[Pick]:
    """The chosen posts, in the order they were chosen: one of a voice, no two alike, none of a bot's."""
    facets = _facets(corpus)
    left: list[_Candidate] = _candidates(corpus, choices)
    picks: list[Pick] = []
    while left and len(picks) < choices.highlights:
        gains, best = _best(left, facets)
        new_terms = tuple(term for term in best.keys["words"] if facets["words"].is_new(term))
        picks.append(Pick(best.index, {part: round(gain, _DIGITS) for part, gain in gains.items()}, new_terms))
        for part, facet in facets.items():
            facet.cover(best.keys[part])
        left = [one for one in left if _may_join(one, best, choices.likeness)]
    return picks


def _facets(corpus: Corpus) -> dict[str, _Facet]:
    halves: dict[str, set[str]] = {}
    for index, post in enumerate(corpus.posts):
        for half in _half(corpus, index):
            halves.setdefault(half, set()).add(post.author.id)
    common = {term: people for term, people in corpus.writers.items() if people >= _FEWEST_WRITERS}
    languages = Counter(spoken for spoken in map(language, corpus.posts) if spoken)
    mentions = Counter(name for post in corpus.posts for name in people_spoken_of(post))
    links = Counter(group for groups in corpus.links for group in groups)
    return {
        "words": _Facet(common),
        "times": _Facet({half: len(people) for half, people in halves.items()}),
        "languages": _Facet(languages),
        "named": _Facet(mentions),
        "links": _Facet(dict.fromkeys(links, 1)),
    }


def _candidates(corpus: Corpus, choices: Choices) -> list[_Candidate]:
    quality = qualities(corpus)
    able = [index for index, post in enumerate(corpus.posts) if corpus.bags[index] and not post.author.bot]
    able.sort(key=lambda index: (-round(quality[index], _DIGITS), index))
    return [_candidate(corpus, index, quality[index]) for index in sorted(able[: choices.candidates])]


def _candidate(corpus: Corpus, index: int, quality: float) -> _Candidate:
    post, spoken = corpus.posts[index], language(corpus.posts[index])
    keys: dict[str, Iterable[str]] = {
        "words": sorted(set(corpus.bags[index])),
        "times": _half(corpus, index),
        "languages": [spoken] if spoken else [],
        "named": sorted(people_spoken_of(post)),
        "links": sorted(corpus.links[index]),
    }
    return _Candidate(
        index=index,
        quality=quality,
        keys={part: tuple(of_part) for part, of_part in keys.items()},
        vector=weighted(corpus.bags[index], corpus.documents, len(corpus.posts)),
        voices=(post.author.id, voice(post)),
    )


def _half(corpus: Corpus, index: int) -> list[str]:
    half = corpus.half(index)
    return [f"{half[0]} {'pm' if half[1] else 'am'}"] if half else []


def _gains(candidate: _Candidate, facets: Mapping[str, _Facet]) -> dict[str, float]:
    gains = {part: WEIGHTS[part] * facet.gain(candidate.keys[part]) for part, facet in facets.items()}
    return {"quality": WEIGHTS["quality"] * candidate.quality, **gains}


def _best(candidates: Iterable[_Candidate], facets: Mapping[str, _Facet]) -> tuple[dict[str, float], _Candidate]:
    return max(((_gains(candidate, facets), candidate) for candidate in candidates), key=_order)


def _order(scored: tuple[dict[str, float], _Candidate]) -> tuple[float, int]:
    gains, candidate = scored
    return round(math.fsum(gains.values()), _DIGITS), -candidate.index


def _may_join(candidate: _Candidate, chosen: _Candidate, likeness: float) -> bool:
    if candidate.voices[0] == chosen.voices[0] or candidate.voices[1] == chosen.voices[1]:
        return False
    return cosine(candidate.vector, chosen.vector) <= likeness
