"""A record as the wall may show it. Pure: whatever is not in a card does not leave the archive.

Counts of likes are never sent. Of a post with a content warning, or with any label of its network, no word is sent
but the warning.
"""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from msgspec import Struct

from backchannel.model.body import Emoji, Hashtag, Link, Mention, Segment, Words
from backchannel.model.post import Author, Post, Preview
from backchannel.model.record import Record

LONGEST = 1_200  # characters of a body; no screen shows more of one post
LONGEST_NAME = 120
WARNINGS = {
    "porn": "adult content",
    "sexual": "adult content",
    "nudity": "nudity",
    "graphic-media": "disturbing pictures",
    "gore": "disturbing pictures",
    "sensitive": "sensitive content",
}


class CardAuthor(Struct, frozen=True, kw_only=True):
    """Who wrote it, as shown; `initials` stand in for the portrait."""

    name: str
    handle: str
    initials: str


class CardPreview(Struct, frozen=True, kw_only=True):
    """Where a post links to."""

    title: str
    domain: str
    url: str


class Card(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A post on a wall. A card with a `warning` is covered: it has no body, preview or quote."""

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
    preview: CardPreview | None = None
    quote_of: str | None = None


def card(record: Record | None) -> Card | None:
    """The record's card; None where it is not public."""
    if record is None or record.ruling.state != "shown" or record.post is None:
        return None
    post = record.post
    warning = _warning(post)
    preview = None if warning else _preview(post.links)
    return Card(
        id=post.id,
        network=post.network,
        url=post.url if _is_web(post.url) else "",
        author=_author(post.author),
        created_at=post.created_at,
        body=() if warning else _body(post.body, preview),
        networks=_other_networks(post),
        edited_at=post.edited_at,
        language=post.language,
        warning=warning,
        preview=preview,
        quote_of=None if warning else post.quote_of,
    )


def _warning(post: Post) -> str:
    if post.warning:
        return post.warning[:LONGEST_NAME]
    if post.labels:
        known = (WARNINGS[label] for label in post.labels if label in WARNINGS)
        return next(known, "labelled by its network")
    return "sensitive content" if any(media.sensitive for media in post.media) else ""


def _author(author: Author) -> CardAuthor:
    name = author.name.strip()[:LONGEST_NAME] or author.handle
    return CardAuthor(name=name, handle=author.handle[:LONGEST_NAME], initials=initials(name))


def initials(name: str) -> str:
    """One or two letters to know a person by; two only in scripts that have capitals, where joining is no matter."""
    letters = [first for word in name.split() if (first := next(filter(str.isalnum, word), ""))]
    if not letters:
        return "·"
    both = letters[0] + letters[-1] if len(letters) > 1 else letters[0]
    return both.upper() if all(letter.upper() != letter.lower() for letter in both) else letters[0].upper()


def _other_networks(post: Post) -> tuple[str, ...]:
    others = dict.fromkeys(copy.network for copy in post.copies if copy.network != post.network)
    return (post.network, *others) if others else ()


def _preview(links: Sequence[Preview]) -> CardPreview | None:
    for link in links:
        if link.title and _is_web(link.url):
            domain = (urlsplit(link.url).hostname or "").removeprefix("www.")
            return CardPreview(title=link.title[:LONGEST_NAME], domain=domain[:LONGEST_NAME], url=link.url)
    return None


def _body(body: Sequence[Segment], preview: CardPreview | None) -> tuple[Segment, ...]:
    safe = [_safe(segment) for segment in body]
    if preview is not None:
        safe = _without_closing_link(safe, preview.url)
    return tuple(_cut(safe))


def _safe(segment: Segment) -> Segment:
    match segment:
        case Link(text=text, url=url) if not _is_web(url):
            return Words(text)
        case Mention(text=text):
            return Mention(text)
        case Emoji(text=text):
            return Words(text)
        case _:
            return segment


def _without_closing_link(body: list[Segment], url: str) -> list[Segment]:
    for index in range(len(body) - 1, -1, -1):
        segment = body[index]
        if isinstance(segment, Link) and segment.url == url:
            return body[:index] + body[index + 1 :]
        if not isinstance(segment, Hashtag) and segment.text.strip():
            break
    return body


def _cut(body: Sequence[Segment]) -> list[Segment]:
    kept: list[Segment] = []
    room = LONGEST
    for segment in body:
        if len(segment.text) > room:
            kept.append(Words(segment.text[:room].rstrip() + "…"))
            break
        kept.append(segment)
        room -= len(segment.text)
    return kept


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))
