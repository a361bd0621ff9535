"""Jetstream's log: every event once, in order, already written as both wires send it."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from datetime import timedelta
from typing import Literal, NamedTuple

import msgspec

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
    """An event with its sequence number, as each wire sends it."""

    seq: int
    kind: str
    did: str
    collection: str
    frames: Mapping[Wire, str]


class Start(NamedTuple):
    """Where a reader begins: a place in the log. `late` says in what it asked for something no longer kept."""

    place: int
    late: Literal["", "seq", "time"] = ""


class JetstreamLog:
    """The events that have been released, from the first on."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._times: list[int] = []

    def append(self, event: JetstreamEvent) -> None:
        """Add an event under the next sequence number."""
        seq = len(self.entries) + 1
        self._times.append(event.time_us)
        collection = event.commit.collection if event.commit else ""
        frames: dict[Wire, str] = {"v1": _v1(event, seq), "v2": _v2(event, seq)}
        self.entries.append(Entry(seq, event.kind, event.did, collection, frames))

    def start(self, cursor: str | None, now_us: int) -> Start:
        """Where a reader with this cursor begins. Raises `BadCursor`.

        Without a cursor, or with one in the future, that is the live tail; with one too old, the oldest event kept.
        """
        number = _number(cursor) if cursor else TIME_CURSORS - 1
        is_time = number >= TIME_CURSORS
        if number > now_us if is_time else number > len(self.entries):
            return Start(len(self.entries))
        floor_us = now_us - LOOKBACK_US
        floor = bisect_left(self._times, floor_us)
        if is_time:
            return Start(max(bisect_left(self._times, number - REWIND_US), floor), "time" if number < floor_us else "")
        place = max(number - 1, 0)
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
