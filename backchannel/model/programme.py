"""The schedule of an event: who speaks about what, where and when."""

from datetime import datetime

from msgspec import Struct


class Speaker(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody on the programme. `accounts` are in `text/accounts.py`'s form, `links` whatever else they give."""

    id: str
    name: str
    accounts: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


class Link(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An address that belongs to a talk: its page, slides, code or recording."""

    url: str
    title: str = ""


class Talk(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a session is about. `kind` is the schedule's own word for it (talk, keynote, workshop, break)."""

    title: str
    subtitle: str = ""
    abstract: str = ""
    kind: str = ""
    language: str = ""
    speakers: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


class Session(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A slot in a room, from `starts` to `ends` (UTC), and its talk.

    `id` is the schedule's own, and stays when the session moves. `hashtag` is folded. `speakers` of the talk are ids,
    and so are `chairs`, those who lead through it.
    """

    id: str
    starts: datetime
    ends: datetime
    talk: Talk
    room: str = ""
    track: str = ""
    hashtag: str = ""
    cancelled: bool = False
    chairs: tuple[str, ...] = ()


class Programme(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All sessions, by start, room and id, everyone who speaks, and everyone who leads through a session.

    `version` is a digest of what it says: two programmes with the same version are the same.
    """

    version: str
    timezone: str
    title: str = ""
    rooms: tuple[str, ...] = ()
    sessions: tuple[Session, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    chairs: tuple[Speaker, ...] = ()


class Shift(Struct, frozen=True, kw_only=True):
    """A room that runs late: what ends after `since` ends `minutes` later, what begins after it begins later, too.

    Fewer than none: it is early. None at all: it is on time again.
    """

    room: str
    minutes: int
    since: datetime
