"""Finds posts that may say nearly the same with rensa: MinHash of their terms, in bands (Broder 1997, Leskovec 3.4)."""

from collections.abc import Collection
from functools import cache
from importlib import import_module
from typing import Any

from backchannel.summary.extras import Likes

LIBRARY = "rensa"

_HASHES = 128
_BANDS = 32  # of four: two posts that share 80 % of their terms meet all but always in one
_SEED = 1
_LEAST = 0.8


class MinHashes(Likes):
    """An index of the posts told so far."""

    def __init__(self) -> None:
        self._index = _rensa().RMinHashLSH(_LEAST, _HASHES, _BANDS)

    def like(self, terms: Collection[str]) -> Collection[int]:
        """The places in whose bands these terms fall, too."""
        return self._index.query(_hashed(terms))

    def remember(self, place: int, terms: Collection[str]) -> None:
        """Put the terms of a place into the bands."""
        self._index.insert(place, _hashed(terms))


def _hashed(terms: Collection[str]) -> object:
    hashed = _rensa().RMinHash(_HASHES, _SEED)
    hashed.update(sorted(terms))
    return hashed


@cache
def _rensa() -> Any:  # noqa: ANN401 - the library has no types
    return import_module("rensa")
