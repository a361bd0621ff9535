"""A few posts out of some: the best, of different people, about different things."""

from collections.abc import Iterable

from backchannel.summary.corpus import Corpus, voice
from backchannel.summary.quality import Quality
from backchannel.summary.terms import cosine, weighted
from backchannel.text.covers import cover

_LIKENESS = 0.4  # the largest cosine between two of a few


class Chooser:
    """Chooses posts for a section, and none that another section has told already."""

    def __init__(self, corpus: Corpus, quality: Quality, told: Iterable[int] = ()) -> None:
        self._corpus, self._quality = corpus, quality
        self._told = {corpus.originals[index] for index in told}

    def is_told(self, index: int) -> bool:
        """Whether some section has it, or another post with the same words."""
        return self._corpus.originals[index] in self._told

    def tell(self, index: int) -> None:
        """Say that a section has it."""
        self._told.add(self._corpus.originals[index])

    def choose(self, indexes: Iterable[int], most: int) -> list[int]:
        """Up to `most` of these posts that are fit to be read alone, the best first."""
        return self.take(self._quality.ordered(self.fit(indexes)), most)

    def fit(self, indexes: Iterable[int]) -> list[int]:
        """Those of these posts that can be read alone: of a person, with open words, no answer, no announcement."""
        return [index for index in sorted(set(indexes)) if self._is_fit(index)]

    def take(self, ordered: Iterable[int], most: int) -> list[int]:
        """The first of these posts that differ in voice and words; they count as told from now on."""
        chosen: list[int] = []
        for index in ordered:
            if len(chosen) == most:
                break
            if not self.is_told(index) and all(self._differ(index, other) for other in chosen):
                chosen.append(index)
        for index in chosen:
            self.tell(index)
        return chosen

    def _is_fit(self, index: int) -> bool:
        post = self._corpus.posts[index]
        is_alone = post.reply_to is None or self._corpus.answered(index) is None
        is_open = bool(self._corpus.bags[index]) and not post.author.bot and not cover(post)
        return is_open and is_alone and self._quality(index) > 0

    def _differ(self, one: int, other: int) -> bool:
        corpus = self._corpus
        if voice(corpus.posts[one]) == voice(corpus.posts[other]):
            return False
        vectors = (weighted(corpus.bags[index], corpus.documents, len(corpus.posts)) for index in (one, other))
        return cosine(*vectors) <= _LIKENESS
