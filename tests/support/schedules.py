"""The samples of every format, all of the same four invented sessions, and small programmes made in place."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from backchannel.model.programme import Programme, Session, Talk
from backchannel.programme.assemble import versioned
from backchannel.programme.draft import Hint, Reading
from backchannel.programme.reading import read

SAMPLES = Path(__file__).parents[1] / "samples/programme"
FORMATS = ("schedule.json", "schedule.xml", "api-schedule.json", "api-talks.json", "calendar.ics", "table.csv")
HINT = Hint(
    name="schedule", timezone="Europe/Oslo", starts=date(2026, 6, 10), ends=date(2026, 6, 11), hashtags=("tulips",)
)


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def read_sample(name: str) -> Reading:
    return read(sample(name), replace(HINT, name=name))


def at(hour: float, day: int = 10) -> datetime:
    """That hour of a June day in Oslo, in UTC."""
    return datetime(2026, 6, day, tzinfo=UTC) + timedelta(hours=hour - 2)


def a_session(number: int = 1, *, starts: float = 10, lasts: float = 1, day: int = 10, **facts: Any) -> Session:
    """A session in the Glasshouse, at so many hours of the venue's clock."""
    talk = facts.pop("talk", Talk(title=facts.pop("title", f"Bulbs {number}")))
    begins = at(starts, day)
    told: dict[str, Any] = {"id": f"s{number}", "room": "Glasshouse", "ends": begins + timedelta(hours=lasts)} | facts
    return Session(starts=begins, talk=talk, **told)


def a_programme(*sessions: Session, **facts: Any) -> Programme:
    """A programme of these sessions, in Oslo."""
    ordered = tuple(sorted(sessions, key=lambda session: (session.starts, session.room, session.id)))
    rooms = tuple(dict.fromkeys(session.room for session in ordered if session.room))
    told: dict[str, Any] = {"timezone": "Europe/Oslo", "rooms": rooms, "sessions": ordered}
    return versioned(Programme(version="", **(told | facts)))
