"""Marks: short digests by which two texts are known to be the same, and which tell nothing else of them."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import blake2b

from backchannel.model.body import Link, Segment
from backchannel.text.hashtags import fold

SIZE = 12  # bytes; in a billion texts no two share a mark by chance


def mark(text: str, *, salt: str = "") -> str:
    """The text's mark: 16 letters. The same text has another one under another salt of at most 64 bytes."""
    raw = text.encode("utf-8", "surrogatepass")
    digest = blake2b(raw, digest_size=SIZE, key=salt.encode("utf-8", "surrogatepass")[:64]).digest()
    return urlsafe_b64encode(digest).decode()


def marks(texts: Iterable[str]) -> tuple[str, ...]:
    """Every text's mark, sorted, each once."""
    return tuple(sorted({mark(text) for text in texts}))


def mark_of_words(body: Iterable[Segment], *, salt: str) -> str:
    """The mark of a post's words, whatever their case, accents and spaces; empty where it has none.

    A link counts with where it leads, for networks and people shorten what it says.
    """
    told = (segment.url if isinstance(segment, Link) else segment.text for segment in body)
    words = [folded for word in " ".join(told).split() if (folded := fold(word))]
    return mark(" ".join(words), salt=salt) if words else ""
