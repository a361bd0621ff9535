"""The templates, and what they may ask for by name. Everything in them is escaped."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from backchannel.model.body import Hashtag, Link, Mention
from backchannel.summary.languages import language_name

NETWORKS = {"mastodon": "Mastodon", "bluesky": "Bluesky", "rss": "Feed"}
TINTS = 8  # colours of initials
FNV_OFFSET, FNV_PRIME = 0x811C9DC5, 0x01000193  # FNV-1a, 32 bits


class Templates:
    """The folder of templates; `static` is the address of the static files."""

    def __init__(self, folder: Path, static: str) -> None:
        self._static = static
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(FILTERS)
        self._environment.tests.update(TESTS)

    def page(self, name: str, values: Mapping[str, object], status: int = 200) -> Response:
        """A page; a browser may keep it, and must ask each time whether it still is so."""
        page = self._environment.get_template(name).render(values, static=self._static)
        return HTMLResponse(page, status, headers={"Cache-Control": "no-cache"})

    def feed(self, name: str, values: Mapping[str, object]) -> Response:
        """The same, as Atom (RFC 4287)."""
        feed = self._environment.get_template(name).render(values)
        return Response(feed, media_type="application/atom+xml", headers={"Cache-Control": "no-cache"})


def network_name(network: str) -> str:
    """A network's own way of writing its name."""
    return NETWORKS.get(network, network)


def tint(handle: str) -> int:
    """The same person, the same colour: the same as in `web/static/names.js`."""
    mixed = FNV_OFFSET
    for letter in handle:
        mixed = ((mixed ^ ord(letter)) * FNV_PRIME) & 0xFFFFFFFF
    return (mixed >> 16) % TINTS


def at_handle(handle: str) -> str:
    """The handle with its `@`."""
    return handle if handle.startswith("@") else f"@{handle}"


def _is(kind: type) -> Callable[[object], bool]:
    return lambda segment: isinstance(segment, kind)


# jinja2 asks for functions of anything, to anything.
FILTERS: dict[str, Callable[..., Any]] = {
    "at_handle": at_handle,
    "language_name": language_name,
    "network_name": network_name,
    "tint": tint,
}
TESTS: dict[str, Callable[..., Any]] = {"hashtag": _is(Hashtag), "link": _is(Link), "mention": _is(Mention)}
