"""The programme looked at from a moment: what is on, what comes next, in a room or in all. Cancelled is not on."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from backchannel.model.programme import Programme, Session

DAY_CHANGE = timedelta(hours=4)  # a session after midnight belongs to the evening before; nothing begins at four


def on_at(programme: Programme, at: datetime) -> tuple[Session, ...]:
    """What is on, by start and room: begun, and not ended."""
    return tuple(session for session in _held(programme) if session.starts <= at < session.ends)


def next_at(programme: Programme, at: datetime, *, within: timedelta | None = None) -> tuple[Session, ...]:
    """What comes next in each room, by start: the first that has not begun, if it begins within that time."""
    first: dict[str, Session] = {}
    for session in _held(programme):
        if session.starts > at and (within is None or session.starts <= at + within):
            first.setdefault(session.room, session)
    return tuple(first.values())


def in_room(programme: Programme, room: str) -> tuple[Session, ...]:
    """Everything in one room, by start, cancelled sessions too."""
    return tuple(session for session in programme.sessions if session.room == room)


def by_day(programme: Programme) -> dict[date, tuple[Session, ...]]:
    """The sessions by the day they belong to at the venue, in order."""
    days: dict[date, list[Session]] = {}
    for session in programme.sessions:
        days.setdefault(day_of(programme, session), []).append(session)
    return {day: tuple(sessions) for day, sessions in sorted(days.items())}


def day_of(programme: Programme, session: Session) -> date:
    """The day a session belongs to at the venue: what begins before four in the morning, to the day before."""
    wall = at_venue(programme, session.starts).replace(tzinfo=None)
    return (wall - DAY_CHANGE).date()  # on the wall clock, so that a night of 23 or 25 hours changes nothing


def at_venue(programme: Programme, moment: datetime) -> datetime:
    """A moment as the venue's clock shows it."""
    return moment.astimezone(ZoneInfo(programme.timezone))


def speakers_of(programme: Programme, session: Session) -> tuple[str, ...]:
    """The names of those who speak, in order."""
    names = {speaker.id: speaker.name for speaker in programme.speakers}
    return tuple(names[speaker] for speaker in session.talk.speakers if speaker in names)


def _held(programme: Programme) -> Iterator[Session]:
    return (session for session in programme.sessions if not session.cancelled)
