"""What somebody may have meant who wrote something that is not there."""

from collections.abc import Iterable
from difflib import get_close_matches

LOOSELY, CLOSELY = 0.6, 0.8  # of 1: a part of the other, a letter or two apart


def nearest(typed: str, known: Iterable[str], alike: float = LOOSELY) -> str:
    """The word that looks most like what was typed, whatever its case; empty where none is so much alike."""
    by_folded = {word.casefold(): word for word in known}
    found = get_close_matches(typed.casefold(), by_folded, 1, alike)
    return by_folded[found[0]] if found else ""
