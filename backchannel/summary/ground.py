"""The ground that highlights are to cover: words, times, languages and people, each by its weight."""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping

from backchannel.summary.corpus import Corpus
from backchannel.summary.quality import people_spoken_of

_FEWEST_WRITERS = 2  # of a term that counts as ground to cover

Keys = tuple[str, ...]


class Facet:
    """One kind of ground, how much each piece of it weighs, and how often it is covered so far."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        whole = sum(counts.values())
        self._weights = {key: math.sqrt(count / whole) for key, count in counts.items()}
        self._marginal = dict(self._weights)
        self._covered: Counter[str] = Counter()

    def gain(self, keys: Keys) -> float:
        """What covering these would add."""
        return sum(self._marginal.get(key, 0.0) for key in keys)

    def is_new(self, key: str) -> bool:
        """Whether it is ground, and nobody has covered it."""
        return key in self._weights and not self._covered[key]

    def cover(self, keys: Keys) -> None:
        """Count these as covered once more."""
        for key in keys:
            self._covered[key] += 1
            covered = self._covered[key]
            self._marginal[key] = self._weights.get(key, 0.0) * (math.sqrt(covered + 1) - math.sqrt(covered))


def facets(corpus: Corpus) -> dict[str, Facet]:
    """All the ground of an event, uncovered. Words and times weigh by people; who writes more counts once."""
    every = range(len(corpus.posts))
    common = {term: people for term, people in corpus.writers.items() if people >= _FEWEST_WRITERS}
    return {
        "words": Facet(common),
        "times": Facet(_people(corpus, ((half, index) for index in every for half in _half(corpus, index)))),
        "languages": Facet(Counter(filter(None, corpus.languages))),
        "named": Facet(Counter(name for post in corpus.posts for name in people_spoken_of(post))),
    }


def keys_of(corpus: Corpus, index: int) -> dict[str, Keys]:
    """What ground one post covers."""
    keys: dict[str, Iterable[str]] = {
        "words": sorted(set(corpus.bags[index])),
        "times": _half(corpus, index),
        "languages": filter(None, [corpus.languages[index]]),
        "named": sorted(people_spoken_of(corpus.posts[index])),
    }
    return {part: tuple(of_part) for part, of_part in keys.items()}


def _half(corpus: Corpus, index: int) -> list[str]:
    half = corpus.half(index)
    return [f"{half[0]} {'pm' if half[1] else 'am'}"] if half else []


def _people(corpus: Corpus, pairs: Iterable[tuple[Hashable, int]]) -> dict[str, int]:
    people: defaultdict[str, set[str]] = defaultdict(set)
    for key, index in pairs:
        people[str(key)].add(corpus.posts[index].author.id)
    return {key: len(ids) for key, ids in people.items()}
