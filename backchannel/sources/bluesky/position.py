"""A place in the stream of events, as it is stored for the next start."""

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from backchannel.model.codec import decode, encode
from backchannel.sources.bluesky.times import from_microseconds, microseconds

Wire = Literal["v1", "v2"]

OVERLAP = 30_000_000  # microseconds; what a time is stepped back by where the sequence number can't be used


class Position(Struct, frozen=True, omit_defaults=True):
    """The last event handled: its sequence number, which has a meaning on that host and wire alone, and its time."""

    host: str
    wire: Wire
    time_us: int
    seq: int | None = None

    @property
    def at(self) -> datetime:
        """When Jetstream witnessed the event."""
        return from_microseconds(self.time_us)

    def cursor_for(self, host: str, wire: Wire) -> int:
        """Jetstream's cursor: below 1e15 a sequence number, from there on microseconds."""
        if self.seq is not None and (self.host, self.wire) == (host, wire):
            return self.seq
        return self.time_cursor

    @property
    def time_cursor(self) -> int:
        """The cursor that every host understands, some seconds early."""
        return self.time_us - OVERLAP

    def text(self, **known: Any) -> str:  # noqa: ANN401 - fields of `Bookmark`
        """As it is stored, with what else is known of one event."""
        return encode(Bookmark(self.host, self.wire, self.time_us, self.seq, **known)).decode()


class Bookmark(Position, frozen=True, omit_defaults=True):
    """A position, and what is known of one event that a later process must know too.

    `accounts` says whom each name meant when the event first followed it; of the `unread` among them the posts from
    before are not read yet. Of the `hashtags` it listens for, the `owed` ones are not fetched yet from before
    `owed_until_us`.
    """

    accounts: dict[str, str] = {}
    unread: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()
    owed_until_us: int = 0


def stored(text: str) -> Bookmark:
    """A position from its stored text. Raises `msgspec.DecodeError` for anything else."""
    return decode(text, Bookmark)


def starting(at: datetime) -> Position:
    """The place of a reader who has read nothing yet."""
    return Position(host="", wire="v2", time_us=microseconds(at))
