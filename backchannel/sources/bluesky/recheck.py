"""Looks again at what has been delivered: labels come late, and some removals no event tells of."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from backchannel.clock import Clock
from backchannel.sources.bluesky.addresses import did_of
from backchannel.sources.bluesky.appview import BATCH
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.delivery import Delivery
from backchannel.sources.bluesky.followed import SOURCE, Followed
from backchannel.sources.bluesky.lookup import Lookup


class Recheck:
    """Asks for delivered posts once more, except those of authors who are `away`."""

    def __init__(self, commits: Commits, delivery: Delivery, *, lookup: Lookup, away: set[str]) -> None:
        self._commits = commits
        self._delivery = delivery
        self._lookup = lookup
        self._away = away

    async def all(self, events: Iterable[Followed], clock: Clock, pause: float) -> None:
        """Look at every post of these events that may still change.

        One that is absent twice, `pause` seconds apart, is lost.
        """
        uris = {uri for followed in events for uri in followed.marks}
        await self._twice(uris, clock, pause)

    async def younger(self, seconds: float, clock: Clock, pause: float) -> None:
        """Look at the posts made in the last so many seconds."""
        since = clock.now() - timedelta(seconds=seconds)
        young = [await followed.outbox.known(SOURCE, since) for followed in self._commits.followed]
        await self._twice({known.id for posts in young for known in posts}, clock, pause)

    async def _twice(self, uris: Iterable[str], clock: Clock, pause: float) -> None:
        absent = await self._look(uris)
        if absent:
            await clock.sleep(pause)
            for uri in await self._look(absent):
                self._delivery.lost(uri)
            await self._commits.flush()

    async def _look(self, uris: Iterable[str]) -> list[str]:
        """Deliver what is news of these posts; returns those that are absent."""
        wanted = sorted(uri for uri in uris if did_of(uri) not in self._away)
        absent: list[str] = []
        for start in range(0, len(wanted), BATCH):
            absent += await self._look_at(wanted[start : start + BATCH])
            await self._commits.flush()
        return absent

    async def _look_at(self, uris: Sequence[str]) -> list[str]:
        views = await self._lookup.appview.posts(uris)
        there = await self._lookup.hydrated(views.values())
        for uri, hydrated in there.items():
            if self._delivery.is_news(hydrated):
                self._delivery.again(uri, hydrated)
        return [uri for uri in uris if uri not in views]
