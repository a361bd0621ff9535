"""A place among an event's posts as one word of an address: creation in seconds since 1970, `-`, the post's key."""

import re

from backchannel.server.media.pictures import key_of, post_id_of
from backchannel.store.archive import Place

_WORD = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)-([\w-]*)", re.ASCII)


def written(place: Place) -> str:
    """The place as a word."""
    return f"{place.created!r}-{key_of(place.post_id)}"


def place(word: str) -> Place | None:
    """The place that a word names; None for what is none."""
    found = _WORD.fullmatch(word)
    post_id = post_id_of(found[2]) if found else None
    return Place(float(found[1]), post_id) if found and post_id is not None else None
