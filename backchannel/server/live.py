"""The WebSocket of a screen: the wall speaks, the screen listens."""

import asyncio
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager

from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from backchannel.server.channel import Channel
from backchannel.server.hub import Hub
from backchannel.server.limits import Limits
from backchannel.server.refusals import refusal
from backchannel.store.connect import Unreachable

POLICY = 1008  # RFC 6455 7.4.1: a message was received that violates the server's policy


class Full(Exception):
    """No room for another socket, from this address or at all."""


class Doors:
    """Counts who is in."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._inside: Counter[str] = Counter()
        self.total = 0

    @contextmanager
    def enter(self, address: str) -> Generator[None]:
        """Hold a place while inside. Raises `Full`."""
        if self.total >= self._limits.sockets or self._inside[address] >= self._limits.sockets_per_address:
            raise Full
        self._inside[address] += 1
        self.total += 1
        try:
            yield
        finally:
            self.total -= 1
            self._inside[address] -= 1
            if not self._inside[address]:
                del self._inside[address]


class Live:
    """Answers `/{slug}/live?view=&room=&after=`."""

    def __init__(self, hub: Hub, limits: Limits) -> None:
        self._hub, self._limits = hub, limits
        self._doors = Doors(limits)

    @property
    def sockets(self) -> int:
        """How many are connected."""
        return self._doors.total

    async def answer(self, socket: WebSocket) -> None:
        """Serve one screen until it leaves."""
        slug, view = socket.path_params["slug"], socket.query_params.get("view", "wall")
        try:
            channel = await self._hub.channel(slug, view, socket.query_params.get("room", ""))
        except Unreachable:  # whether there is such a room can't be told
            await socket.send_denial_response(refusal(503, {"Retry-After": "5"}))
            return
        if channel is None:
            await socket.send_denial_response(refusal(404, says="There is no such event, view or room."))
            return
        try:
            with self._doors.enter(socket.client.host if socket.client else ""):
                await self._serve(socket, channel)
        except Full:
            busy = refusal(503, {"Retry-After": "30"}, "Too many screens just now. Please try again.")
            await socket.send_denial_response(busy)

    async def unspoken(self, _: Request) -> Response:
        """Says to whoever asks for a page here that this is for sockets."""
        return refusal(426, {"Upgrade": "websocket"})

    async def _serve(self, socket: WebSocket, channel: Channel) -> None:
        await socket.accept()
        async with asyncio.TaskGroup() as tasks:
            speaking = tasks.create_task(self._speak(socket, channel))
            await self._until_it_leaves(socket)
            speaking.cancel()

    async def _speak(self, socket: WebSocket, channel: Channel) -> None:
        """Send what the screen lacks. A send waits while the socket's buffer is over its high-water mark."""
        cursor, after = None, socket.query_params.get("after", "")
        due = self._next_beat()
        try:
            while True:
                cursor, seen, texts = await channel.read(cursor, after)
                for text in texts:
                    await socket.send_text(text)
                if not await self._news(channel, seen, due):
                    await socket.send_text(channel.beat())
                    due = self._next_beat()
        except (WebSocketDisconnect, WebSocketDisconnected):
            return

    def _next_beat(self) -> float:
        return asyncio.get_running_loop().time() + self._limits.beat

    async def _news(self, channel: Channel, seen: int, due: float) -> bool:
        """Whether there is news before the next beat is due; a busy wall needs the time as much as a quiet one."""
        try:
            async with asyncio.timeout_at(due):
                await channel.news(seen)
        except TimeoutError:
            return False
        return True

    async def _until_it_leaves(self, socket: WebSocket) -> None:
        for _ in range(self._limits.messages):
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
        await socket.close(POLICY, "This socket only speaks.")
