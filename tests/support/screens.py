"""A connected screen, as the socket's tests drive it."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from support.walls import Wall

Frame = dict[str, Any]


class Screen:
    """A connected screen, and everything it was sent."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.at = ""
        self.heard: list[str] = []

    async def next(self, *kinds: str) -> Frame:
        """The next frame of one of these kinds."""
        async with asyncio.timeout(60):
            while True:
                text = str(await self.socket.recv())
                self.heard.append(text)
                frame: Frame = json.loads(text)
                self.at = frame.get("at") or self.at
                if frame["frame"] in kinds:
                    return frame


@asynccontextmanager
async def screen(wall: Wall, after: str = "", *, view: str = "wall", room: str = "") -> AsyncGenerator[Screen]:
    """A screen, or a follower, of that wall."""
    async with connect(f"{wall.live}?view={view}&room={room}&after={after}", proxy=None) as socket:
        yield Screen(socket)


def ids(frame: Frame) -> list[str]:
    """The ids of a snapshot's posts, or of a page's."""
    return [post["id"] for post in frame["posts"]]
