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

    def __init__(self, socket: ClientConnection, patience: float) -> None:
        self.socket = socket
        self.at = ""
        self.patience = patience
        self.heard: list[str] = []

    async def next(self, *kinds: str) -> Frame:
        """The next frame of one of these kinds; within a second of news, or the wall is too slow."""
        async with asyncio.timeout(self.patience):
            while True:
                text = str(await self.socket.recv())
                self.heard.append(text)
                frame: Frame = json.loads(text)
                self.at = frame.get("at") or self.at
                if frame["frame"] in kinds:
                    return frame


@asynccontextmanager
async def screen(
    wall: Wall, after: str = "", *, view: str = "wall", room: str = "", patience: float = 1
) -> AsyncGenerator[Screen]:
    """A screen, or a follower, of that wall; what the clock alone changes is looked at every second."""
    async with connect(f"{wall.live}?view={view}&room={room}&after={after}", proxy=None) as socket:
        yield Screen(socket, patience)


def ids(frame: Frame) -> list[str]:
    """The ids of a snapshot's posts, or of a page's."""
    return [post["id"] for post in frame["posts"]]
