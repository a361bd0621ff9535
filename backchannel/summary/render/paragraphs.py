"""Plain text of the organisers' as paragraphs, with its addresses as links."""

import re
from collections.abc import Iterator

from backchannel.model.body import Link, Segment, Words
from backchannel.text.links import web_address

_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]'’”])")


def paragraphs(text: str) -> tuple[tuple[Segment, ...], ...]:
    """The paragraphs, which empty lines divide; a line's end within one is a space."""
    written = (" ".join(one.split()) for one in re.split(r"\n\s*\n", text))
    return tuple(tuple(_segments(one)) for one in written if one)


def _segments(paragraph: str) -> Iterator[Segment]:
    for piece in _ADDRESS.split(paragraph):
        if piece:
            yield Link(piece, piece) if web_address(piece) else Words(piece)
