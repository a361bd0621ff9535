"""What people are called: in a form in which names meet however they are typed, and in two letters."""

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


def initials(name: str) -> str:
    """One or two letters to know a person by; two only in scripts that have capitals, where joining is no matter."""
    letters = [first for word in name.split() if (first := next(filter(str.isalnum, word), ""))]
    if not letters:
        return "·"
    both = letters[0] + letters[-1] if len(letters) > 1 else letters[0]
    return both.upper() if all(letter.upper() != letter.lower() for letter in both) else letters[0].upper()
