"""The stream of events from a position on. It reconnects by itself, to another host if need be, and loses nothing."""

import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from websockets.exceptions import InvalidHandshake

from backchannel.clock import Clock
from backchannel.sources.bluesky.connection import Connection, Lost, open_connection
from backchannel.sources.bluesky.frames import OUTDATED, Event, Notice, read
from backchannel.sources.bluesky.health import Health
from backchannel.sources.bluesky.policy import Policy
from backchannel.sources.bluesky.position import Position

FAILURES = 3  # in a row, before another host is tried
LONGEST_PAUSE = 30.0
OUT_OF_REACH = "Jetstream no longer had what was missed"

log = logging.getLogger(__name__)


class Jetstream:
    """Events in the order they come, from the hosts in turn. `malformed` counts the frames that made no sense."""

    def __init__(
        self, hosts: Sequence[str], position: Position, *, clock: Clock, policy: Policy, health: Health
    ) -> None:
        self.malformed = 0
        self._hosts = tuple(hosts)
        self._position = position
        self._clock = clock
        self._policy = policy
        self._health = health
        self._turn = self._hosts.index(position.host) if position.host in self._hosts else 0
        self._failures = 0
        self._connection: Connection | None = None
        self._missed_from: datetime | None = None

    async def connect(self) -> Connection:
        """The open connection, or a new one; tried for as long as it takes."""
        while self._connection is None:
            host = self._hosts[self._turn]
            try:
                self._connection = await open_connection(host, self._position)
            except (OSError, InvalidHandshake) as why:
                await self._health.bad("jetstream", f"Jetstream can't be reached: {_words(why)}.")
                await self._pause(host, _words(why))
            else:
                self._suspect_silent_clamp(self._connection)
                await self._health.good("jetstream")
        return self._connection

    async def next(self, limit: int) -> list[Event]:
        """What has arrived: at least one event, at most so many frames' worth."""
        while True:
            connection = await self.connect()
            try:
                frames = await connection.take(limit, self._policy.stall)
            except Lost as lost:
                await self.close()
                await self._pause(connection.host, str(lost))
                continue
            events = self._understood(frames, connection)
            if events:
                self._advance(events)
                return events

    async def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    def _understood(self, frames: Sequence[bytes], connection: Connection) -> list[Event]:
        events: list[Event] = []
        for frame in frames:
            event = read(frame, connection.host, connection.wire)
            if isinstance(event, Event):
                events.append(event)
            elif event is None:
                self.malformed += 1
            else:
                self._heed(event, connection)
        return events

    def _heed(self, notice: Notice, connection: Connection) -> None:
        log.warning("host=%s notice=%s", connection.host, notice.name)
        if notice.name == OUTDATED:
            self._missed_from = self._position.at

    def _advance(self, events: Sequence[Event]) -> None:
        if self._missed_from is not None:
            self._health.lost(self._missed_from, events[0].position.at, OUT_OF_REACH)
            self._missed_from = None
        self._position = events[-1].position
        self._failures = 0

    def _suspect_silent_clamp(self, connection: Connection) -> None:
        """Wire v1 starts at what it still has without a word, however old the cursor."""
        kept_from = self._clock.now() - timedelta(seconds=self._policy.lookback_seconds)
        if connection.wire == "v1" and self._position.at < kept_from:
            self._missed_from = self._position.at

    async def _pause(self, host: str, why: str) -> None:
        """Wait before the next try; after some failures in a row that is with the next host."""
        longest = min(LONGEST_PAUSE, 0.5 * 2.0 ** min(self._failures, 10))
        self._failures += 1
        if self._failures % FAILURES == 0:
            self._turn = (self._turn + 1) % len(self._hosts)
        pause = random.uniform(0.0, longest)  # noqa: S311 - only so that not all come back at once
        log.warning("host=%s failures=%d pause=%.1f why=%r", host, self._failures, pause, why)
        await self._clock.sleep(pause)


def _words(why: Exception) -> str:
    return f"{type(why).__name__} {why}".strip()[:200]
