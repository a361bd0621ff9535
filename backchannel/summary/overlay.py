"""An organiser's edits of a summary, as values. They name posts, links, sessions and sections by their ids."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Name = Literal[
    "highlights",
    "resources",
    "sessions",
    "themes",
    "questions",
    "conversations",
    "quotes",
    "timeline",
    "pictures",
    "people",
    "languages",
]
"""A section of the summary, by its anchor on the page."""

Kind = Literal["slides", "video", "code", "paper", "data", "post", "other", "last"]
"""What kind of thing a link leads to: the shelf it stands on."""

Moved = Literal["", "highlights", "sessions", "questions"]
"""The section a post may be moved to; empty: where the program puts it."""

Id = Annotated[str, Meta(min_length=1, max_length=2048)]
Ids = Annotated[tuple[Id, ...], Meta(max_length=1000)]
Title = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=10_000)]
Work = Annotated[tuple[Id, ...], Meta(min_length=2, max_length=100)]


class SectionEdit(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A section's own name, words before and after what is in it, or that it is left out."""

    title: Title = ""
    introduction: Text = ""
    notes: Text = ""
    hide: bool = False


class SessionEdit(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A session's own title, and words to stand under it."""

    title: Title = ""
    notes: Text = ""


class PostEdit(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where a post belongs: the session it is about (empty: none), and the section that tells it."""

    session: Annotated[str, Meta(max_length=200)] | None = None
    section: Moved = ""


class LinkEdit(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a link is called, what kind of thing it leads to, and the session it belongs to (empty: none)."""

    title: Title = ""
    kind: Kind | None = None
    session: Annotated[str, Meta(max_length=200)] | None = None


class Order(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What comes first, in this order. What is not named follows as it would have stood."""

    sections: tuple[Name, ...] = ()
    highlights: Ids = ()
    resources: Ids = ()


class Overlay(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """All edits. A post is named by its id or address, a link by any of its addresses, a person by id or address.

    `by` signs what the organisers wrote. `keep` are posts to begin with, `drop` posts, links and people to leave out,
    `feature` posts and links that come first; of each `merge` the first link stays for all.
    """

    by: Title = ""
    introduction: Text = ""
    keep: Ids = ()
    drop: Ids = ()
    feature: Ids = ()
    merge: Annotated[tuple[Work, ...], Meta(max_length=1000)] = ()
    order: Order = Order()
    sections: dict[Name, SectionEdit] = {}
    sessions: dict[str, SessionEdit] = {}
    posts: dict[Id, PostEdit] = {}
    links: dict[Id, LinkEdit] = {}
