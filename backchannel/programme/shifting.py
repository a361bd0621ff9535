"""Rooms that run late: what a chair or the desk says, applied to the programme. The programme itself stays as it is."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from backchannel.model.programme import Programme, Session, Shift

MOST_MINUTES = 600
REST = timedelta(hours=3)  # a room that stands empty for so long, over night or noon, begins on time again


def shifted(programme: Programme, shifts: Iterable[Shift]) -> Programme:
    """The programme as it runs, in order. Its `version` stays: it is the same programme, running late."""
    late = {shift.room: shift for shift in shifts if shift.minutes}
    if not late:
        return programme
    moved = _moved(programme.sessions, late)
    sessions = (moved.get(session.id, session) for session in programme.sessions)
    return replace(programme, sessions=tuple(sorted(sessions, key=lambda each: (each.starts, each.room, each.id))))


def late(programme: Programme, shifts: Iterable[Shift], at: datetime) -> dict[str, int]:
    """By how many minutes each room is late then (early: less than none), as long as there is something to be late."""
    found: dict[str, int] = {}
    for shift in shifts:
        moved = _moved(programme.sessions, {shift.room: shift})
        if shift.minutes and any(session.ends > at for session in moved.values()) and at >= shift.since:
            found[shift.room] = shift.minutes
    return found


def _moved(sessions: Iterable[Session], late: Mapping[str, Shift]) -> dict[str, Session]:
    """The sessions that are not where the programme has them, by id: those until the room rests."""
    moved: dict[str, Session] = {}
    busy_until: dict[str, datetime] = {}
    for session in sessions:
        shift = late.get(session.room)
        if shift is None or session.ends <= shift.since:
            continue
        if session.starts > busy_until.setdefault(session.room, max(session.ends, shift.since)) + REST:
            continue
        busy_until[session.room] = max(busy_until[session.room], session.ends)
        moved[session.id] = _later(session, shift)
    return moved


def _later(session: Session, shift: Shift) -> Session:
    by = timedelta(minutes=max(-MOST_MINUTES, min(MOST_MINUTES, shift.minutes)))
    starts = session.starts + by if session.starts >= shift.since else session.starts
    return replace(session, starts=starts, ends=max(session.ends + by, starts))
