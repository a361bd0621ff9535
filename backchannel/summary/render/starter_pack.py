"""A starter pack for Bluesky: a list of people, and the pack that shows it, as one request to make them.

The body of `com.atproto.repo.applyWrites`, with records of `app.bsky.graph.{list,listitem,starterpack}` as their
lexicons say. Whose pack it is only its organiser can say: their DID goes where `YOU` stands.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from backchannel.model.codec import encode
from backchannel.summary import wording
from backchannel.summary.cited import Person
from backchannel.summary.render.dating import as_of
from backchannel.summary.render.people_of import bluesky_people
from backchannel.summary.values import Summary

YOU = "did:plc:your-own-did-goes-here"
MOST = 150  # people in a starter pack, says Bluesky's app

_LONGEST_NAME = 50  # characters of a pack's name (a list may have 64)
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"


def starter_pack(summary: Summary) -> bytes:
    """The request, ending in a newline; nothing where nobody on Bluesky may be listed."""
    people = sorted(bluesky_people(summary)[:MOST], key=lambda person: (person.handle.casefold(), person.id))
    if not people:
        return b""
    body = {"repo": YOU, "writes": list(_writes(summary, people))}
    return msgspec.json.format(encode(body), indent=2) + b"\n"


def about(summary: Summary) -> dict[str, str]:
    """What a list of an event's people, and the pack that shows it, are called."""
    event = summary.event
    return {
        "name": f"{event.name[: _LONGEST_NAME - 1]}…" if len(event.name) > _LONGEST_NAME else event.name,
        "description": f"They wrote about {event.name[:150]}, {wording.days(event.starts, event.ends)}. Not ranked.",
    }


def written(at: datetime) -> str:
    """A time as records have it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def tid(at: datetime, clock: int = 0) -> str:
    """A record key (atproto.com/specs/tid): microseconds and ten bits of a clock, in 13 letters that sort by time."""
    number = int(at.timestamp()) * 1_000_000 << 10 | clock
    return "".join(_LETTERS[number >> 5 * place & 31] for place in range(12, -1, -1))


def _writes(summary: Summary, people: list[Person]) -> Iterator[dict[str, Any]]:
    made = as_of(summary)
    key = tid(made)
    told = about(summary) | {"createdAt": written(made)}
    of_list = {"list": f"at://{YOU}/app.bsky.graph.list/{key}"}
    yield _create("list", told | {"purpose": "app.bsky.graph.defs#referencelist"}, key)
    for person in people:
        yield _create("listitem", of_list | {"subject": person.id, "createdAt": written(made)})
    yield _create("starterpack", told | of_list)


def _create(kind: str, record: dict[str, str], key: str = "") -> dict[str, Any]:
    collection = f"app.bsky.graph.{kind}"
    write = {"$type": "com.atproto.repo.applyWrites#create", "collection": collection}
    return write | ({"rkey": key} if key else {}) | {"value": {"$type": collection} | record}
