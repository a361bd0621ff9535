"""What a server tells by itself, as long as a token lets us listen: posts, edits and deletes within a second.

Nothing is repeated for who was away: a connection starts with what is new. So on every connection the feeds are read to
their newest post while what arrives waits, and only then is that told; where a feed has been read is not moved by it.
"""

import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import NoReturn

from backchannel.sources.lasting import Lasting
from backchannel.sources.mastodon.access import Access
from backchannel.sources.mastodon.credential import is_safe
from backchannel.sources.mastodon.frames import Refusal, Removed, Told, read
from backchannel.sources.mastodon.hashtag_forms import is_streamed
from backchannel.sources.mastodon.line import Lost, Socket, StreamRefused, listen
from backchannel.sources.mastodon.origins import Origins
from backchannel.sources.mastodon.watch import Watch

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0  # seconds
HEALED = timedelta(seconds=60)
_NOTHING: frozenset[str] = frozenset()


class Streaming:
    """Keeps one socket to a server open, for the hashtags of all events there, and hears what it says."""

    def __init__(self, access: Access, watches: Sequence[Watch], origins: Origins) -> None:
        self._access = access
        self._watches = watches
        self._origins = origins
        tags = dict.fromkeys(tag for watch in watches for tag in watch.outbox.event.hashtags)
        self._hashtags = tuple(filter(is_streamed, tags))
        self._socket: Socket | None = None
        self._failures = 0
        self._lasting = Lasting(logger, f"server={access.server} streaming=lost")

    async def proven(self) -> tuple[datetime, frozenset[str]]:
        """The hashtags it tells of, and up to when everything it told of them is committed; none where it is silent."""
        socket = self._socket
        if socket is not None:
            try:
                return await socket.proven(), frozenset(self._hashtags)
            except Lost:
                socket.close()
        return self._access.clock.now(), _NOTHING

    async def run(self, catch_up: Callable[[], Awaitable[bool]]) -> NoReturn:
        """Listen whenever that is possible, until cancelled. `catch_up` reads the feeds, and says if to their ends."""
        await self._access.probe.found.wait()
        while True:
            started = self._access.clock.now()
            try:
                await self._listen(catch_up)
            except StreamRefused as refused:
                logger.warning("server=%s streaming=refused why=%r", self._access.server, str(refused))
                self._access.probe.doubt()
                await self._access.clock.sleep(self._access.policy.stream_refused_for.total_seconds())
            except Lost as lost:
                await self._pause(str(lost), self._access.clock.now() - started)

    async def _listen(self, catch_up: Callable[[], Awaitable[bool]]) -> None:
        """Connect, make up for what was missed, and hear what comes. Raises `Lost` or `StreamRefused`."""
        found, token = self._access.probe.capability, self._access.client.token
        if not (found and found.is_readable and token and found.streaming and is_safe(found.streaming)):
            await self._access.clock.sleep(self._access.policy.poll_every)
            return
        socket = await listen(found.streaming, self._hashtags, token, self._access.clock, self._access.policy)
        try:
            if not await catch_up():
                raise Lost("what was missed can't be read yet")
            self._lasting.is_over(self._access.clock.now())
            logger.info("server=%s streaming=live hashtags=%d", self._access.server, len(self._hashtags))
            self._socket = socket
            while True:
                await self._hear(await socket.next())
        finally:
            self._socket = None
            socket.close()

    async def _hear(self, frame: bytes) -> None:
        at = self._access.clock.now()
        try:
            said = read(frame, at)
        except ValueError:
            self._watches[0].teller.malformed += 1
            return
        if isinstance(said, Refusal):
            raise StreamRefused(f"{said.status} {said.error}")
        if isinstance(said, Told):
            for watch in self._following(said.hashtag):
                await watch.hear(said.page)
        if isinstance(said, Removed):
            await self._forget(said, at)

    async def _forget(self, removed: Removed, at: datetime) -> None:
        for watch in self._following(removed.hashtag):
            elsewhere = await watch.deleted(removed.local_id, at)
            if elsewhere:
                self._origins.ask(watch, elsewhere)

    def _following(self, hashtag: str) -> list[Watch]:
        return [watch for watch in self._watches if hashtag in watch.outbox.event.hashtags]

    async def _pause(self, why: str, lasted: timedelta) -> None:
        """Wait before the next try, at random and longer from time to time, so that not all come back at once."""
        self._failures = 1 if lasted >= HEALED else self._failures + 1
        longest = min(LONGEST_PAUSE, 2.0 ** min(self._failures, 10))
        pause = random.uniform(0.0, longest)  # noqa: S311 - only so that not all come back at once
        self._lasting.goes_on(why, self._access.clock.now())
        await self._access.clock.sleep(pause)
