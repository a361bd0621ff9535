"""The ingest stream: the one door by which anything enters, and the list of what is still to be done."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from importlib.resources import files
from typing import NamedTuple

from msgspec import DecodeError, Struct

from backchannel.model.codec import decode_entry, encode
from backchannel.model.event import Coverage, Heard, Mode
from backchannel.model.sighting import Entry, Gap
from backchannel.store.connect import BLOCK_MS, Client
from backchannel.store.keys import Keys
from backchannel.store.stored import stored

APPEND = files("backchannel.store").joinpath("append.lua").read_text()
INGEST_LIMIT = 100_000  # entries; collectors stop reading while it is full


class Position(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a source has come: its own cursor, and from when to when it has been heard. Times are ISO 8601.

    `commits` numbers its transactions, so that the loss of one shows even where nothing else of it moved. The rest is
    as in `Heard`.
    """

    commits: int = 0
    cursor: str | None = None
    since: str | None = None
    until: str | None = None
    trouble: str = ""
    trouble_at: str | None = None
    mode: Mode = ""
    degraded: str = ""
    dropped: int = 0


class Moved(Exception):
    """The stored position is not what we believed: start again from what is stored."""


class Full(Exception):
    """The ingest stream is at its limit: wait, and stop reading meanwhile."""


class Waiting(NamedTuple):
    """An entry of the stream: its id and its bytes."""

    id: str
    raw: bytes


class Ingest:
    """One event's ingest stream and cursors."""

    def __init__(self, redis: Client, slug: str, *, limit: int = INGEST_LIMIT) -> None:
        self._redis = redis
        self._keys = Keys(slug)
        self._limit = limit

    async def append(self, source: str, entries: Sequence[Entry], *, before: bytes, after: bytes) -> None:
        """Append entries and move `source` from the stored bytes `before` to `after`. Raises `Moved` or `Full`."""
        arguments = [source, before, after, self._limit, *map(encode, entries)]
        reply = await self._redis.eval(APPEND, [self._keys.ingest, self._keys.cursors], arguments)
        if reply == b"moved":
            raise Moved(source)
        if reply == b"full":
            raise Full(source)

    async def add(self, entry: Entry) -> None:
        """Append one entry that belongs to no source: a human's order."""
        await self._redis.call("XADD", self._keys.ingest, "*", "entry", encode(entry))

    async def position(self, source: str) -> bytes:
        """The stored bytes of a source's `Position`; empty where it has never been heard."""
        return await self._redis.call("HGET", self._keys.cursors, source) or b""

    async def positions(self) -> dict[str, Position]:
        """Every source's position, by name."""
        flat = await self._redis.call("HGETALL", self._keys.cursors)
        found = {name.decode(): stored(raw, Position) for name, raw in zip(flat[::2], flat[1::2], strict=True)}
        return dict(sorted(found.items()))

    async def head(self, count: int) -> list[Waiting]:
        """The oldest entries that are still to be curated."""
        reply = await self._redis.call("XRANGE", self._keys.ingest, "-", "+", "COUNT", count)
        return [Waiting(entry_id.decode(), fields[1]) for entry_id, fields in reply]

    async def wait(self) -> None:
        """Return when there is something to curate, or after a moment."""
        await self._redis.call("XREAD", "COUNT", 1, "BLOCK", BLOCK_MS, "STREAMS", self._keys.ingest, "0")

    async def has_room(self) -> bool:
        """Whether another entry may be appended."""
        return await self.length() < self._limit

    async def length(self) -> int:
        """How many entries are still to be curated."""
        return await self._redis.call("XLEN", self._keys.ingest)

    async def waiting(self) -> list[Entry]:
        """Every entry that is still to be curated, decoded. One that can't be is left out: curate parks it."""
        entries: list[Entry] = []
        for waiting in await self.head(self._limit):
            with suppress(DecodeError):
                entries.append(decode_entry(waiting.raw))
        return entries


def coverage_of(source: str, position: Position, gaps: Sequence[Gap]) -> Coverage:
    """A source's share of the time, from where it stands and the gaps of all."""
    mine = sorted((gap.start, gap.end, gap.why, gap.filled) for gap in gaps if gap.source == source)
    trouble_at = position.trouble_at and datetime.fromisoformat(position.trouble_at)
    heard = Heard(
        since=datetime.fromisoformat(position.since or ""),
        until=datetime.fromisoformat(position.until or position.since or ""),
        trouble=position.trouble,
        trouble_at=trouble_at or None,
        mode=position.mode,
        degraded=position.degraded,
        dropped=position.dropped,
    )
    return Coverage(source=source, heard=heard, gaps=tuple(mine))
