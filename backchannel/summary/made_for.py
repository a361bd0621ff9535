"""Whether what a link leads to was made for this event: read from its address."""

import re
from collections.abc import Iterator

from backchannel.model.event import Event

_DATED = re.compile(r"([a-z]{2,})((?:19|20)?\d\d)")


def is_made_for(event: Event, group: str) -> bool:
    """Whether the event's name is in the path: `…/loomcamp2026-slides`, `…/2026-loomcamp`, `…/loomcamp26`.

    In the host it says less: there the event speaks of itself.
    """
    path = _plain(group.partition("/")[2])
    return any(name in path for hashtag in event.hashtags for name in _names_of(hashtag))


def _names_of(hashtag: str) -> Iterator[str]:
    dated = _DATED.fullmatch(hashtag)
    if dated is None:
        yield hashtag
        return
    word, year = dated[1], dated[2]
    yield from (f"{word}{year}", f"{word}{year[-2:]}", f"{word}20{year[-2:]}", f"20{year[-2:]}{word}")


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
