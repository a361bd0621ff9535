"""The waiting room: what is to be asked of the AppView, in bounded memory, with the cursor kept below it.

No word of a post reaches disk from here; if the process dies, Jetstream tells it all again.
"""

import asyncio
from datetime import datetime

from msgspec import Struct

from backchannel.clock import Clock
from backchannel.sources.bluesky.mark import Mark
from backchannel.sources.bluesky.position import Position
from backchannel.sources.bluesky.record import Record
from backchannel.sources.bluesky.times import first_of, sleep_until


class Waiting(Struct, kw_only=True):
    """Something waits: `key` names it, `below` is the place in the stream just before it, `at` its time there.

    It is due to be asked for at `due`, and has been asked for `tries` times in vain.
    """

    key: str
    did: str
    below: Position
    at: datetime
    due: datetime
    tries: int = 0

    def replace(self, before: "Waiting") -> None:
        """Stand where `before` stood: the cursor stays below what has waited the longest."""
        self.below, self.at = before.below, before.at


class Farewell(Waiting, kw_only=True):
    """A deleted post of somebody we know, unknown to this process but maybe not to an earlier one; `key` is its URI."""


class Draft(Waiting, kw_only=True):
    """A new post or a new version, whose author is not known yet. `key` is its at-URI.

    `talks` are the posts that it answers, where it is of interest for that alone.
    """

    record: Record
    mark: Mark
    talks: tuple[str, ...] = ()


class Look(Waiting, kw_only=True):
    """A delivered post that may look different now. `key` is its at-URI; `rev` the repository's, where it says one.

    `absent` says that the AppView did not have it when it was last asked.
    """

    rev: str = ""
    absent: bool = False


class AuthorLook(Waiting, kw_only=True):
    """A known author whose profile may have changed; with `posts`, all their posts too. `key` is their DID.

    `handle` is the one they have now, if news of it is the reason; the AppView may hear of it later than we do.
    """

    posts: bool = False
    rev: str = ""
    handle: str = ""

    def replace(self, before: Waiting) -> None:
        """Stand where `before` stood, and for all that it stood for."""
        Waiting.replace(self, before)
        if isinstance(before, AuthorLook):
            self.posts, self.rev = self.posts or before.posts, max(self.rev, before.rev)


class WaitingRoom:
    """What waits, the oldest first. A newer word about the same thing takes the older one's place in the queue."""

    def __init__(self, clock: Clock, *, limit: int) -> None:
        self._clock = clock
        self._limit = limit
        self._waiting: dict[str, Waiting] = {}
        self._arrived = asyncio.Event()
        self._left = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def free(self) -> int:
        """How many more posts may come to wait before the reader has to stop."""
        return max(0, self._limit - len(self._waiting))

    @property
    def oldest(self) -> Waiting | None:
        """Who has been waiting the longest."""
        return next(iter(self._waiting.values()), None)

    def add(self, waiting: Waiting) -> None:
        """Let it wait. A look at a post whose newer version waits anyway adds nothing."""
        before = self._waiting.get(waiting.key)
        if isinstance(before, Draft) and not isinstance(waiting, Draft):
            return
        if before is not None:
            waiting.replace(before)
        self._waiting[waiting.key] = waiting
        self._arrived.set()

    def drop(self, key: str) -> Waiting | None:
        """It waits no longer."""
        self._left.set()
        return self._waiting.pop(key, None)

    def draft(self, uri: str) -> Draft | None:
        """The version of a post that waits."""
        waiting = self._waiting.get(uri)
        return waiting if isinstance(waiting, Draft) else None

    def talk_of(self, waiting: Waiting) -> Draft | None:
        """The post that waits itself and is the reason why this one is of interest: first, let us see that."""
        talks = map(self.draft, waiting.talks) if isinstance(waiting, Draft) else ()
        return next((talk for talk in talks if talk and not talk.talks), None)

    def holds(self, waiting: Waiting) -> bool:
        """Whether this very thing still waits: it may have left, or been replaced, while an answer was on its way."""
        return self._waiting.get(waiting.key) is waiting

    def of_author(self, did: str) -> list[Waiting]:
        """All that waits of an author."""
        return [waiting for waiting in self._waiting.values() if waiting.did == did]

    def due(self, count: int) -> list[Waiting]:
        """The first of those whose time has come."""
        now = self._clock.now()
        due = (waiting for waiting in self._waiting.values() if waiting.due <= now)
        return [waiting for waiting, _ in zip(due, range(count), strict=False)]

    async def until_due(self) -> None:
        """Return when something is due."""
        while (next_due := self._next_due()) is None or next_due > self._clock.now():
            self._arrived.clear()
            if next_due is None:
                await self._arrived.wait()
            else:
                await first_of(self._arrived.wait(), sleep_until(self._clock, next_due))

    async def until_free(self) -> None:
        """Return when there is room."""
        while not self.free:
            self._left.clear()
            await self._left.wait()

    def _next_due(self) -> datetime | None:
        return min((waiting.due for waiting in self._waiting.values()), default=None)
