"""A post and its author, as both networks' raw statuses and records become them. Names are the JSON's names."""

from datetime import datetime

from msgspec import Struct

from backchannel.model.body import Link, Segment


class Author(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who wrote a post. `id` is the ActivityPub actor or the DID; handles change, ids do not."""

    id: str
    handle: str
    name: str
    url: str
    avatar: str | None = None
    bot: bool = False
    discoverable: bool = True
    indexable: bool = False


class Preview(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a post links to: the address, and title and picture where the network tells them.

    `final` is where it leads in the end, if that was found to be another place.
    """

    url: str
    title: str = ""
    image: str | None = None
    final: str = ""


class Media(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A picture, video or sound. Sizes are pixels, `focus` is (x, y) from -1 to 1."""

    kind: str
    url: str
    preview: str | None = None
    alt: str = ""
    width: int | None = None
    height: int | None = None
    focus: tuple[float, float] | None = None
    blurhash: str | None = None
    sensitive: bool = False


class PollOption(Struct, frozen=True, kw_only=True):
    """One answer of a poll, and how many chose it."""

    text: str
    votes: int = 0


class Poll(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A poll under a post."""

    options: tuple[PollOption, ...]
    ends_at: datetime | None = None


class Counts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How often a post was liked, reposted and replied to. Never shown; used to choose highlights."""

    likes: int = 0
    reposts: int = 0
    replies: int = 0


class Copy(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The same post on another network."""

    id: str
    network: str
    url: str
    version: str = ""
    counts: Counts = Counts()


class Post(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An immutable post.

    `id` is the ActivityPub `uri` or the at-URI: the same wherever it was seen. `version` orders the edits of one id
    (later compares greater, as text). Times are UTC. `hashtags` are folded. `warning` is the content warning;
    `labels` are the networks' moderation labels, of the post and of its author.
    """

    id: str
    network: str
    url: str
    author: Author
    text: str
    body: tuple[Segment, ...]
    created_at: datetime
    version: str
    hashtags: tuple[str, ...] = ()
    links: tuple[Preview, ...] = ()
    media: tuple[Media, ...] = ()
    poll: Poll | None = None
    language: str | None = None
    received_at: datetime | None = None
    edited_at: datetime | None = None
    reply_to: str | None = None
    quote_of: str | None = None
    warning: str = ""
    labels: tuple[str, ...] = ()
    counts: Counts = Counts()
    copies: tuple[Copy, ...] = ()
    backfilled: bool = False


def urls(post: Post | None) -> tuple[str, ...]:
    """Every address that a post leads to, each once; none of a post that is not known."""
    if post is None:
        return ()
    written = (segment.url for segment in post.body if isinstance(segment, Link) and segment.url)
    return tuple(dict.fromkeys([*(link.url for link in post.links), *written]))
