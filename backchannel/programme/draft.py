"""What every format is read into: sessions as their file tells them, each with the place where it stands.

file  →  `Draft`s and `Problem`s (formats/)  →  `Programme` (assemble.py)
"""

from datetime import date, datetime
from typing import NamedTuple

from msgspec import Struct

from backchannel.model.programme import Link, Programme


class UnreadableProgramme(ValueError):
    """The file holds no programme that this program can read; the message names the file, the place and why."""


class SkippedSession(ValueError):
    """One session makes no sense; the message says why. The rest of the file may."""


class Problem(NamedTuple):
    """Something in a file that a person should look at: where it stands, and what it is."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" if self.place else self.what


class Hint(Struct, frozen=True, kw_only=True):
    """What is known before a file is read: its name for messages, and the event whose programme it is.

    `timezone` is the venue's, for times that name none. `starts` and `ends` bound what recurs. `hashtags` are the
    event's own.
    """

    name: str = "programme"
    timezone: str = "UTC"
    starts: date | None = None
    ends: date | None = None
    hashtags: tuple[str, ...] = ()


class Person(NamedTuple):
    """A speaker as told: `told` is whatever may name an account, each text with the question it answers, if any."""

    name: str
    id: str = ""
    told: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()


class Draft(Struct, frozen=True, kw_only=True):
    """A session as told: times have a zone, texts are still a stranger's."""

    place: str
    title: str
    starts: datetime
    ends: datetime | None = None
    id: str = ""
    subtitle: str = ""
    abstract: str = ""
    kind: str = ""
    language: str = ""
    room: str = ""
    track: str = ""
    hashtag: str = ""
    cancelled: bool = False
    persons: tuple[Person, ...] = ()
    chairs: tuple[Person, ...] = ()
    links: tuple[Link, ...] = ()


class Told(NamedTuple):
    """Everything a file tells. `timezone` is empty where it names none that we know."""

    drafts: list[Draft]
    problems: list[Problem]
    title: str = ""
    timezone: str = ""
    rooms: tuple[str, ...] = ()


class Reading(NamedTuple):
    """A programme, and what a person should look at in the file it was read from."""

    programme: Programme
    problems: tuple[Problem, ...] = ()
