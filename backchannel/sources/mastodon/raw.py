"""A server's JSON, as much of it as we read. Lenient: every field a server may leave out or send as null has a default.

Source: `app/serializers/rest/status_serializer.rb` and `account_serializer.rb` of mastodon/mastodon; other servers
(Pleroma, GoToSocial, snac) leave fields out.
"""

from datetime import UTC, datetime

from msgspec import Raw, Struct


class Tag(Struct, frozen=True):
    """A hashtag of a status, in whatever case."""

    name: str


class CustomEmoji(Struct, frozen=True):
    """A server's own emoji."""

    shortcode: str
    url: str | None = None
    static_url: str | None = None


class Mentioned(Struct, frozen=True):
    """An account that a status names."""

    acct: str = ""
    url: str | None = None


class Field(Struct, frozen=True):
    """A line of a profile; `value` is HTML."""

    name: str | None = None
    value: str | None = None


class Account(Struct, frozen=True):
    """An author. `acct` has no host for the server's own people; `note` is HTML; `id` is this server's own."""

    acct: str
    id: str | None = None
    uri: str | None = None
    url: str | None = None
    display_name: str | None = None
    note: str | None = None
    avatar: str | None = None
    avatar_static: str | None = None
    bot: bool | None = None
    discoverable: bool | None = None
    indexable: bool | None = None
    limited: bool | None = None
    suspended: bool | None = None
    memorial: bool | None = None
    fields: list[Field] | None = None


class Attachment(Struct, frozen=True):
    """A picture, video or sound; `url` is null while the server still works on it."""

    type: str = "unknown"
    url: str | None = None
    preview_url: str | None = None
    remote_url: str | None = None
    description: str | None = None
    blurhash: str | None = None
    meta: object = None


class PollAnswer(Struct, frozen=True):
    """One answer; the count is null while the poll hides it."""

    title: str
    votes_count: int | None = None


class RawPoll(Struct, frozen=True):
    """A poll."""

    options: list[PollAnswer] = []
    expires_at: datetime | None = None


class Card(Struct, frozen=True):
    """What a link leads to."""

    url: str
    title: str | None = None
    image: str | None = None


class Quoted(Struct, frozen=True):
    """The quoted status."""

    uri: str = ""


class Quote(Struct, frozen=True):
    """A quote and what its author said to it."""

    state: str = ""
    quoted_status: Quoted | None = None
    quoted_status_id: str | None = None


class Status(Struct, frozen=True):
    """A status. `uri` is the same on every server, `id` is this server's own."""

    id: str
    uri: str
    created_at: datetime
    account: Account
    url: str | None = None
    content: str | None = None
    edited_at: datetime | None = None
    visibility: str = "public"
    sensitive: bool | None = None
    spoiler_text: str | None = None
    language: str | None = None
    in_reply_to_id: str | None = None
    in_reply_to_account_id: str | None = None
    reblog: "Status | None" = None
    tags: list[Tag] | None = None
    mentions: list[Mentioned] | None = None
    emojis: list[CustomEmoji] | None = None
    media_attachments: list[Attachment] | None = None
    poll: RawPoll | None = None
    card: Card | None = None
    quote: Quote | None = None
    favourites_count: int | None = None
    reblogs_count: int | None = None
    replies_count: int | None = None

    def __post_init__(self) -> None:
        """Refuse times that no calendar has in UTC."""
        for moment in (self.created_at, self.edited_at, self.poll and self.poll.expires_at):
            if moment is not None and not 1 < moment.year < 9999:
                raise ValueError("a time is out of range")


class Listed(Struct, frozen=True):
    """The least that must be readable of a status in a list: its place in it."""

    id: str


class Found(Struct, frozen=True):
    """The least that must be readable of an account that was looked up: this server's own id of it, and its state."""

    id: str
    suspended: bool | None = None


class RawContext(Struct, frozen=True):
    """The statuses around one: what it answers, from the start, and what answers it."""

    ancestors: list[Raw] = []
    descendants: list[Raw] = []


def utc(moment: datetime) -> datetime:
    """The moment in UTC; servers that name no zone mean UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
