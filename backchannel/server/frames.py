"""The messages to a screen, as `docs/wire.md` documents them. The field names are the wire's names."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from backchannel.model.event import Event
from backchannel.server.cards import Card
from backchannel.server.stage import RoomNow

WIRE_VERSION = 1

State = Literal["live", "stale"]


class EventCard(Struct, frozen=True, kw_only=True):
    """What a screen needs to know of the event."""

    name: str
    hashtags: tuple[str, ...]
    timezone: str


class Health(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether something is heard; `since` is when that began, `trouble` one sentence on what is wrong."""

    state: State
    since: datetime | None = None
    trouble: str = ""


class SourceHealth(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The same of one source, and `seen`, the whole percent of the time since first contact in which it was heard.

    `degraded` is one sentence where it is heard, but less than it could be. `network` is what people call where it is
    read, and `places` what they call several such sources.
    """

    source: str
    state: State
    since: datetime
    seen: int
    trouble: str = ""
    degraded: str = ""
    network: str = ""
    places: str = ""


class Numbers(Struct, frozen=True):
    """How many posts are public, and how many people wrote them."""

    posts: int = 0
    people: int = 0


class Watch(Struct, frozen=True, kw_only=True):
    """How honest the wall can be just now: the wall itself, every source, and the numbers."""

    wall: Health
    sources: tuple[SourceHealth, ...] = ()
    numbers: Numbers = Numbers()


class Snapshot(Struct, frozen=True, kw_only=True, tag_field="frame", tag="snapshot"):
    """The whole state. It replaces whatever the screen had. `older` is where the posts before these are asked for."""

    at: str = ""
    version: int = WIRE_VERSION
    now: datetime
    event: EventCard
    posts: tuple[Card, ...]
    older: str = ""
    pins: tuple[str, ...]
    coverage: Watch
    closing: str = ""
    rooms: tuple[RoomNow, ...] = ()


class Put(Struct, frozen=True, kw_only=True, tag_field="frame", tag="put"):
    """A post that is new, or has changed."""

    at: str = ""
    post: Card


class Drop(Struct, frozen=True, kw_only=True, tag_field="frame", tag="drop"):
    """A post that is not public, whatever it was before."""

    at: str = ""
    id: str


class Pin(Struct, frozen=True, kw_only=True, tag_field="frame", tag="pin"):
    """All pinned posts, newest pin first. A screen has them already, or was sent them just before."""

    at: str = ""
    pins: tuple[str, ...]


class Covered(Struct, frozen=True, kw_only=True, tag_field="frame", tag="coverage"):
    """What is heard just now."""

    at: str = ""
    coverage: Watch


class Closing(Struct, frozen=True, kw_only=True, tag_field="frame", tag="closing"):
    """The event is over, and `summary` is its summary's path with us; empty: it goes on after all."""

    at: str = ""
    summary: str


class OnStage(Struct, frozen=True, kw_only=True, tag_field="frame", tag="programme"):
    """What is on and what comes next in every room just now."""

    at: str = ""
    rooms: tuple[RoomNow, ...]


class Beat(Struct, frozen=True, kw_only=True, tag_field="frame", tag="beat"):
    """A sign of life, with the event's time. It brings a screen nowhere, so it has no position."""

    now: datetime


Change = Put | Drop | Pin | Covered | Closing | OnStage


def event_card(event: Event) -> EventCard:
    """The event as a screen sees it."""
    return EventCard(name=event.name, hashtags=event.hashtags, timezone=event.timezone)


def subject(change: Change) -> str:
    """What a frame is about: of each subject the newest frame is all there is to know."""
    match change:
        case Put(post=post):
            return f"post {post.id}"
        case Drop(id=post_id):
            return f"post {post_id}"
        case Pin():
            return "pins"
        case Covered():
            return "coverage"
        case Closing():
            return "closing"
        case OnStage():
            return "programme"
