"""Which event it is that a slug's data is of. Two editions often share a hashtag, and with it a slug."""

from datetime import date

from msgspec import Struct

from backchannel.model.event import Event


class Identity(Struct, frozen=True, kw_only=True):
    """An event as it is known apart from others of the same slug: its name, and its first and last day."""

    name: str
    starts: date
    ends: date


def identity(event: Event) -> Identity:
    """What the event is known by."""
    return Identity(name=event.name, starts=event.starts, ends=event.ends)


def is_exactly(held: Identity, event: Event) -> bool:
    """Whether it is this event as it is written now, whatever its name: sure enough to erase it."""
    return (held.starts, held.ends) == (event.starts, event.ends)


def may_become(held: Identity, event: Event, today: date) -> bool:
    """Whether it may be this event, called or dated otherwise since: before it is over an event may be moved.

    What is over can't be, but for a day more or less; what comes after it is another edition. An event that is hashtags
    alone goes on for as long as somebody asks for it.
    """
    overlap = held.starts <= event.ends and event.starts <= held.ends
    neither_is_over = min(held.ends, event.ends) >= today
    return overlap or neither_is_over or held.name == event.name == hashtags_alone(event.hashtags)


def hashtags_alone(hashtags: tuple[str, ...]) -> str:
    """The name of an event that has no file."""
    return " ".join(f"#{hashtag}" for hashtag in hashtags)
