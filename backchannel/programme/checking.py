"""What a person should look at in a programme before it stands on a wall. Nothing here is refused: it is a hint."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from backchannel.model.event import Event, midnight
from backchannel.model.programme import Programme, Session
from backchannel.programme.draft import Problem
from backchannel.programme.views import at_venue

_A_DAY = timedelta(days=1)
_NIGHT = timedelta(hours=4)  # the last evening may run over midnight


def check(programme: Programme, event: Event) -> tuple[Problem, ...]:
    """Overlaps in a room, sessions without one or outside the event's days, speakers without talks, other zones."""
    return (
        *_zone(programme, event),
        *_overlaps(programme),
        *_without_room(programme),
        *_outside(programme, event),
        *_silent(programme),
    )


def _zone(programme: Programme, event: Event) -> Iterator[Problem]:
    if programme.timezone != event.timezone:
        yield Problem("", f"the programme is told in {programme.timezone}, the event is in {event.timezone}")


def _overlaps(programme: Programme) -> Iterator[Problem]:
    held = [session for session in programme.sessions if session.room and not session.cancelled]
    for room, group in groupby(
        sorted(held, key=lambda each: (each.room, each.starts, each.id)), lambda each: each.room
    ):
        last: Session | None = None
        for session in group:
            if last is not None and session.starts < last.ends:
                ends = f"{at_venue(programme, last.ends):%H:%M}"
                yield _about(programme, session, f"begins in {room} before {last.talk.title!r} ends there ({ends})")
            last = session if last is None or session.ends > last.ends else last


def _without_room(programme: Programme) -> Iterator[Problem]:
    return (_about(programme, session, "has no room") for session in programme.sessions if not session.room)


def _outside(programme: Programme, event: Event) -> Iterator[Problem]:
    first, last = midnight(event, event.starts), midnight(event, event.ends + _A_DAY) + _NIGHT
    for session in programme.sessions:
        if not (first <= session.starts and session.ends <= last):
            yield _about(programme, session, f"is outside the event's days ({event.starts} to {event.ends})")


def _silent(programme: Programme) -> Iterator[Problem]:
    speaking = {speaker for session in programme.sessions for speaker in session.talk.speakers}
    for speaker in programme.speakers:
        if speaker.id not in speaking:
            yield Problem("", f"{speaker.name} speaks in no session")


def _about(programme: Programme, session: Session, what: str) -> Problem:
    when = f"{at_venue(programme, session.starts):%Y-%m-%d %H:%M}"
    return Problem(f"{when} {session.room}".rstrip(), f"{session.talk.title!r} {what}")
