"""Makes a stranger's text harmless to read: nothing that hides, reorders or towers. Meaning is left alone."""

import unicodedata

LONGEST = 10_000  # characters; the longest posts on servers we know are 5,000
MARKS = 6  # combining marks on one letter; no living script stacks more

_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufff9\ufffa\ufffb")
_KEPT_CONTROLS = frozenset("\n\t")


def clean(text: str, longest: int = LONGEST) -> str:
    """The text without control characters, bidirectional overrides and heaps of combining marks, cut at `longest`."""
    return Cleaner(longest)(text)


class Cleaner:
    """Cleans a text that comes in pieces, as `clean` would the whole: a heap of marks can't hide between two pieces."""

    def __init__(self, longest: int = LONGEST) -> None:
        self._left = longest
        self._marks = 0

    def __call__(self, piece: str) -> str:
        """What is kept of this piece."""
        kept = [letter for letter in piece[: self._left * 8] if self._keeps(letter)][: self._left]
        self._left -= len(kept)
        return "".join(kept)

    def _keeps(self, letter: str) -> bool:
        category = unicodedata.category(letter)
        if category in {"Mn", "Me"}:
            self._marks += 1
            return self._marks <= MARKS
        if _is_harmful(letter, category):
            return False
        if category != "Cf":  # a joiner between two marks does not end the letter they stand on
            self._marks = 0
        return True


def _is_harmful(letter: str, category: str) -> bool:
    if category in {"Cc", "Cs"}:
        return letter not in _KEPT_CONTROLS
    return letter in _REORDERING
