"""A record as the wall may show it. Pure: whatever is not in a card does not leave the archive.

Counts of likes are never sent. Of a post with a content warning, or with any label of its network, no word is sent
but the warning, and no picture, its author's included.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.body import Segment
from backchannel.model.post import Author, Poll, Post, Preview
from backchannel.model.record import Record, whole
from backchannel.server.body import told
from backchannel.server.media.pictures import path, pictures, visible
from backchannel.server.stage import Named, Stage
from backchannel.text.addresses import is_web
from backchannel.text.covers import cover
from backchannel.text.names import initials

LONGEST_NAME = 120
LONGEST_ALT = 1_000
MOST_OPTIONS = 5


class CardAuthor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who wrote it, as shown; `initials` stand in for the portrait, whose path with us is `avatar`.

    `speaker`: the programme has them, by an account that it gives.
    """

    name: str
    handle: str
    initials: str
    avatar: str = ""
    speaker: bool = False


class CardMedia(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A picture, or the poster of a video: `src` is its path with us, `focus` what should stay in sight."""

    kind: str
    src: str
    alt: str = ""
    width: int | None = None
    height: int | None = None
    focus: tuple[float, float] | None = None


class CardPreview(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a post links to; `image` is a picture's path with us."""

    title: str
    domain: str
    url: str
    image: str = ""


class CardOption(Struct, frozen=True, kw_only=True):
    """An answer of a poll, and the whole percent of the votes it has."""

    text: str
    percent: int


class Card(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A post on a wall. A card with a `warning` is covered: it has no body, pictures, poll, preview or quote."""

    id: str
    network: str
    url: str
    author: CardAuthor
    created_at: datetime
    body: tuple[Segment, ...] = ()
    networks: tuple[str, ...] = ()
    edited_at: datetime | None = None
    language: str | None = None
    warning: str = ""
    media: tuple[CardMedia, ...] = ()
    poll: tuple[CardOption, ...] = ()
    preview: CardPreview | None = None
    quote_of: str | None = None
    session: Named | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """Ids of the other posts it names."""
        return (self.quote_of,) if self.quote_of else ()

    def naming(self, public: Mapping[str, str]) -> Self:
        """The same, naming no post but these, each by the id under which it is shown."""
        return replace(self, quote_of=public.get(self.quote_of or ""))

    def on(self, stage: Stage, record: Record) -> Self:
        """The same, with what the programme knows of the post and its author."""
        is_speaker = record.post is not None and stage.is_speaker(record.post.author)
        return replace(self, session=stage.named(record), author=replace(self.author, speaker=is_speaker))


def card(record: Record | None, slug: str) -> Card | None:
    """The record's card on the wall of that event; None where it is not public."""
    post = whole(record) if record is not None and record.ruling.state == "shown" else None
    if record is None or post is None:
        return None
    paths = {name: path(slug, post.id, name, picture) for name, picture in pictures(record).items()}
    bare = Card(
        id=post.id,
        network=post.network,
        url=post.url if is_web(post.url) else "",
        author=_author(post.author, paths.get("avatar", "")),
        created_at=post.created_at,
        networks=_other_networks(post),
        edited_at=post.edited_at,
        language=post.language,
        warning=cover(post),
    )
    return bare if bare.warning else _uncovered(bare, post, paths)


def _uncovered(bare: Card, post: Post, paths: Mapping[str, str]) -> Card:
    shown = preview(post.links, paths.get("link", ""))
    return replace(
        bare,
        body=told(post.body, shown.url if shown else ""),
        media=tuple(_media(post, paths)),
        poll=options(post.poll),
        preview=shown,
        quote_of=post.quote_of,
    )


def _author(author: Author, avatar: str) -> CardAuthor:
    name = author.name.strip()[:LONGEST_NAME] or author.handle
    return CardAuthor(name=name, handle=author.handle[:LONGEST_NAME], initials=initials(name), avatar=avatar)


def _other_networks(post: Post) -> tuple[str, ...]:
    others = dict.fromkeys(copy.network for copy in post.copies if copy.network != post.network)
    return (post.network, *others) if others else ()


def _media(post: Post, paths: Mapping[str, str]) -> Iterator[CardMedia]:
    for index, medium in enumerate(visible(post)):
        yield CardMedia(
            kind=medium.kind,
            src=paths[str(index)],
            alt=medium.alt[:LONGEST_ALT],
            width=medium.width,
            height=medium.height,
            focus=medium.focus,
        )


def options(poll: Poll | None) -> tuple[CardOption, ...]:
    """A poll's answers, with their shares."""
    if poll is None:
        return ()
    votes = sum(option.votes for option in poll.options) or 1
    return tuple(
        CardOption(text=option.text[:LONGEST_NAME], percent=round(100 * option.votes / votes))
        for option in poll.options[:MOST_OPTIONS]
    )


def preview(links: Sequence[Preview], image: str) -> CardPreview | None:
    """The first link that has a title; `image` is the path of the first link's picture."""
    for link in links:
        if link.title and is_web(link.url):
            domain = (urlsplit(link.url).hostname or "").removeprefix("www.")[:LONGEST_NAME]
            shown = image if link is links[0] else ""
            return CardPreview(title=link.title[:LONGEST_NAME], domain=domain, url=link.url, image=shown)
    return None
