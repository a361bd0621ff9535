"""Jetstream's log: every event once, in order, already written as both wires send it."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from backchannel.demo.recording import EPOCH, MICROSECOND, Commit, JetstreamEvent

# A cursor below this is a sequence number, from it on a time in microseconds (internal/subscribe/cursor.go).
TIME_CURSORS = 10**15
LOOKBACK_US = int(timedelta(hours=36).total_seconds()) * 1_000_000
# A time leads to the start of the block of the log it is in: 2 s were seen on a real server.
REWIND_US = 2_000_000
MESSAGE = "network.bsky.jetstream.subscribeEvents#"

Wire = Literal["v1", "v2"]


class BadCursor(ValueError):
    """A cursor is no number from zero on."""


class Entry(NamedTuple):
    """An event with its sequence number."""

    seq: int
    event: JetstreamEvent

    @property
    def collection(self) -> str:
        """What a commit is about."""
        return self.event.commit.collection if self.event.commit else ""

    @property
    def frames(self) -> Mapping[Wire, str]:
        """The event as each wire sends it."""
        return {"v1": self.frame("v1"), "v2": self.frame("v2")}

    def frame(self, wire: Wire) -> str:
        """The event as one wire sends it."""
        return _v1(self.event, self.seq) if wire == "v1" else _v2(self.event, self.seq)


class Start(NamedTuple):
    """Where a reader begins: a place in the log. `late` says in what it asked for something no longer kept."""

    place: int
    late: Literal["", "seq", "time"] = ""


class JetstreamLog:
    """The events that have been released, numbered from `first` on; this host saw them `delay_us` later."""

    def __init__(self, *, first: int = 1, delay_us: int = 0) -> None:
        self.entries: list[Entry] = []
        self._first = first
        self._delay_us = delay_us
        self._times: list[int] = []

    def append(self, event: JetstreamEvent) -> None:
        """Add an event under the next sequence number. Times never fall."""
        time_us = max(event.time_us + self._delay_us, self._times[-1] if self._times else 0)
        self.entries.append(Entry(self._first + len(self.entries), replace(event, time_us=time_us)))
        self._times.append(time_us)

    def extend(self, events: Iterable[JetstreamEvent]) -> None:
        """Add events in order."""
        for event in events:
            self.append(event)

    def start(self, cursor: str | None, now_us: int, *, lookback_us: int = LOOKBACK_US) -> Start:
        """Where a reader with this cursor begins. Raises `BadCursor`.

        Without a cursor, or with one in the future, that is the live tail; with one too old, the oldest event kept.
        """
        number = _number(cursor) if cursor else TIME_CURSORS - 1
        is_time = number >= TIME_CURSORS
        if number > now_us if is_time else number >= self._first + len(self.entries):
            return Start(len(self.entries))
        floor_us = now_us - lookback_us
        floor = bisect_left(self._times, floor_us)
        if is_time:
            return Start(max(bisect_left(self._times, number - REWIND_US), floor), "time" if number < floor_us else "")
        place = max(number - self._first, 0)
        return Start(max(place, floor), "seq" if place < floor else "")


def _number(cursor: str) -> int:
    if not re.fullmatch(r"-?[0-9]+", cursor):
        raise BadCursor(f'invalid cursor: "{cursor}"')
    number = int(cursor)
    if number < 0:
        raise BadCursor(f"invalid cursor: negative value {number}")
    return number


def _v1(event: JetstreamEvent, seq: int) -> str:
    value = getattr(event, event.kind)
    line = {"did": event.did, "time_us": event.time_us, "cursor": seq, "kind": event.kind, event.kind: value}
    return msgspec.json.encode(line).decode()


def _v2(event: JetstreamEvent, seq: int) -> str:
    body = _flat(event.commit) if event.commit else {event.kind: getattr(event, event.kind)}
    time = (EPOCH + event.time_us * MICROSECOND).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    payload = {"$type": MESSAGE + event.kind, "did": event.did, **body, "seq": seq, "time": time}
    return msgspec.json.encode({"$type": "message", "payload": payload}).decode()


def _flat(commit: Commit) -> dict[str, object]:
    return {
        name: getattr(commit, name) for name in commit.__struct_fields__ if getattr(commit, name) is not msgspec.UNSET
    }
