"""One open socket to a Jetstream host, and the frames that have arrived on it."""

import asyncio
from collections import deque

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from backchannel.sources.bluesky.policy import Policy
from backchannel.sources.bluesky.position import Wire

BYTES_AHEAD = 64 * 1024 * 1024
TOO_FAR_AHEAD = "we are too far behind to answer pings"


class Lost(Exception):
    """The connection is gone; the words say how."""


class LetGo(Lost):
    """We hung up ourselves, so that nobody need notice that we could not answer in time."""


class Connection:
    """Reads ahead in a task of its own, so that pings are answered while we are busy.

    When nothing is taken for so long that pings would go unanswered, it hangs up; all that it read is kept.
    """

    def __init__(self, socket: ClientConnection, host: str, wire: Wire, policy: Policy) -> None:
        self.host = host
        self.wire: Wire = wire
        self._socket = socket
        self._policy = policy
        self._bytes = 0
        self._frames: deque[bytes] = deque()
        self._arrived = asyncio.Event()
        self._taken = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    async def take(self, limit: int, stall: float | None) -> list[bytes]:
        """What has arrived, at least one frame. Raises `Lost`, also after `stall` seconds of silence."""
        if not self._frames:
            await self._until_some(stall)
        frames = [self._frames.popleft() for _ in range(min(limit, len(self._frames)))]
        self._bytes -= sum(map(len, frames))
        self._taken.set()
        return frames

    async def close(self) -> None:
        """Let go of the socket."""
        self._reader.cancel()
        self._socket.transport.abort()
        await asyncio.wait([self._reader])

    async def _until_some(self, stall: float | None) -> None:
        try:
            async with asyncio.timeout(stall):
                while not self._frames:
                    if self._reader.done():
                        raise self._reader.result()
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            raise Lost(f"silent for {stall} s") from None

    async def _read(self) -> Lost:
        """Read until the end of the connection; returns how it ended."""
        receive, keep, ahead = self._socket.recv, self._frames.append, self._policy.read_ahead
        try:
            while True:
                frame = await receive(decode=False)
                keep(frame)
                self._bytes += len(frame)
                self._arrived.set()
                if self._bytes >= BYTES_AHEAD or len(self._frames) >= ahead:
                    await self._until_room()
        except ConnectionClosed as closed:
            return Lost(str(closed))
        except TimeoutError:
            self._socket.transport.abort()
            return LetGo(TOO_FAR_AHEAD)
        finally:
            self._arrived.set()

    async def _until_room(self) -> None:
        async with asyncio.timeout(self._policy.deaf):
            while self._is_full():
                self._taken.clear()
                await self._taken.wait()

    def _is_full(self) -> bool:
        return len(self._frames) >= self._policy.read_ahead or self._bytes >= BYTES_AHEAD
