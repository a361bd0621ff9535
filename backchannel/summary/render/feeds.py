"""A feed of what the summary chose (Atom, RFC 4287), and people's own feeds as a list (OPML 2.0)."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from msgspec import Struct

from backchannel.model.body import Link, Segment, plain
from backchannel.summary.cited import Highlight, Person
from backchannel.summary.render.dating import as_of
from backchannel.summary.render.formats import FEED, Site
from backchannel.summary.render.people_of import feed_of
from backchannel.summary.render.shelves import kind_word, shared_by
from backchannel.summary.values import Resource, Summary
from backchannel.text.addresses import short

_MOST_LINKS = 50
_LONGEST_TITLE = 80


class Entry(Struct, frozen=True, kw_only=True):
    """One entry of the feed; `content` is HTML of ours around a stranger's escaped words."""

    id: str
    title: str
    url: str
    by: Person
    at: datetime
    content: str


class Feeds:
    """Renders both with the templates of one folder."""

    def __init__(self, templates: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            finalize=_legal,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def atom(self, summary: Summary, site: Site) -> bytes:
        """The posts to begin with and what was shared, the latest first."""
        entries = sorted(_entries(summary), key=lambda entry: (entry.at, entry.id), reverse=True)
        updated = max((entry.at for entry in entries), default=as_of(summary))
        page = self._environment.get_template(FEED).render(
            summary=summary,
            entries=entries,
            updated=updated,
            id=_named(summary, ""),
            address=site.address,
        )
        return page.encode()

    def opml(self, summary: Summary) -> bytes:
        """The feeds of everyone listed whose network has such, by name; nothing where there is none."""
        found = [(one, feed_of(one)) for one in summary.people.listed if feed_of(one)]
        ordered = sorted(found, key=lambda pair: (pair[0].name.casefold(), pair[1]))
        if not ordered:
            return b""
        return self._environment.get_template("feeds.opml").render(summary=summary, feeds=ordered).encode()


def _entries(summary: Summary) -> Iterator[Entry]:
    for post in summary.highlights[: summary.origin.choices.first]:
        yield _of_post(summary, post)
    for resource in summary.resources[:_MOST_LINKS]:
        yield _of_link(summary, resource)


def _of_post(summary: Summary, post: Highlight) -> Entry:
    words = post.warning or " ".join(plain(post.body).split())
    begin = words if len(words) <= _LONGEST_TITLE else f"{words[:_LONGEST_TITLE]}…"
    said = Markup("<p>Content warning: {}. The words are left where they were written.</p>").format(post.warning)
    if not post.warning:
        said = Markup("<p>{}</p>").format(Markup().join(map(_piece, post.body)))
    return Entry(
        id=_named(summary, post.id),
        title=f"{post.author.name}: {begin}",
        url=post.url,
        by=post.author,
        at=post.created_at,
        content=said,
    )


def _of_link(summary: Summary, one: Resource) -> Entry:
    credit = f"{kind_word(one)}, shared by {one.shared_by.name}{shared_by(one)}."
    words = Markup("<blockquote>{}</blockquote>").format(one.words) if one.words else Markup()
    return Entry(
        id=_named(summary, one.url),
        title=one.title or short(one.url),
        url=one.url,
        by=one.shared_by,
        at=one.first_shared,
        content=words + Markup("<p>{}</p>").format(credit),
    )


def _piece(segment: Segment) -> Markup:
    if isinstance(segment, Link) and segment.url:
        return Markup('<a href="{}">{}</a>').format(segment.url, segment.text)
    return Markup("<br>").join(escape(line) for line in segment.text.split("\n"))


def _named(summary: Summary, what: str) -> str:
    """An id that stays the same for the same thing of the same event."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{summary.event.slug}\n{what}").urn


def _legal(value: object) -> object:
    """Only what XML may hold (section 2.2 of its specification)."""
    if not isinstance(value, str):
        return value
    kept = "".join(letter for letter in value if letter in "\t\n" or (letter >= " " and letter not in "\ufffe\uffff"))
    return Markup(kept) if isinstance(value, Markup) else kept  # noqa: S704 - what was escaped stays so
