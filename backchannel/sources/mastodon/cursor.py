"""How far each feed of an event has been read on one server.

A feed is a hashtag's, or the own posts of an account, whose name then has an `@` before it.
"""

from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.codec import decode, encode


class Mark(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a feed has been read: `since` is the first contact, `floor` how far back that one reached.

    `snowflake` is the highest id read, where ids are ordered; `newest` the time of the newest post read, where they
    are opaque. Neither is set until the first post. `below` is the id under which the past is still to be read, down
    to `floor`; empty where nothing is left of it.
    """

    since: datetime
    floor: datetime
    snowflake: int = 0
    newest: datetime | None = None
    below: str = ""

    @property
    def has_begun(self) -> bool:
        """Whether anything has been read of the feed."""
        return self.snowflake > 0 or self.newest is not None

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
