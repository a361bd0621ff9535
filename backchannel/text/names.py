"""What people are called, in a form in which names meet however they are typed."""

import re
import unicodedata

_WORD = re.compile(r"\w+")


def folded(text: str) -> tuple[str, ...]:
    """The words of a text without case and accents, so that names meet however they are typed."""
    bare = text.casefold()
    if not bare.isascii():
        apart = unicodedata.normalize("NFKD", bare)
        bare = unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))
    return tuple(_WORD.findall(bare))


def full_names(name: str) -> tuple[tuple[str, ...], ...]:
    """A full name, and first and last name alone, folded; none of a single word, which names too many."""
    words = folded(name)
    return (words, (words[0], words[-1])) if len(words) > 1 else ()
