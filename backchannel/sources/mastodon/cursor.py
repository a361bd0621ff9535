"""How far each feed of an event has been read on one server.

A feed is a hashtag's, or the own posts of an account, whose name then has an `@` before it.
"""

from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.codec import decode, encode
from backchannel.sources.mastodon import ids


class Mark(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a feed has been read: `since` is the first contact, `floor` how far back that one reached.

    `snowflake` is the highest id read, where ids are ordered; `newest` the time of the newest post read, where they
    are opaque. Neither is set until the first post. `below` is the id under which the past is still to be read, down
    to `floor`; empty where nothing is left of it. `whole` is set while only a part of the feed is shown to us: up to
    then all of it was read.
    """

    since: datetime
    floor: datetime
    snowflake: int = 0
    newest: datetime | None = None
    below: str = ""
    whole: datetime | None = None

    @property
    def has_begun(self) -> bool:
        """Whether anything has been read of the feed."""
        return self.snowflake > 0 or self.newest is not None

    @property
    def was_whole(self) -> bool:
        """Whether all of the feed has ever been shown to us, or is."""
        return self.whole is None or self.whole > self.floor

    @property
    def reached(self) -> datetime:
        """The time up to which the feed has been read."""
        return ids.time_of(self.snowflake) if self.snowflake else self.newest or self.floor

    def shown(self, *, whole: bool) -> "Mark":
        """The mark to read on from, when all of the feed is shown or a part: after a part all is read once more."""
        if not whole:
            return self if self.whole else replace(self, whole=self.reached)
        if self.whole is None:
            return self
        if not self.was_whole:
            return Mark(since=self.since, floor=self.floor)
        snowflake, newest = self.snowflake and ids.at(self.whole), self.newest and self.whole
        return replace(self, snowflake=snowflake, newest=newest, whole=None)

    def reaching(self, snowflake: int) -> "Mark":
        """The mark, moved forward to this id."""
        return replace(self, snowflake=max(self.snowflake, snowflake))


def feed_of(account: str) -> str:
    """The name of the feed of an account's own posts; no hashtag begins so."""
    return f"@{account.lower()}"


def is_account(feed: str) -> bool:
    """Whether a feed is an account's own posts."""
    return feed.startswith("@")


def load(cursor: str | None) -> dict[str, Mark]:
    """The marks by feed. Raises `ValueError` for a cursor we did not write."""
    try:
        return decode(cursor, dict[str, Mark]) if cursor else {}
    except msgspec.MsgspecError as error:
        raise ValueError(f"not a cursor of this source: {cursor!r}") from error


def dump(marks: dict[str, Mark]) -> str:
    """The cursor of these marks."""
    return encode(marks).decode()
