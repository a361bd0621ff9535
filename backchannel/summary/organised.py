"""What organisers make of a summary: their words and order in it, and whether it is published."""

from typing import Literal

from msgspec import Struct

from backchannel.summary.overlay import Name, SectionEdit


class Editing(Struct, frozen=True, kw_only=True):
    """What the organisers wrote and arranged, in plain text; `by` signs it.

    `featured` are ids of posts and addresses of links that come first, `first` the posts that come first among those
    to begin with, in order; `kept` are those that the organisers chose. `order` names the sections that come first.
    """

    by: str = ""
    introduction: str = ""
    featured: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    order: tuple[Name, ...] = ()
    sections: dict[Name, SectionEdit] = {}


class Edition(Struct, frozen=True, kw_only=True):
    """Which of an event's summaries this is: a draft of the one of that number, or as it was published."""

    state: Literal["draft", "published"] = "draft"
    number: int = 1
