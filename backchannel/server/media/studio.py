"""Makes pictures: each once at a time, a few at a time, and kept."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from backchannel.server.limits import Limits
from backchannel.server.media.addresses import Refused
from backchannel.server.media.fetch import Fetcher
from backchannel.server.media.pictures import Picture
from backchannel.server.media.shelf import Holder, Shelf
from backchannel.server.media.thumbnail import thumbnail

logger = logging.getLogger(__name__)


class Busy(Exception):
    """Too many pictures wait already."""


class Studio:
    """Fetches pictures and makes them small."""

    def __init__(self, fetcher: Fetcher, shelf: Shelf, limits: Limits) -> None:
        self._fetcher, self._shelf, self._limits = fetcher, shelf, limits
        self._fetching = asyncio.Semaphore(limits.picture_fetches)
        self._drawing = asyncio.Semaphore(limits.picture_drawings)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: Counter[str] = Counter()

    async def picture(self, picture: Picture, holder: Holder) -> bytes:
        """The picture as WebP; empty where it can't be had. Raises `Busy`."""
        mark = picture.mark
        known = self._shelf.get(mark, holder)
        if known is not None:
            return known
        async with self._turn(mark):
            known = self._shelf.get(mark, holder)  # whoever was first has made it meanwhile
            if known is None:
                known = await self._make(picture)
                self._shelf.put(mark, known, holder)
        return known

    @asynccontextmanager
    async def _turn(self, mark: str) -> AsyncGenerator[None]:
        if mark not in self._waiting and len(self._waiting) >= self._limits.picture_waiting:
            raise Busy
        self._waiting[mark] += 1
        try:
            async with self._turns[mark]:
                yield
        finally:
            self._waiting[mark] -= 1
            if not self._waiting[mark]:
                del self._waiting[mark], self._turns[mark]

    async def _make(self, picture: Picture) -> bytes:
        for address in picture.addresses:
            try:
                return await self._make_from(address, picture)
            except Refused as error:
                logger.debug("picture refused address=%s error=%s", address, error)
        return b""

    async def _make_from(self, address: str, picture: Picture) -> bytes:
        async with self._fetching:  # until it is drawn, because a file that waits for that is held in memory
            raw = await self._fetcher.fetch(address)
            async with self._drawing:
                return await asyncio.to_thread(thumbnail, raw, picture.shape, pixels=self._limits.picture_pixels)
