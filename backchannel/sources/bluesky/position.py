"""A place in the stream of events, as it is stored for the next start."""

from datetime import datetime
from typing import Literal

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

    def text(self, accounts: dict[str, str] | None = None) -> str:
        """As it is stored, with what one event knows of the accounts it follows."""
        bookmark = Bookmark(self.host, self.wire, self.time_us, self.seq, accounts or {})
        return encode(bookmark).decode()


class Bookmark(Position, frozen=True, omit_defaults=True):
    """A position, and what is known of one event that a later process must know too.

    `accounts` says whom each handle named when the event first followed it.
    """

    accounts: dict[str, str] = {}


def stored(text: str) -> Bookmark:
    """A position from its stored text. Raises `msgspec.DecodeError` for anything else."""
    return decode(text, Bookmark)


def starting(at: datetime) -> Position:
    """The place of a reader who has read nothing yet."""
    return Position(host="", wire="v2", time_us=microseconds(at))
