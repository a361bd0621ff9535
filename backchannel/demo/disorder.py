"""What a Jetstream makes of the order of things that happen at once. Pure.

Whatever is told late is told with the time at which it was told: on the wire, times never fall.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from zlib import crc32

from msgspec.structs import replace

from backchannel.demo.recording import MICROSECOND, JetstreamEvent

SKEW = timedelta(seconds=90) // MICROSECOND
LATE = 3  # every third person

Events = Sequence[JetstreamEvent]


def arranged(events: Events, fault: str) -> Events:
    """The events in the order, and at the times, at which a Jetstream with that fault tells them."""
    return _ARRANGED.get(fault, _as_they_are)(events)


def _as_they_are(events: Events) -> Events:
    return events


def _reordered(events: Events) -> Events:
    told = list(events)
    for place in range(0, len(told) - 1, 2):
        first, second = told[place : place + 2]
        if first.did != second.did:
            told[place : place + 2] = second, _told_with(first, second)
    return told


def _late(events: Events) -> Events:
    late = [event for event in events if crc32(event.did.encode()) % LATE == 0]
    prompt = [event for event in events if event not in late]
    return [*prompt, *(_told_with(event, events[-1]) for event in late)]


def _deletes_first(events: Events) -> Events:
    """Each post that is deleted again among these is preceded by its delete."""
    ends = {_place(event): event for event in events if _is_delete(event)}
    told: list[JetstreamEvent] = []
    for event in events:
        end = ends.pop(_place(event), None)
        if end is not None:
            told.append(replace(end, time_us=event.time_us))
        if not _is_delete(event):
            told.append(event)
    return told


def _skewed(events: Events) -> Events:
    return [replace(event, time_us=event.time_us + SKEW) for event in events]


def _told_with(event: JetstreamEvent, other: JetstreamEvent) -> JetstreamEvent:
    return replace(event, time_us=max(event.time_us, other.time_us))


def _is_delete(event: JetstreamEvent) -> bool:
    return event.commit is not None and event.commit.operation == "delete"


def _place(event: JetstreamEvent) -> tuple[str, str, str]:
    commit = event.commit
    return (event.did, commit.collection, commit.rkey) if commit else (event.did, event.kind, str(event.time_us))


_ARRANGED: dict[str, Callable[[Events], Events]] = {
    "reordered": _reordered,
    "late": _late,
    "deletes_first": _deletes_first,
    "skewed": _skewed,
}
