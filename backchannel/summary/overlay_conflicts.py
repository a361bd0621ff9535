"""What in an overlay has no effect, each in a sentence. It is told to the organiser, and never stops the compile."""

from collections.abc import Iterator

from backchannel.summary.overlay import Overlay
from backchannel.summary.overlay_found import Found
from backchannel.text import addresses

_GONE = "is not among the public posts: deleted, withheld, hidden, or misspelt"
_UNSHARED = "is in no public post"


def conflicts(overlay: Overlay, found: Found) -> tuple[str, ...]:
    """All of them, each once, in the order of the overlay's keys."""
    told = [*_lost_posts(overlay, found), *_lost_links(overlay, found), *_lost_sessions(overlay, found)]
    return tuple(dict.fromkeys([*told, *_against_drop(overlay, found), *_twice(overlay, found), *_merged(overlay)]))


def _lost_posts(overlay: Overlay, found: Found) -> Iterator[str]:
    named = {"keep": overlay.keep, "order.highlights": overlay.order.highlights, "posts": overlay.posts}
    for key, names in named.items():
        yield from (f"{key}: {name} {_GONE}" for name in names if name not in found.posts)


def _lost_links(overlay: Overlay, found: Found) -> Iterator[str]:
    for key, names in (("drop", overlay.drop), ("feature", overlay.feature)):
        lost = (name for name in names if not _is_known(name, found))
        yield from (f"{key}: {name} {_UNSHARED}, nor is it one" for name in lost)
    stay = {addresses.group(work[0]) for work in overlay.merge}
    for key, urls in (("order.resources", overlay.order.resources), ("links", overlay.links)):
        lost = (url for url in urls if addresses.group(url) not in found.groups | stay)
        yield from (f"{key}: {url} {_UNSHARED}" for url in lost)
    for work in overlay.merge:
        lost = (url for url in work[1:] if addresses.group(url) not in found.groups)
        yield from (f"merge: {url} {_UNSHARED}" for url in lost)


def _lost_sessions(overlay: Overlay, found: Found) -> Iterator[str]:
    unknown = (id_ for id_ in overlay.sessions if id_ not in found.sessions)
    yield from (f"sessions: {id_} is not on the programme" for id_ in unknown)
    moved = [
        *(("posts", name, edit.session) for name, edit in overlay.posts.items()),
        *(("links", url, edit.session) for url, edit in overlay.links.items()),
    ]
    for key, name, session in moved:
        if session and session not in found.sessions:
            yield f"{key}: {name}: {session} is not on the programme"


def _against_drop(overlay: Overlay, found: Found) -> Iterator[str]:
    named = {"keep": overlay.keep, "feature": overlay.feature, "posts": overlay.posts}
    for key, names in named.items():
        dropped = (name for name in names if found.posts.get(name) in found.dropped)
        yield from (f"{key}: {name} is dropped as well, and stays out" for name in dropped)
    both = (url for url in overlay.feature if url in overlay.drop and url not in found.posts)
    yield from (f"feature: {url} is dropped as well, and stays out" for url in both)


def _twice(overlay: Overlay, found: Found) -> Iterator[str]:
    kept = {found.post(name) for name in (*overlay.keep, *overlay.feature)} - {""}
    for name, edit in overlay.posts.items():
        if found.post(name) in kept and edit.section not in {"", "highlights"}:
            yield f"posts: {name} is moved to {edit.section}, but kept among the posts to begin with, and stays there"


def _merged(overlay: Overlay) -> Iterator[str]:
    stays: dict[str, str] = {}
    for work in overlay.merge:
        for url in work:
            if stays.setdefault(addresses.group(url), work[0]) != work[0]:
                yield f"merge: {url} is merged twice; it goes with {stays[addresses.group(url)]}"


def _is_known(name: str, found: Found) -> bool:
    return name in found.posts or name in found.people or found.is_link(name)
