"""Which conversations are worth asking the AppView about: what an answer answers, and answers that nobody heard."""

import asyncio

from backchannel.clock import Clock
from backchannel.sources.bluesky.followed import Followed
from backchannel.sources.bluesky.memory import Memory
from backchannel.sources.bluesky.record import Tagged
from backchannel.sources.bluesky.views import PostView

ASKED_SECONDS = 3_600.0  # what was asked is not asked again for so long, unless there are more answers


class Conversations:
    """Posts whose conversations are wanted, the oldest first, at most `limit`; what does not fit is passed over."""

    def __init__(self, clock: Clock, *, limit: int) -> None:
        self._limit = limit
        self._wanted: dict[str, None] = {}
        self._asked: Memory[int] = Memory(clock, limit, ASKED_SECONDS)
        self._arrived = asyncio.Event()
        self._done = asyncio.Event()
        self._done.set()

    def consider(self, followed: Followed, view: PostView, record: Tagged, *, answers: bool) -> None:
        """Look at a post just delivered: is what it answers known, and, where `answers` matter, are its answers?"""
        if not followed.is_talk(view.uri):
            return
        orphan = any(uri not in followed.marks for uri in record.answered()[:1])
        more = answers and view.replies > followed.answers_known(view.uri)
        asked = self._asked.get(view.uri)
        if (orphan and asked is None) or (more and asked != view.replies):
            self._want(view)

    async def next(self) -> str:
        """The post whose conversation is to be asked for."""
        while not self._wanted:
            self._done.set()
            self._arrived.clear()
            await self._arrived.wait()
        return next(iter(self._wanted))

    def asked(self, uri: str) -> None:
        """It has been."""
        self._wanted.pop(uri, None)

    async def all_asked(self) -> None:
        """Return when nothing is wanted any more."""
        await self._done.wait()

    def _want(self, view: PostView) -> None:
        if len(self._wanted) < self._limit:
            self._asked.put(view.uri, view.replies)
            self._wanted[view.uri] = None
            self._done.clear()
            self._arrived.set()
