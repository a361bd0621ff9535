"""An outbox that keeps everything in memory: all of the protocol of `sources.source.Outbox`, without Redis."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from backchannel.model.event import Event, Mode
from backchannel.model.sighting import AuthorChanged, Deleted, Posted, Sighting
from backchannel.sources.source import KnownPost


class Commit(NamedTuple):
    """One transaction, as a source asked for it."""

    source: str
    sightings: tuple[Sighting, ...]
    cursor: str | None
    heard: datetime | None


class MemoryOutbox:
    """Remembers every commit. What is known is computed from the sightings, so that it can't disagree with them."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.commits: list[Commit] = []
        self.sightings: list[Sighting] = []
        self.cursors: dict[str, str] = {}
        self.heard: dict[str, datetime] = {}
        self.troubles: list[tuple[str, str]] = []
        self.modes: dict[str, tuple[Mode, str]] = {}
        self.drops: Counter[str] = Counter()
        self._changed = asyncio.Condition()

    async def cursor(self, source: str) -> str | None:
        return self.cursors.get(source)

    async def heard_until(self, source: str) -> datetime | None:
        return self.heard.get(source)

    async def commit(
        self, source: str, sightings: Sequence[Sighting], *, cursor: str | None = None, heard: datetime | None = None
    ) -> None:
        if not source:
            raise ValueError("a commit names its source")
        self.commits.append(Commit(source, tuple(sightings), cursor, heard))
        self.sightings.extend(sightings)
        if cursor is not None:
            self.cursors[source] = cursor
        if heard is not None:
            self.heard[source] = max(heard, self.heard.get(source, heard))
        await self._tell()

    async def trouble(self, source: str, why: str) -> None:
        standing = next((said for of, said in reversed(self.troubles) if of == source), "")
        if why != standing:
            self.troubles.append((source, why))
            await self._tell()

    async def mode(self, source: str, mode: Mode, degraded: str = "") -> None:
        self.modes[source] = (mode, degraded)
        await self._tell()

    def dropped(self, source: str, count: int) -> None:
        self.drops[source] += count

    async def known(self, source: str, since: datetime | None = None) -> list[KnownPost]:
        alive = [seen for seen in self._latest().values() if seen.source == source]
        wanted = [seen for seen in alive if since is None or seen.post.created_at >= since]
        return [KnownPost(seen.local_id, seen.post.id, seen.context) for seen in wanted]

    async def known_authors(self, source: str) -> set[str]:
        return {seen.post.author.id for seen in self.posted(source)}

    async def posts_of(self, author: str) -> list[str]:
        return list(dict.fromkeys(seen.post.id for seen in self._latest().values() if seen.post.author.id == author))

    def posted(self, source: str | None = None) -> list[Posted]:
        """Every sighting of a post, in order; of one source, or of all."""
        return [seen for seen in self.sightings if isinstance(seen, Posted) and source in {None, seen.source}]

    def deleted(self, source: str | None = None) -> list[Deleted]:
        """Every sighting of a delete, in order; of one source, or of all."""
        return [seen for seen in self.sightings if isinstance(seen, Deleted) and source in {None, seen.source}]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return once the condition holds; it is looked at after every commit and every trouble."""
        async with self._changed:
            await self._changed.wait_for(condition)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _latest(self) -> dict[tuple[str, str], Posted]:
        """The last sighting of each post by each source, without those that are finally gone."""
        gone = {seen.id for seen in self.deleted() if seen.final}
        left = {seen.author for seen in self.sightings if isinstance(seen, AuthorChanged) and seen.status == "deleted"}
        alive = [seen for seen in self.posted() if seen.post.id not in gone and seen.post.author.id not in left]
        return {(seen.source, seen.post.id): seen for seen in alive}


class Interrupted(Exception):
    """The process dies."""


class DyingOutbox(MemoryOutbox):
    """Dies before or after its n-th commit."""

    def arm(self, commits: int, *, before: bool) -> None:
        self.last, self.before = len(self.commits) + commits, before

    async def commit(
        self, source: str, sightings: Sequence[Sighting], *, cursor: str | None = None, heard: datetime | None = None
    ) -> None:
        if self.before and len(self.commits) + 1 == self.last:
            raise Interrupted
        await super().commit(source, sightings, cursor=cursor, heard=heard)
        if len(self.commits) == self.last:
            raise Interrupted
