"""An overlay, applied to one archive: what can be done to the posts is done, the rest waits for the sections."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from backchannel.summary.archive_file import Header, Line
from backchannel.summary.overlay import LinkEdit, Overlay
from backchannel.summary.overlay_conflicts import conflicts
from backchannel.summary.overlay_found import Found, found
from backchannel.summary.values import Summary
from backchannel.text import addresses

DROPPED = "dropped"  # the reason of what the organisers left out, among those of what is withheld


class Edits(Struct, frozen=True, kw_only=True):
    """What is left for the sections to do. Posts by their own ids, links by their groups.

    `kept` are posts to begin with, of which `first` come first; `barred` are none. `told` stand under their session,
    `asked` are questions, `unasked` are none. `instead` is the address a link stands for (empty: it is left out),
    `pinned` are the links that come first, `featured` are posts and links that the page marks.
    """

    kept: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    barred: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    unasked: frozenset[str] = frozenset()
    instead: Mapping[str, str] = {}
    pinned: tuple[str, ...] = ()
    featured: frozenset[str] = frozenset()
    links: Mapping[str, LinkEdit] = {}
    overlay: Overlay = Overlay()

    def link(self, url: str) -> str:
        """The address that this one stands for; empty where it is left out."""
        return self.instead.get(addresses.group(url), url) if self.instead else url


class Edited(Struct, frozen=True):
    """An archive as its organisers want it read, what is left to do, and what could not be done, in sentences."""

    header: Header
    lines: Sequence[Line]
    edits: Edits
    conflicts: tuple[str, ...]


def edited(header: Header, lines: Iterable[Line], overlay: Overlay) -> Edited:
    """Leave out and move posts. Nothing is added: what the archive does not show, no overlay brings back."""
    shown = list(lines)
    if overlay == Overlay():
        return Edited(header, shown, Edits(), ())
    known = found(shown, overlay, header.programme.programme if header.programme else None)
    sessions = dict(_sessions(overlay, known))
    stay = [line for line in shown if line.post.id not in known.dropped]
    if len(stay) < len(shown):
        header = replace(header, withheld=header.withheld | {DROPPED: len(shown) - len(stay)})
    moved = [
        replace(line, session=sessions[line.post.id] or None) if line.post.id in sessions else line for line in stay
    ]
    return Edited(header, moved, _edits(overlay, known), conflicts(overlay, known))


def unplaced(edits: Edits, summary: Summary) -> Iterator[str]:
    """What turned out to have no effect when everything was chosen, each in a sentence."""
    begin = {post.id for post in summary.highlights[: summary.origin.choices.first]}
    for id_ in edits.first:
        if id_ not in begin:
            yield f"order.highlights: {id_} is not among the posts to begin with: keep it, too"
    under = {post.id for session in summary.sessions for post in session.chosen}
    for id_ in sorted(edits.told - under):
        yield f"posts: {id_} is about no session: name one"


def _sessions(overlay: Overlay, known: Found) -> Iterator[tuple[str, str]]:
    """The posts that are moved, and the session they are moved to; an empty one is none."""
    for name, edit in overlay.posts.items():
        if edit.session is not None and (not edit.session or edit.session in known.sessions):
            yield known.post(name), edit.session


def _edits(overlay: Overlay, known: Found) -> Edits:
    instead = _instead(overlay, known)
    featured = _posts(overlay.feature, known)
    chosen = dict.fromkeys([*featured, *_posts(overlay.keep, known)])
    moved = {known.post(name): edit.section for name, edit in overlay.posts.items() if known.post(name)}
    begin, told, asked = (
        [id_ for id_, section in moved.items() if section == which and (which == "highlights" or id_ not in chosen)]
        for which in ("highlights", "sessions", "questions")
    )
    pinned = _links(overlay.feature, known, instead)
    return Edits(
        kept=tuple(dict.fromkeys([*chosen, *begin])),
        first=tuple(dict.fromkeys([*featured, *_posts(overlay.order.highlights, known)])),
        barred=frozenset([*told, *asked]),
        told=frozenset(told),
        asked=frozenset(asked),
        unasked=frozenset([*told, *begin]),
        instead=instead,
        pinned=tuple(dict.fromkeys([*pinned, *_links(overlay.order.resources, known, instead)])),
        featured=frozenset([*featured, *pinned]),
        links={_group(url, instead): edit for url, edit in overlay.links.items()},
        overlay=overlay,
    )


def _instead(overlay: Overlay, known: Found) -> dict[str, str]:
    merged: dict[str, str] = {}
    for work in overlay.merge:
        for url in work:
            merged.setdefault(addresses.group(url), work[0])
    return merged | {addresses.group(url): "" for url in overlay.drop if known.is_link(url)}


def _posts(names: Iterable[str], known: Found) -> list[str]:
    return [id_ for id_ in map(known.post, names) if id_]


def _links(names: Iterable[str], known: Found, instead: Mapping[str, str]) -> list[str]:
    return [_group(name, instead) for name in names if known.is_link(name)]


def _group(url: str, instead: Mapping[str, str]) -> str:
    group = addresses.group(url)
    return addresses.group(instead[group]) if instead.get(group) else group
