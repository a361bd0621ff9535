"""What was shared, on shelves: by session where the programme says which, and the rest by kind."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from backchannel.summary import wording
from backchannel.summary.render.telling import Teller
from backchannel.summary.values import Resource, SessionNotes, Summary

_OPEN_RESOURCES = 8  # rows of each kind, the rest is folded
_OPEN_SESSIONS = 12  # sessions that are shown at once

_KINDS = {
    "slides": ("Slides", "Slides"),
    "video": ("Recordings", "Recording"),
    "code": ("Code", "Code"),
    "paper": ("Papers", "Paper"),
    "data": ("Data", "Data"),
    "post": ("Articles and posts", "Article"),
    "other": ("Pages", "Page"),
    "last": ("Also linked", "Address"),
}


class Row(Struct, frozen=True):
    """One work: the resource that ranks first, and others of the same work."""

    first: Resource
    also: tuple[Resource, ...]


class Shelf(Struct, frozen=True):
    """The rows of one kind, or of one session (then `words` says who, where and when); `folded` ones come later."""

    name: str
    anchor: str
    words: str
    rows: tuple[Row, ...]
    folded: tuple[Row, ...]


class Shelves(Struct, frozen=True):
    """All of them: what the organisers put first, the sessions', of which `folded` are shown on request, the kinds'."""

    featured: tuple[Shelf, ...]
    sessions: tuple[Shelf, ...]
    folded: tuple[Shelf, ...]
    kinds: tuple[Shelf, ...]


def shelves(summary: Summary, teller: Teller) -> Shelves:
    """Every resource stands once."""
    every = list(_rows(summary.resources))
    featured = tuple(row for row in every if _is_featured(row, summary))
    rows = [row for row in every if row not in featured]
    of_sessions = [shelf for session in summary.sessions for shelf in _of_session(session, rows, teller)]
    placed = {url for session in summary.sessions for url in session.resources}
    return Shelves(
        featured=(Shelf("Chosen by the organisers", "resources-chosen", "", featured, ()),) if featured else (),
        sessions=tuple(of_sessions[:_OPEN_SESSIONS]),
        folded=tuple(of_sessions[_OPEN_SESSIONS:]),
        kinds=tuple(_of_kinds([row for row in rows if row.first.url not in placed])),
    )


def anchor_of(session: SessionNotes) -> str:
    """Where a session's shelf is on the page."""
    return f"links-{hashlib.sha256(session.id.encode()).hexdigest()[:8]}"


def kind_word(resource: Resource) -> str:
    """What one of its kind is called."""
    return _KINDS[resource.kind][1]


def shared_by(resource: Resource) -> str:
    """What follows the sharer's name: how many others shared it, too."""
    others = resource.sharers - 1
    return f" and {wording.counted(others, 'other')}" if others > 0 else ""


def _rows(resources: Sequence[Resource]) -> Iterator[Row]:
    for resource in resources:
        if resource.bundle == resource.url:
            also = (one for one in resources if one.bundle == resource.url and one.url != resource.url)
            yield Row(resource, tuple(also))


def _is_featured(row: Row, summary: Summary) -> bool:
    return any(one.url in summary.editing.featured for one in (row.first, *row.also))


def _of_session(session: SessionNotes, rows: Iterable[Row], teller: Teller) -> Iterator[Shelf]:
    own = tuple(row for row in rows if row.first.url in session.resources)
    if own:
        words = [wording.listed(session.speakers), session.room, teller.when(session.starts)]
        yield Shelf(session.title, anchor_of(session), ", ".join(filter(None, words)), own, ())


def _of_kinds(rows: Sequence[Row]) -> Iterator[Shelf]:
    for kind, (name, _) in _KINDS.items():
        own = tuple(row for row in rows if row.first.kind == kind)
        shown = 0 if kind == "last" else _OPEN_RESOURCES
        if own:
            yield Shelf(name, f"resources-{kind}", "", own[:shown], own[shown:])
