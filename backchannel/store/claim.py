"""A slug's claim: which event its keys are of. Two events of one slug would read, and erase, each other's archive."""

from datetime import date

from backchannel.model.codec import encode
from backchannel.model.event import Event
from backchannel.model.identity import Identity, identity, is_exactly, may_become
from backchannel.store.connect import Client
from backchannel.store.keys import Keys
from backchannel.store.stored import stored


class Taken(Exception):
    """Under this event's slug another one is kept; the sentence says which, and how to go on."""


async def claim(redis: Client, event: Event, today: date) -> None:
    """Have the slug's keys be this event's, as it is dated now. Raises `Taken` where they are another's."""
    key, mine = Keys(event.slug).event, identity(event)
    await redis.call("SET", key, encode(mine), "NX")
    held = await _held(redis, event) or mine
    if held == mine:
        return
    if not may_become(held, event, today) and await redis.call("HLEN", Keys(event.slug).posts):
        year = f"{event.starts:%Y}"
        slug = event.slug if event.slug.endswith(year) else f"{event.slug}-{year}"
        raise Taken(
            f"{event.name}: {_told(held)} is kept under its slug {event.slug}. Give this one another slug in its file, "
            f'as in slug = "{slug}", or erase that one: backchannel forget, with its file.'
        )
    await redis.call("SET", key, encode(mine))


async def refuse_others(redis: Client, event: Event) -> None:
    """Raise `Taken` unless what is kept under the slug is this event's beyond doubt."""
    held = await _held(redis, event)
    if held is not None and not is_exactly(held, event):
        raise Taken(
            f"{event.name} ({event.starts} to {event.ends}) is not what is kept under its slug {event.slug}: that is "
            f"{_told(held)}. Nothing was erased. To erase that, name its file, or write its days into this one."
        )


async def _held(redis: Client, event: Event) -> Identity | None:
    raw = await redis.call("GET", Keys(event.slug).event)
    return None if raw is None else stored(raw, Identity)


def _told(held: Identity) -> str:
    return f"{held.name} ({held.starts} to {held.ends})"
