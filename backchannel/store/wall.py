"""The public wall stream: ids and verbs, never words. The hub reads it and looks each post up in the archive."""

from typing import NamedTuple

from backchannel.store.connect import BLOCK_MS, Client, Reply, server_info
from backchannel.store.keys import Keys

NOTHING = "0-0"  # the position before everything


class WallEntry(NamedTuple):
    """A change of the wall: `verb` is put, drop, pin, unpin, or one that names no post: coverage, programme."""

    position: str
    verb: str
    post_id: str


class WallLog:
    """Reads one event's wall stream. Positions are Redis's stream ids."""

    def __init__(self, redis: Client, slug: str) -> None:
        self._redis = redis
        self._key = Keys(slug).wall

    async def epoch(self) -> str:
        """A word that changes whenever the Redis server was started anew: only within it do positions compare."""
        return (await server_info(self._redis)).get("run_id", "")[:8]

    async def last(self) -> str:
        """The newest position; `NOTHING` while nothing has happened."""
        newest = await self._redis.call("XREVRANGE", self._key, "+", "-", "COUNT", 1)
        return newest[0][0].decode() if newest else NOTHING

    async def holds(self, position: str) -> bool:
        """Whether everything after `position` is still in the log, and the log has reached it."""
        if position == NOTHING:
            return not await self._redis.call("XLEN", self._key)
        return bool(await self._redis.call("XRANGE", self._key, position, position))

    async def after(self, position: str, *, count: int = 500, block_ms: int | None = None) -> list[WallEntry]:
        """What happened after `position`, waiting up to `block_ms` (at most `BLOCK_MS`) for the first of it."""
        block = ("BLOCK", min(block_ms, BLOCK_MS)) if block_ms else ()
        reply = await self._redis.call("XREAD", "COUNT", count, *block, "STREAMS", self._key, position)
        entries: list[Reply] = reply[0][1] if reply else []
        return [WallEntry(at.decode(), fields[1].decode(), fields[3].decode()) for at, fields in entries]
