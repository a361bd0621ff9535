"""Fetches what happened before anybody listened: by search, where somebody is logged in, or from Jetstream's memory.

In the background: what comes from here is marked, and keeps nothing that is new waiting for long.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from backchannel.clock import Clock
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.followed import Followed, Past
from backchannel.sources.bluesky.health import Health, Loss
from backchannel.sources.bluesky.replay import Replay
from backchannel.sources.bluesky.searching import Search, Span
from backchannel.sources.bluesky.timelines import Timelines

NOT_YET = "Bluesky was not read for this event yet"


class Ways(NamedTuple):
    """How the past is reached: followed accounts' posts, a search, and Jetstream, which is asked for so many hours."""

    timelines: Timelines
    search: Search
    replay: Replay
    hours: float


class Backfill:
    """Pays what each event is owed of the past, then what the stream loses."""

    def __init__(self, commits: Commits, health: Health, ways: Ways, clock: Clock) -> None:
        self._commits = commits
        self._health = health
        self._ways = ways
        self._clock = clock

    async def run(self) -> None:
        """Work until cancelled."""
        for followed in self._commits.followed:
            if followed.past is not None:
                await self._pay(followed, followed.past)
        while True:
            await self._make_good(await self._health.losses.get())

    async def _pay(self, followed: Followed, past: Past) -> None:
        """Fetch an event's past, and say of which part of it nothing is known."""
        followed.gap(past.since, past.until, NOT_YET, filled=False)
        back_to = await self._ways.search.fetch(past.hashtags, Span(past.since, past.until), self._clock)
        if back_to > past.since:
            back_to = min(back_to, await self._replay(past))
        if back_to < past.until:
            followed.gap(back_to, past.until, NOT_YET, filled=True)
            followed.gap(past.since, back_to, NOT_YET, filled=False)
        followed.past = None
        await self._commits.flush()

    async def _replay(self, past: Past) -> datetime:
        oldest = max(past.since, self._clock.now() - timedelta(hours=self._ways.hours))
        return await self._ways.replay.fetch(oldest, past.until) if oldest < past.until else past.until

    async def _make_good(self, loss: Loss) -> None:
        """Look for what the stream lost, for every event; only a search finds all of it."""
        events = (followed.outbox.event for followed in self._commits.followed)
        tags = tuple(dict.fromkeys(tag for event in events for tag in event.hashtags))
        if await self._ways.search.fetch(tags, Span(loss.start, loss.end), self._clock) <= loss.start:
            self._health.found(loss)
        await self._ways.timelines.read_again(Span(loss.start, loss.end))
        await self._commits.flush()
