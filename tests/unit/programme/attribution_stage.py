"""A small, invented programme: three rooms at noon, one plenary before them, one talk the next day."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from backchannel.model.body import Link as Linked
from backchannel.model.body import Mention, Segment, Words, plain
from backchannel.model.post import Post
from backchannel.model.programme import Link, Programme, Session, Speaker, Talk
from backchannel.programme.attribution.index import Index
from backchannel.programme.attribution.values import Attribution
from support.builders import a_post, an_author, an_event, minutes

SLIDES = "https://meadow.example/slides/looms"

SPEAKERS = (
    Speaker(id="fay", name="Fay Tamsin Reed", accounts=("fay@garden.example", "did:plc:fay")),
    Speaker(id="goro", name="Goro Weaver", accounts=("goro.example",)),
    Speaker(id="hana", name="花村織江"),
    Speaker(id="ines", name="Inés Núñez", links=("https://meadow.example/@ines",)),
)


def session(id_: str, title: str, after: float, **facts: Any) -> Session:
    """Half an hour that begins so many minutes after noon."""
    talk = Talk(title=title, **{key: facts.pop(key) for key in list(facts) if key in Talk.__struct_fields__})
    starts = minutes(after)
    return Session(id=id_, starts=starts, ends=starts + timedelta(minutes=30), talk=talk, **facts)


SESSIONS = (
    session("opening", "Why gardens remember", -90, room="Great Hall", kind="keynote", speakers=("ines",)),
    session(
        "looms",
        "Quiet looms for noisy halls",
        0,
        room="Great Hall",
        abstract="We measured the heddles and shuttles of forty weaving mills, and made each of them quieter.",
        speakers=("fay",),
        links=(Link(url=SLIDES), Link(url="https://github.com/meadow/quietloom")),
    ),
    session(
        "bulbs",
        "Bulbs under frost",
        0,
        room="Room 1",
        hashtag="tulipsfrost",
        abstract="Planting depth decides how a bulb survives the winter.",
        speakers=("goro",),
    ),
    session(
        "bees",
        "Counting bees with a microphone",
        0,
        room="Room 2",
        abstract="Hives hum at different frequencies; we listened to them for three summers.",
        speakers=("hana",),
    ),
    session("pollen", "Pollen and its enemies", 1440, room="Room 1", speakers=("goro",)),
)
PROGRAMME = Programme(version="1", timezone="UTC", sessions=SESSIONS, speakers=SPEAKERS)


def programme(sessions: Iterable[Session] = SESSIONS) -> Programme:
    return replace(PROGRAMME, sessions=tuple(sessions))


def said(*parts: str | Segment, at: datetime | None = None, **facts: Any) -> Post:
    """A post of these words, ten minutes after noon if nothing else is said."""
    body = tuple(Words(part) if isinstance(part, str) else part for part in parts)
    author = facts.pop("author", an_author())
    return replace(a_post(text=plain(body), body=body, created_at=at or minutes(10), **facts), author=author)


def link(url: str) -> Linked:
    return Linked(url, url)


def mention(text: str, url: str = "") -> Mention:
    return Mention(text, url)


def attributed(post: Post, index: Index | None = None, **known: Any) -> Attribution:
    return (index or Index(PROGRAMME, an_event())).attribute(post, **known)


def kinds(attribution: Attribution) -> list[str]:
    return [evidence.kind for evidence in attribution.evidence]
