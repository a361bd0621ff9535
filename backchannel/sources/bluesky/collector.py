"""The Bluesky source: one connection to Jetstream for all events, the AppView for what it does not tell.

Jetstream → intake → waiting room → hydrator → outboxes, each with a cursor below all that still waits.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from backchannel.clock import Clock
from backchannel.sources.bluesky.assembly import Parts, Reached, assemble
from backchannel.sources.bluesky.followed import SOURCE, Followed
from backchannel.sources.bluesky.glance import Glance
from backchannel.sources.bluesky.loading import load
from backchannel.sources.bluesky.member import Credentials, Member
from backchannel.sources.bluesky.policy import LIVE, Policy
from backchannel.sources.bluesky.position import Position, stored
from backchannel.sources.bluesky.times import first_of
from backchannel.sources.hearing import NOT_RUNNING
from backchannel.sources.pace import Pace
from backchannel.sources.source import Outbox
from backchannel.sources.web import open_http

NEVER = 10.0**10  # seconds: some three hundred years
LOG_SECONDS = 60.0  # between two lines about malformed frames

log = logging.getLogger(__name__)


class BlueskySource:
    """Collects from the `jetstreams` in turn, and asks the `appview`; with `credentials`, more than strangers may."""

    def __init__(
        self,
        jetstreams: Sequence[str],
        appview: str,
        clock: Clock,
        policy: Policy = LIVE,
        *,
        credentials: Credentials | None = None,
    ) -> None:
        self._jetstreams = jetstreams
        self._appview = appview
        self._clock = clock
        self._policy = policy
        self._credentials = credentials
        self._parts: Parts | None = None
        self._started = asyncio.Event()

    async def run(self, outboxes: Iterable[Outbox]) -> None:
        """Collect until cancelled. Both services are tried for as long as it takes."""
        clock, policy = self._clock, self._policy
        async with self.opened(outboxes) as parts, asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(parts))
            tasks.create_task(parts.hydrator.run(clock))
            tasks.create_task(self._recheck(parts))
            tasks.create_task(parts.threads.run(parts.commits, clock))
            tasks.create_task(parts.accounts.run(clock, policy.accounts_every))
            tasks.create_task(self._backfill(parts))
            if policy.past:
                tasks.create_task(self._read_accounts(parts))

    @asynccontextmanager
    async def opened(self, outboxes: Iterable[Outbox]) -> AsyncGenerator[Parts]:
        """All that a look at what is known needs, while the context is open. Jetstream is not asked for anything."""
        clock, policy = self._clock, self._policy
        followed = [await load(outbox, policy, clock.now()) for outbox in outboxes]
        position = await _oldest_position(followed)
        async with self._reached() as reached:
            parts = self._parts = assemble(followed, position, reached, clock=clock, policy=policy)
            self._started.set()
            try:
                yield parts
            finally:
                await parts.jetstream.close()

    @property
    def waiting(self) -> int:
        """How much waits for the AppView just now; never more than the policy allows by much."""
        return len(self._parts.room) if self._parts else 0

    async def recheck_all(self) -> None:
        """Look once more at every post delivered, and at their conversations; returns when all found is committed.

        Where posts are missing it waits some seconds of the clock, to look at those twice.
        """
        await self._started.wait()
        if self._parts is not None:
            await self._parts.recheck.all(self._parts.commits.followed, self._clock, self._policy.recheck_twice)
            await self._parts.conversations.all_asked()

    async def recount(self) -> None:
        """The same: the AppView tells the counts with every look."""
        await self.recheck_all()

    @asynccontextmanager
    async def _reached(self) -> AsyncGenerator[Reached]:
        member = Member(self._credentials) if self._credentials else None
        async with open_http(self._policy.timeout) as http:
            try:
                yield Reached(self._jetstreams, self._appview, http, member)
            finally:
                if member is not None:
                    await member.close()

    async def _listen(self, parts: Parts) -> None:
        await parts.accounts.asked.wait()  # whose posts are passed over now are not heard again
        await parts.jetstream.connect()
        await self._begin(parts)
        malformed = _Malformed(self._clock)
        glance = Glance(parts.commits.followed, parts.room)
        while True:
            await parts.room.until_free()
            for event in await parts.jetstream.next(parts.room.free, glance):
                parts.intake.handle(event, live=event.position.at >= parts.jetstream.live_from)
            await parts.commits.flush_if(self._policy.commit_every)
            new = malformed.told(parts.jetstream.malformed + parts.intake.malformed)
            for one in parts.commits.followed if new else ():
                one.outbox.dropped(SOURCE, new)

    async def _begin(self, parts: Parts) -> None:
        """Say since when each event is listened for, and where nobody listened."""
        now = self._clock.now()
        for one in parts.commits.followed:
            if one.heard is None and one.past is not None:  # what is owed counts: it is not heard yet
                await one.outbox.commit(SOURCE, (), heard=one.past.since)
            elif one.heard is not None and now - one.heard > timedelta(seconds=self._policy.absence_seconds):
                one.gap(one.heard, now, NOT_RUNNING, filled=True)
        await parts.commits.flush()
        parts.listening.set()

    async def _backfill(self, parts: Parts) -> None:
        await parts.listening.wait()
        await parts.backfill.run()

    async def _read_accounts(self, parts: Parts) -> None:
        await parts.listening.wait()
        while True:
            parts.accounts.found.clear()
            await parts.timelines.read_unread()
            await parts.accounts.found.wait()

    async def _recheck(self, parts: Parts) -> None:
        """Look at everything in its time or when something was missed, at the young posts more often."""
        policy, clock, missed, followed = self._policy, self._clock, parts.health.missed, parts.commits.followed
        waits = [seconds for seconds in (policy.recheck_every, policy.recheck_all_every) if seconds is not None]
        pace = Pace(policy.recheck_all_every or NEVER, [one.outbox.event for one in followed], clock.now())
        while True:
            await first_of(missed.wait(), *(clock.sleep(seconds) for seconds in waits))
            due = [one for one in followed if missed.is_set() or pace.is_due(one.outbox.event, clock.now())]
            missed.clear()
            for one in due:
                pace.looked(one.outbox.event, clock.now())
            if due:
                await parts.recheck.all(due, clock, policy.recheck_twice)
            else:
                await parts.recheck.younger(policy.recheck_younger, clock, policy.recheck_twice)


class _Malformed:
    """Tells of frames and records that made no sense, now and then."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told = 0
        self._next = clock.now()

    def told(self, count: int) -> int:
        """How many are new since it last told; nothing until it is time to tell again."""
        new = count - self._told
        if not new or self._clock.now() < self._next:
            return 0
        log.warning("malformed=%d", count)
        self._told = count
        self._next = self._clock.now() + timedelta(seconds=LOG_SECONDS)
        return new


async def _oldest_position(followed: Iterable[Followed]) -> Position | None:
    """Where to resume: where the event that has heard least stands; None if none has heard anything."""
    cursors = [await one.outbox.cursor(SOURCE) for one in followed]
    positions = [stored(cursor) for cursor in cursors if cursor]
    return min(positions, key=lambda position: position.time_us, default=None)
