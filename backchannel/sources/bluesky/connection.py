"""One open socket to a Jetstream host, and the frames that have arrived on it."""

import asyncio
import logging
from collections import deque
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from backchannel.sources.bluesky.addresses import COLLECTIONS
from backchannel.sources.bluesky.position import Position, Wire

FRAMES = 4_096  # read ahead of us, and as many again in the library
LONGEST_FRAME = 4 * 1024 * 1024  # bytes

_PATHS = {"v2": "/xrpc/network.bsky.jetstream.subscribeEvents", "v1": "/subscribe"}
_FILTERS = {"v2": "collections", "v1": "wantedCollections"}
_NO_SUCH_PATH = frozenset({404, 501})

log = logging.getLogger(__name__)


class Lost(Exception):
    """The connection is gone; the words say how."""


class Connection:
    """Reads ahead in a task of its own, so that all that is there can be taken at once."""

    def __init__(self, socket: ClientConnection, host: str, wire: Wire) -> None:
        self.host = host
        self.wire: Wire = wire
        self._socket = socket
        self._frames: deque[bytes] = deque()
        self._arrived = asyncio.Event()
        self._taken = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    async def take(self, limit: int, stall: float | None) -> list[bytes]:
        """What has arrived, at least one frame. Raises `Lost`, also after `stall` seconds of silence."""
        try:
            async with asyncio.timeout(stall):
                await self._until_some()
        except TimeoutError:
            raise Lost(f"silent for {stall} s") from None
        frames = [self._frames.popleft() for _ in range(min(limit, len(self._frames)))]
        self._taken.set()
        return frames

    async def close(self) -> None:
        """Let go of the socket."""
        self._reader.cancel()
        self._socket.transport.abort()
        await asyncio.wait([self._reader])

    async def _until_some(self) -> None:
        while not self._frames:
            if self._reader.done():
                raise Lost(self._reader.result())
            self._arrived.clear()
            await self._arrived.wait()

    async def _read(self) -> str:
        """Read until the end of the connection; returns how it ended."""
        try:
            while True:
                self._frames.append(await self._socket.recv(decode=False))
                self._arrived.set()
                await self._until_room()
        except ConnectionClosed as closed:
            return str(closed)
        finally:
            self._arrived.set()

    async def _until_room(self) -> None:
        while len(self._frames) >= FRAMES:
            self._taken.clear()
            await self._taken.wait()


async def open_connection(host: str, position: Position) -> Connection:
    """Subscribe from the position on: on wire v2, or v1 where the host knows no other.

    Raises `OSError`, `TimeoutError` or `websockets.exceptions.InvalidHandshake`.
    """
    try:
        return await _subscribe(host, "v2", position.cursor_for(host, "v2"))
    except InvalidStatus as refused:
        if refused.response.status_code in _NO_SUCH_PATH:
            return await _subscribe(host, "v1", position.cursor_for(host, "v1"))
        if not _is_too_old(refused):
            raise
        log.warning("host=%s refused=CursorTooOld resuming_by=time", host)
        return await _subscribe(host, "v2", position.time_cursor)


def _is_too_old(refused: InvalidStatus) -> bool:
    return refused.response.status_code == 400 and b"CursorTooOld" in bytes(refused.response.body or b"")


async def _subscribe(host: str, wire: Wire, cursor: int) -> Connection:
    query = urlencode([*((_FILTERS[wire], collection) for collection in COLLECTIONS), ("cursor", cursor)])
    socket = await connect(
        f"{host.rstrip('/')}{_PATHS[wire]}?{query}",
        subprotocols=[Subprotocol("xrpc.v1.json")] if wire == "v2" else None,
        compression=None,
        max_size=LONGEST_FRAME,
        max_queue=FRAMES,
    )
    log.info("host=%s wire=%s cursor=%d state=connected", host, wire, cursor)
    return Connection(socket, host, wire)
