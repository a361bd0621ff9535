"""What words mean, from a file of word vectors that the operator supplies; nothing is fetched from anywhere.

The format is that of word2vec, GloVe and fastText as text: a word and its numbers on a line, the commoner words
first; a first line of two counts is passed over. Plain arithmetic: the same on every machine.
"""

import hashlib
import math
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

_MOST_LINES = 500_000
_LONGEST_LINE = 65_536  # bytes


class BadModel(ValueError):
    """The file can't be used; the sentence names it."""


class Vectors:
    """A file of word vectors. It is read for the words that are asked for, and none of it is kept."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def version(self) -> str:
        """The first letters of the file's SHA-256. Raises `BadModel`."""
        try:
            with self._path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()[:12]
        except OSError as error:
            raise self._unread(error) from error

    def __call__(self, terms: Collection[str]) -> dict[str, tuple[float, ...]]:
        """Unit vectors of those terms that the file has. Raises `BadModel`."""
        wanted, found = set(terms), dict[str, tuple[float, ...]]()
        try:
            with self._path.open("rb") as file:
                for word, numbers in _lines(file):
                    if word in wanted:
                        wanted.remove(word)
                        found[word] = self._vector(numbers)
        except OSError as error:
            raise self._unread(error) from error
        return self._even({word: vector for word, vector in found.items() if vector})

    def _vector(self, numbers: str) -> tuple[float, ...]:
        """The direction, of length one; nothing for a vector of zeros."""
        try:
            told = tuple(map(float, numbers.split()))
        except ValueError:
            raise self._bad("what follows a word must be numbers") from None
        length = math.sqrt(math.fsum(number * number for number in told))
        if not math.isfinite(length):
            raise self._bad("its numbers must be finite")
        return tuple(number / length for number in told) if length else ()

    def _even(self, found: dict[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
        if len(set(map(len, found.values()))) > 1:
            raise self._bad("its vectors are of different lengths")
        return found

    def _bad(self, why: str) -> BadModel:
        return BadModel(f"summary.model: {self._path} is no file of word vectors: {why}")

    def _unread(self, error: OSError) -> BadModel:
        return BadModel(f"summary.model: {self._path} can't be read: {error.strerror}")


def _lines(file: BinaryIO) -> Iterator[tuple[str, str]]:
    """Each word with its numbers, as text; a heading has one number only."""
    for line in islice(iter(lambda: file.readline(_LONGEST_LINE), b""), _MOST_LINES):
        word, _, numbers = line.decode("utf-8", "replace").strip().partition(" ")
        if " " in numbers:
            yield word, numbers
