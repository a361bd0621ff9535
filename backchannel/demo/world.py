"""Both networks up to a moment: what has been released has happened, what comes later does not exist yet."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from heapq import merge
from typing import NamedTuple

from backchannel.demo.appview import AppView
from backchannel.demo.bell import Bell
from backchannel.demo.disorder import arranged
from backchannel.demo.faults import OK
from backchannel.demo.jetstream_log import JetstreamLog
from backchannel.demo.mastodon_server import MastodonServer
from backchannel.demo.recording import Identity, JetstreamEvent, MastodonEvent, Recording, Status, iso, microseconds
from backchannel.demo.surfaces import JETSTREAM, JETSTREAM_WEST
from backchannel.model.event import midnight

WEST_NUMBERS = 500_001
WEST_DELAY = 137_000  # microseconds
STRANGER = "did:plc:strangerstrangerstranger"


class Released(NamedTuple):
    """Up to when everything has happened, and when the next thing will (None: nothing is left)."""

    released: datetime
    next: datetime | None


class World:
    """The networks' state, moved forward by `release` alone. `bell` rings at every release."""

    def __init__(self, recording: Recording, bell: Bell, mode: Callable[[str], str] = lambda _: OK) -> None:
        self.recording = recording
        self.bell = bell
        self._mode = mode
        self.servers = {name: MastodonServer(name, _statuses(recording, name)) for name in recording.servers}
        self.jetstreams = {
            JETSTREAM: JetstreamLog(),
            JETSTREAM_WEST: JetstreamLog(first=WEST_NUMBERS, delay_us=WEST_DELAY),
        }
        self.appview = AppView(recording)
        self._events = list(merge(recording.mastodon, recording.jetstream, key=lambda event: event.at))
        self._done = 0
        self.released = self._starts() - timedelta(seconds=1)

    @property
    def ends(self) -> datetime:
        """When the last event of the recording happens."""
        return self._events[-1].at if self._events else self._starts()

    @property
    def next(self) -> datetime | None:
        """When the next event happens that has not been released."""
        return self._events[self._done].at if self._done < len(self._events) else None

    def release(self, until: datetime) -> Released:
        """Let everything happen up to and at `until`; a time already released changes nothing.

        The last thing that happens is a stranger's: the real network is never silent, and so a reader learns
        that it has heard everything up to then.
        """
        if until > self.released:
            self.released = until
            told: list[JetstreamEvent] = []
            while self.next and self.next <= until:
                told += self._happen(self._events[self._done])
                self._done += 1
            for name, log in self.jetstreams.items():
                log.extend([*arranged(told, self._mode(name)), _stranger(until)])
            self.bell.ring()
        return Released(self.released, self.next)

    def _happen(self, event: MastodonEvent | JetstreamEvent) -> list[JetstreamEvent]:
        """Let it happen; returns it if it is for the Jetstreams to tell."""
        if isinstance(event, MastodonEvent):
            self.servers[event.server].apply(event)
            return []
        self.appview.apply(event)
        return [event]

    def _starts(self) -> datetime:
        event = self.recording.event
        return self._events[0].at if self._events else midnight(event, event.starts)


def _statuses(recording: Recording, server: str) -> Iterator[Status]:
    return (event.status for event in recording.mastodon if event.server == server and event.status)


def _stranger(at: datetime) -> JetstreamEvent:
    identity = Identity(did=STRANGER, handle="stranger.example", seq=1, time=iso(at))
    return JetstreamEvent(did=STRANGER, time_us=microseconds(at), kind="identity", identity=identity)
