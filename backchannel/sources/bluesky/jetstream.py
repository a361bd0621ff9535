"""The stream of events from a position on. It reconnects by itself, to another host if need be, and loses nothing.

What a host no longer has is found by the first event that it sends: nobody says so on every wire.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta

from msgspec.structs import replace
from websockets.exceptions import InvalidHandshake, InvalidStatus

from backchannel.clock import Clock
from backchannel.sources.bluesky.connection import Connection, LetGo, Lost
from backchannel.sources.bluesky.frames import OUTDATED, Event, Notice, read
from backchannel.sources.bluesky.glance import Glance
from backchannel.sources.bluesky.health import Health
from backchannel.sources.bluesky.hosts import Hosts
from backchannel.sources.bluesky.policy import Policy
from backchannel.sources.bluesky.position import Position, starting
from backchannel.sources.bluesky.subscribing import Refused, open_connection, said

OUT_OF_REACH = "Jetstream no longer had what was missed"

log = logging.getLogger(__name__)


class Jetstream:
    """Events in the order they come, from the hosts in turn. `malformed` counts the frames that made no sense.

    Without a position it begins now. What happened before `live_from` was heard afterwards, not as it happened.
    """

    def __init__(
        self, hosts: Sequence[str], position: Position | None, *, clock: Clock, policy: Policy, health: Health
    ) -> None:
        self.malformed = 0
        self._position = position or starting(clock.now())
        self.live_from = self._position.at
        self._hosts = Hosts(hosts, self._position.host, clock)
        self._clock = clock
        self._policy = policy
        self._health = health
        self._connection: Connection | None = None
        self._ending: Lost | None = None
        self._heard = self._unsure = position is not None
        self._warned = False
        self._told_host = ""

    async def connect(self) -> Connection:
        """The open connection, or a new one; tried for as long as it takes."""
        while self._connection is None:
            try:
                self._connection = await self._open()
            except (OSError, InvalidHandshake, Refused) as why:
                words = _words(why)
                await self._health.bad("jetstream", f"Jetstream can't be reached: {words}.")
                await self._pause(for_good=isinstance(why, Refused))
            else:
                self._note_host(self._connection)
                self._note_delay()
                await self._health.good("jetstream")
        return self._connection

    async def next(self, limit: int, glance: Glance) -> Iterator[Event]:
        """What has arrived, at most so many frames' worth, without what the `glance` passes over.

        It looks at a frame when that one's turn has come, and so knows what came of those before. The last one is
        always there, for its place in the stream.
        """
        while True:
            if self._ending is not None:
                await self._lost(self._ending)
            connection = await self.connect()
            try:
                frames = await connection.take(limit, self._policy.stall)
            except Lost as lost:
                await self._lost(lost)
            else:
                glance.refresh()
                return self._events(frames, connection, glance)

    async def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _open(self) -> Connection:
        return await open_connection(self._hosts.current, self._position, self._policy)

    async def _lost(self, lost: Lost) -> None:
        await self.close()
        self._unsure, self._ending = self._heard, None
        if isinstance(lost, LetGo):
            log.warning("host=%s state=let-go why=%r", self._hosts.current, str(lost))
        else:
            self._health.note("jetstream", f"{self._hosts.current}: {lost}")
            await self._pause()

    def _events(self, frames: Sequence[bytes], connection: Connection, glance: Glance) -> Iterator[Event]:
        wire, last = connection.wire, frames[-1]
        for frame in frames:
            if frame is not last and not self._unsure and glance.passes_over(frame, wire):
                continue
            event = self._understood(frame, connection)
            if self._ending is not None:
                return
            if event is not None:
                self._position, self._heard = event.position, True
                self._hosts.answered()
                yield event

    def _understood(self, frame: bytes, connection: Connection) -> Event | None:
        """The event of a frame, if there is one that may be handled."""
        event = read(frame, connection.host, connection.wire)
        if isinstance(event, Notice):
            self._heed(event, connection)
            return None
        if event is None:
            self.malformed += 1
        elif self._unsure:
            self._examine(event)
        return event

    def _heed(self, notice: Notice, connection: Connection) -> None:
        log.warning("host=%s notice=%s", connection.host, notice.name)
        self._warned = self._warned or notice.name == OUTDATED
        if notice.final:
            self._ending = Lost(notice.name)

    def _examine(self, first: Event) -> None:
        """Look at the first event of a connection: is it where we asked to begin?"""
        if self._is_renumbered(first):
            self._position = replace(self._position, seq=None)
            self._ending = LetGo("the host has begun its numbers anew")
        else:
            self._compare(first)

    def _compare(self, first: Event) -> None:
        """Every cursor leads to the last event heard or before it, so a first event after it shows what is missing.

        Where nobody warned, only a silence longer than the network's own is taken for one.
        """
        until, after = self._position.at, first.position.at
        silence = timedelta(0) if self._warned else timedelta(seconds=self._policy.longest_silence)
        if after - until > silence:
            self._health.lost(until, after, OUT_OF_REACH)
        self._unsure, self._warned = False, False

    def _is_renumbered(self, first: Event) -> bool:
        """Whether a host that was asked to go on at a number knows only smaller ones: it has begun anew."""
        then, now = self._position, first.position
        same = (then.host, then.wire) == (now.host, now.wire)
        return same and then.seq is not None and now.seq is not None and now.seq < then.seq

    def _note_host(self, connection: Connection) -> None:
        if connection.host != self._told_host:
            self._told_host = connection.host
            log.info("host=%s wire=%s state=connected", connection.host, connection.wire)

    def _note_delay(self) -> None:
        now = self._clock.now()
        if now - self._position.at > timedelta(seconds=self._policy.absence_seconds):
            self.live_from = now

    async def _pause(self, *, for_good: bool = False) -> None:
        """Wait before the next try; after some failures that is with the next host."""
        await self._clock.sleep(self._hosts.failed(for_good=for_good))


def _words(why: Exception) -> str:
    told = f" {said(why)}" if isinstance(why, InvalidStatus) else ""
    return f"{type(why).__name__} {why}{told}".strip()[:200]
