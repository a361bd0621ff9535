"""A second, short-lived connection to Jetstream, for posts from before a hashtag was followed.

All posts of the network have to be read again, some 100 MB an hour: so this is asked for by whoever wants it.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from websockets.exceptions import InvalidHandshake

from backchannel.clock import Clock
from backchannel.sources.bluesky.addresses import POST
from backchannel.sources.bluesky.connection import Connection, Lost
from backchannel.sources.bluesky.frames import Event, read
from backchannel.sources.bluesky.hosts import Hosts
from backchannel.sources.bluesky.hydration import WaitingRoom
from backchannel.sources.bluesky.policy import Policy
from backchannel.sources.bluesky.position import starting
from backchannel.sources.bluesky.subscribing import Refused, open_connection
from backchannel.sources.bluesky.writing import Writing

TRIES = 10
STALL = 60.0  # real seconds

log = logging.getLogger(__name__)


class Replay:
    """Hands old posts to `writing`, never more than half of what the waiting room still takes."""

    def __init__(
        self, hosts: Sequence[str], writing: Writing, room: WaitingRoom, *, clock: Clock, policy: Policy
    ) -> None:
        self._hosts = Hosts(hosts, "", clock)
        self._writing = writing
        self._room = room
        self._clock = clock
        self._policy = policy
        self._position = starting(clock.now())
        self._first: datetime | None = None

    async def fetch(self, since: datetime, until: datetime) -> datetime:
        """Read what was posted between two times; returns back to when that succeeded, `until` where it did not."""
        self._position, self._first = starting(since), None
        tries = 0
        while self._position.at < until and tries < TRIES:
            try:
                await self._read(await open_connection(self._hosts.current, self._position, self._policy), until)
            except (OSError, InvalidHandshake, Refused, Lost) as why:
                tries += 1
                log.warning("part=replay tries=%d why=%r", tries, str(why))
                await self._clock.sleep(self._hosts.failed())
        return self._back_to(since) if self._position.at >= until else until

    async def _read(self, connection: Connection, until: datetime) -> None:
        try:
            while self._position.at < until:
                await self._room.until_free()
                for frame in await connection.take(max(1, self._room.free // 2), self._policy.stall or STALL):
                    event = read(frame, connection.host, connection.wire)
                    if isinstance(event, Event):
                        self._take(event)
        finally:
            await connection.close()

    def _take(self, event: Event) -> None:
        self._first = self._first or event.position.at
        self._position = event.position
        if event.kind == "commit" and event.collection == POST:
            self._writing.handle(event, live=False)

    def _back_to(self, since: datetime) -> datetime:
        """Later than asked for, where the host no longer has all of it."""
        first = self._first or since
        clamped = first - since > timedelta(seconds=self._policy.longest_silence)
        return first if clamped else since
