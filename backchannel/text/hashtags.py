"""One form for hashtags, so that #PyCon, ＃pycon and #pÿcon meet.

Mastodon folds the same way (`app/lib/hashtag_normalizer.rb`); the AT protocol defines no folding, so ours serves both.
"""

import unicodedata
from collections.abc import Iterable

_STROKES = str.maketrans("łø", "lo")  # the letters whose stroke is no accent to Unicode


def fold(hashtag: str) -> str:
    """NFKC, case folded, without `#` and white space, accents dropped where the letter beneath is ASCII."""
    bare = "".join(unicodedata.normalize("NFKC", hashtag).split()).lstrip("#").casefold()
    return bare if bare.isascii() else _without_accents(bare)


def fold_all(hashtags: Iterable[str]) -> tuple[str, ...]:
    """Every hashtag folded, in order, each once, empty ones left out."""
    return tuple(dict.fromkeys(folded for folded in map(fold, hashtags) if folded))


def _without_accents(text: str) -> str:
    kept: list[str] = []
    on_ascii = False
    for letter in unicodedata.normalize("NFKD", text).translate(_STROKES):
        is_mark = unicodedata.combining(letter) != 0
        if not is_mark:
            on_ascii = letter.isascii()
        if not (is_mark and on_ascii):
            kept.append(letter)
    return unicodedata.normalize("NFKC", "".join(kept))
