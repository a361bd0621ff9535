"""Three readers of the same stream, each in a process of its own: `python -m bench.jetstream_clients NAME URL EVENTS`.

Each looks at every event for two hashtags, and says what that cost in CPU time of its process and in memory.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import httpx
from msgspec.structs import replace
from websockets.asyncio.client import connect

from backchannel.clock import SystemClock
from backchannel.model.event import Event
from backchannel.model.sighting import Sighting
from backchannel.sources.bluesky.assembly import Reached, assemble
from backchannel.sources.bluesky.followed import Followed
from backchannel.sources.bluesky.glance import Glance
from backchannel.sources.bluesky.policy import Policy
from backchannel.sources.source import KnownPost, Outbox
from bench.common import EVENT, NOON
from bench.jetstream_server import HASHTAGS

if TYPE_CHECKING:
    from atproto import models

PATH = "network.bsky.jetstream.subscribeEvents"
Read = Callable[[str, int], Awaitable[int]]


async def bare(url: str, events: int) -> int:
    """`websockets`, `json.loads`, and a filter: the loop that everybody writes."""
    matches = 0
    async with connect(f"{url}/xrpc/{PATH}", compression=None, max_queue=4096, max_size=None) as socket:
        for _ in range(events):
            record = json.loads(await socket.recv())["payload"].get("record")
            if record and not set(HASHTAGS).isdisjoint(_tags(record)):
                matches += 1
    return matches


def _tags(record: dict[str, Any]) -> list[str]:
    features = (feature for facet in record.get("facets", ()) for feature in facet["features"])
    return [feature["tag"].lower() for feature in features if "tag" in feature] + record.get("tags", [])


async def ours(url: str, events: int) -> int:
    """The collector: its connection, its glance, its intake, its cursor. Matches wait for an AppView for ever."""
    followed = [Followed(Nowhere(replace(EVENT, hashtags=HASHTAGS)))]
    async with httpx.AsyncClient(verify=False) as http:  # noqa: S501 - it asks nobody
        reached = Reached([url], "http://unused.example", http, None)
        parts = assemble(followed, None, reached, clock=SystemClock(), policy=Policy(stall=None))
        laps = place = 0
        glance = Glance(followed, parts.room)
        while laps + place < events:
            for event in await parts.jetstream.next(parts.room.free, glance):
                parts.intake.handle(event, live=event.position.at >= parts.jetstream.live_from)
            await parts.commits.flush_if(1.0)
            before, place = place, parts.commits.position.seq or 0
            if place < before:  # the server has begun anew
                laps += before
                early.setdefault("resident", _resident())
        await parts.jetstream.close()
    return len(parts.room)


async def library(url: str, events: int) -> int:
    """The Jetstream client of atproto, which parses every record into its model."""
    from atproto import AsyncJetstreamClient, models

    matches = handled = 0
    client = AsyncJetstreamClient(base_uri=f"{url}/xrpc", compress=False)

    async def on_message(message: object) -> None:
        nonlocal matches, handled
        handled += 1
        record = getattr(message, "record", None)
        if isinstance(record, models.AppBskyFeedPost.Record) and _is_match(record):
            matches += 1
        if handled == events:
            await client.stop()

    await client.start(on_message)
    return matches


def _is_match(record: "models.AppBskyFeedPost.Record") -> bool:
    features = [feature for facet in record.facets or () for feature in facet.features]
    return any(getattr(feature, "tag", "").lower() in HASHTAGS for feature in features)


class Nowhere(Outbox):
    """An outbox that forgets everything."""

    def __init__(self, event: Event) -> None:
        self.event = event

    async def cursor(self, source: str) -> str | None:  # noqa: ARG002
        return None

    async def commit(self, source: str, sightings: Sequence[Sighting], **_: object) -> None:
        pass

    async def trouble(self, source: str, why: str) -> None:
        pass

    async def mode(self, source: str, mode: str, degraded: str = "") -> None:
        pass

    def dropped(self, source: str, count: int = 1) -> None:
        pass

    async def heard_until(self, source: str) -> datetime | None:  # noqa: ARG002
        return NOON

    async def known(self, source: str, since: datetime | None = None) -> list[KnownPost]:  # noqa: ARG002
        return []

    async def known_authors(self, source: str) -> set[str]:  # noqa: ARG002
        return set()

    async def posts_of(self, author: str) -> list[str]:  # noqa: ARG002
        return []


def _resident() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


early: dict[str, float] = {}
READERS: dict[str, Read] = {"bare": bare, "ours": ours, "library": library}


async def main(name: str, url: str, events: int) -> None:
    started = time.process_time()
    matches = await READERS[name](url, events)
    told = {"matches": matches, "seconds": time.process_time() - started, "resident": _resident()}
    print(json.dumps({"early": told["resident"], **early, **told}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
