"""A server's status becomes a post. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from backchannel.model.body import Link, Segment, plain
from backchannel.model.post import Author, Counts, Poll, PollOption, Post, Preview
from backchannel.sources.mastodon.media import media_of
from backchannel.sources.mastodon.raw import Account, Card, RawPoll, Status, utc
from backchannel.sources.mastodon.uris import written
from backchannel.text.clean import clean
from backchannel.text.hashtags import fold_all
from backchannel.text.html import segments
from backchannel.text.links import web_address

NETWORK = "mastodon"
LONGEST_ID = 2048
LONGEST_NAME = 200
MOST = 100  # emojis, mentions, answers; more is not a post but an attempt


class Seen(NamedTuple):
    """The circumstances: which server showed it, when, since when we listen, and the ids it is known to use."""

    server: str
    at: datetime
    since: datetime
    ids: Mapping[str, str]


def post_of(status: Status, seen: Seen) -> Post:
    """The post. Raises `ValueError` for a status nobody could have sent in earnest."""
    created = min(utc(status.created_at), seen.at)
    body = _body(status)
    return Post(
        id=_id(status.uri),
        network=NETWORK,
        url=web_address(status.url) or web_address(status.uri) or "",
        author=author_of(status.account, seen.server, status.uri),
        text=plain(body),
        body=body,
        created_at=created,
        version=version_of(status),
        hashtags=fold_all(clean(tag.name, LONGEST_NAME) for tag in status.tags or ()),
        links=_links(body, status.card),
        media=media_of(status),
        poll=_poll(status.poll),
        language=clean(status.language, 35) if status.language else None,
        edited_at=min(utc(status.edited_at), seen.at) if status.edited_at else None,
        reply_to=seen.ids.get(status.in_reply_to_id or ""),
        quote_of=_quoted(status, seen.ids),
        warning=_line(status.spoiler_text, 1000),
        counts=_counts(status),
        backfilled=created < seen.since,
    )


def author_of(account: Account, server: str, status_uri: str | None = None) -> Author:
    """The author. `server` completes the handle of its own people, whose `acct` names no host.

    Servers that leave `account.uri` out (older and other software) would give one person another id than
    the rest does, and their wishes would be missed; the status's own `uri`, the same everywhere, names them too.
    """
    name = _line(account.display_name, LONGEST_NAME)
    return Author(
        id=_id(account.uri or _actor(status_uri or "") or account.url or ""),
        handle=handle_of(account, server),
        name=name or _line(account.acct, LONGEST_NAME),
        url=web_address(account.url) or web_address(account.uri) or "",
        avatar=web_address(account.avatar_static) or web_address(account.avatar),
        bot=bool(account.bot),
        discoverable=bool(account.discoverable),
        indexable=bool(account.indexable),
    )


def handle_of(account: Account, server: str) -> str:
    """The author's name and host. `server` completes the handle of its own people, whose `acct` names no host."""
    acct = _line(account.acct, LONGEST_NAME)
    return acct if "@" in acct else f"{acct}@{server}"


def version_of(status: Status) -> str:
    """What orders the edits of a status: its last edit, else its creation, in a form that sorts as text."""
    return utc(status.edited_at or status.created_at).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _actor(status: str) -> str:
    """Who made it, where its URI tells; else empty."""
    found = written(status)
    return found.actor if found else ""


def _id(uri: str) -> str:
    if not uri or len(uri) > LONGEST_ID or not uri.isprintable() or " " in uri:
        raise ValueError("an id is missing or unreadable")
    return uri


def _line(text: str | None, longest: int) -> str:
    return " ".join(clean(text or "", longest).split())


def _body(status: Status) -> tuple[Segment, ...]:
    pictures = {emoji.shortcode: web_address(emoji.static_url or emoji.url) for emoji in (status.emojis or ())[:MOST]}
    named = (status.mentions or ())[:MOST]
    return segments(
        status.content or "",
        emojis={shortcode: url for shortcode, url in pictures.items() if url},
        mentions={mention.url or "@" for mention in named} | {f"@{mention.acct}" for mention in named},
        drop_quote=status.quote is not None,
    )


def _links(body: tuple[Segment, ...], card: Card | None) -> tuple[Preview, ...]:
    """Every link of the text once, in order; the one the card tells of has its title and picture."""
    links = {piece.url: Preview(url=piece.url) for piece in body if isinstance(piece, Link)}
    if card and (url := web_address(card.url)):
        links[url] = Preview(url=url, title=_line(card.title, 300), image=web_address(card.image))
    return tuple(links.values())


def _poll(poll: RawPoll | None) -> Poll | None:
    if poll is None or not poll.options:
        return None
    options = tuple(PollOption(text=_line(o.title, 300), votes=max(0, o.votes_count or 0)) for o in poll.options[:MOST])
    return Poll(options=options, ends_at=utc(poll.expires_at) if poll.expires_at else None)


def _quoted(status: Status, ids: Mapping[str, str]) -> str | None:
    """The quoted post's id, where its author agreed: every other state means that it must not be shown."""
    quote = status.quote
    if quote is None or quote.state != "accepted":
        return None
    if quote.quoted_status and quote.quoted_status.uri:
        return _id(quote.quoted_status.uri)
    return ids.get(quote.quoted_status_id or "")


def _counts(status: Status) -> Counts:
    likes, reposts, replies = status.favourites_count, status.reblogs_count, status.replies_count
    return Counts(likes=max(0, likes or 0), reposts=max(0, reposts or 0), replies=max(0, replies or 0))
