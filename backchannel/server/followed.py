"""What the web process needs of the store: one event's public log, and the archive its entries are read through."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from backchannel.model.event import Coverage, Event
from backchannel.model.record import Record
from backchannel.model.sighting import ProgrammeChanged, Shifted
from backchannel.store.archive import Place
from backchannel.store.wall import WallEntry


class Archive(Protocol):
    """Reads one event's archive; `backchannel.store.archive.Archive` is one."""

    async def records(self, ids: Sequence[str]) -> list[Record | None]:
        """What is known of each post, in order."""
        ...

    async def older(self, than: Place, limit: int, *, session: str = "") -> list[Place]:
        """Public posts, or those about a session, that come after that place where the newest comes first."""
        ...

    async def created(self, edges: Sequence[datetime]) -> list[int]:
        """How many public posts were made from each edge to the next."""
        ...

    async def replies(self, post_id: str, limit: int) -> list[str]:
        """Ids of public posts that answer this one."""
        ...

    async def author_of(self, handle: str) -> str | None:
        """The id of the author with that handle, in small letters."""
        ...

    async def posts_of(self, author: str) -> list[str]:
        """Ids of an author's posts that are not gone."""
        ...

    async def pins(self) -> list[str]:
        """Ids of pinned posts, newest pin first."""
        ...

    async def numbers(self) -> tuple[int, int]:
        """How many posts are public, and how many people wrote them."""
        ...

    async def programme(self) -> ProgrammeChanged | None:
        """The programme, and when it was read."""
        ...

    async def shifts(self) -> dict[str, Shifted]:
        """The last word on each room that ran late."""
        ...

    async def coverage(self) -> list[Coverage]:
        """Each source's share of the time."""
        ...

    async def queues(self) -> tuple[int, int]:
        """How many entries wait to be curated, and how many could not be."""
        ...

    async def rulings(self) -> dict[tuple[str, str], int]:
        """How many posts there are by the state of their ruling and each of its reasons."""
        ...


class WallLog(Protocol):
    """Reads one event's public log; `backchannel.store.wall.WallLog` is one."""

    async def epoch(self) -> str:
        """A word that changes whenever positions no longer compare."""
        ...

    async def holds(self, position: str) -> bool:
        """Whether everything after `position` is still in the log."""
        ...

    async def after(self, position: str, *, count: int = 500, block_ms: int | None = None) -> list[WallEntry]:
        """What happened after `position`."""
        ...


class Followed(NamedTuple):
    """An event, and where its public state is read."""

    event: Event
    archive: Archive
    log: WallLog
