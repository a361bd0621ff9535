"""A screen in the room: it comes back whenever it is cut off, and shows what it is told."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

Card = dict[str, Any]

AGAIN = 0.05  # real seconds


class Screen:
    """The cards it has, by id, and the pins. `page` tells where the wall is served just now."""

    def __init__(self, page: Callable[[], str], slug: str) -> None:
        self.cards: dict[str, Card] = {}
        self.pins: list[str] = []
        self.at = ""
        self._page = page
        self._slug = slug

    async def watch(self) -> None:
        """Follow the wall until cancelled."""
        while True:
            try:
                await self.look(for_ever=True)
            except (OSError, WebSocketException):
                await asyncio.sleep(AGAIN)

    async def look(self, *, for_ever: bool = False) -> None:
        """Come, and take the first frame, or all there ever will be."""
        host = self._page().removeprefix("http")
        async with connect(f"ws{host}/{self._slug}/live?view=wall&after={self.at}", proxy=None) as socket:
            async for raw in socket:
                self._take(json.loads(raw))
                if not for_ever:
                    return

    def agrees_with(self, fresh: "Screen") -> bool:
        """Whether it shows all that a screen shows that has only just come; it may have older posts, too."""
        return self.pins == fresh.pins and {**self.cards, **fresh.cards} == self.cards

    def _take(self, frame: dict[str, Any]) -> None:
        self.at = frame.get("at") or self.at  # a frame that brings it nowhere names no place
        match frame["frame"]:
            case "snapshot":
                self.cards = {card["id"]: card for card in frame["posts"]}
                self.pins = frame["pins"]
            case "put":
                self.cards[frame["post"]["id"]] = frame["post"]
            case "drop":
                self.cards.pop(frame["id"], None)
            case "pin":
                self.pins = frame["pins"]
            case _:
                pass
