"""What a network must be to us, and what it is given.

A source reads its network from the cursor on, hands what it saw to its `Outbox`, and runs until it is cancelled.
It never sees Redis, the wall or another source.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import NamedTuple, Protocol

from backchannel.model.event import Event, Mode
from backchannel.model.sighting import Sighting


class KnownPost(NamedTuple):
    """A post this source has delivered: the source's own id for it, the post's, and whether it is only context."""

    local_id: str
    id: str
    context: bool = False


class Outbox(Protocol):
    """Where a source leaves what it saw. One outbox serves one event; `source` is a server's name, or `bluesky`."""

    event: Event

    async def cursor(self, source: str) -> str | None:
        """The position last committed for this source, in the source's own words."""
        ...

    async def heard_until(self, source: str) -> datetime | None:
        """Up to when this source had been heard when it was last committed."""
        ...

    async def commit(
        self, source: str, sightings: Sequence[Sighting], *, cursor: str | None = None, heard: datetime | None = None
    ) -> None:
        """Append the sightings and move the cursor and the heard-until mark together, in one transaction.

        Waits while the ingest stream is at its limit. A source that was heard until a moment stays so.
        """
        ...

    async def trouble(self, source: str, why: str) -> None:
        """Say that the source can't be heard just now (an empty `why`: it can again). Saying it again says nothing.

        What was said outlives the process, so a source says once at each start that it can be heard.
        """
        ...

    async def mode(self, source: str, mode: Mode, degraded: str = "") -> None:
        """Say how the source is heard, and in one sentence why that is less than it could be (empty: it is not).

        Unlike `trouble`, the source is heard all the same. Saying it again says nothing.
        """
        ...

    def dropped(self, source: str, count: int) -> None:
        """Count things that made no sense. They are stored with the next commit; a crash before it forgets them."""
        ...

    async def known(self, source: str, since: datetime | None = None) -> list[KnownPost]:
        """The posts of this source, created at `since` or later, that may still change: delivered and not gone."""
        ...

    async def known_authors(self, source: str) -> set[str]:
        """Everyone this source has delivered posts of, whatever became of those."""
        ...

    async def posts_of(self, author: str) -> list[str]:
        """The ids of the posts of that author that are not gone."""
        ...


class Source(Protocol):
    """One network's collector for a set of events."""

    async def run(self, outboxes: Iterable[Outbox]) -> None:
        """Collect until cancelled. Trouble with a network is retried for ever; only our own errors leave this."""
        ...

    def opened(self, outboxes: Iterable[Outbox]) -> AbstractAsyncContextManager[object]:
        """A context in which `recheck_all` and `recount` may be called, and nothing else is done. `run` runs in one."""
        ...

    async def recheck_all(self) -> object:
        """Look at every known post once more, for what no stream told. Called while `run` runs, or within `opened`."""
        ...

    async def recount(self) -> object:
        """The same, and tell how often each was liked, reposted and answered, though nothing else has changed."""
        ...
