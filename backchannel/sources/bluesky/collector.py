"""The Bluesky source: one connection to Jetstream for all events, the AppView for what it does not tell.

Jetstream → intake → waiting room → hydrator → outboxes, each with a cursor below all that still waits.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

import httpx

from backchannel.clock import Clock
from backchannel.sources.bluesky.accounts import Accounts
from backchannel.sources.bluesky.appview import AppView
from backchannel.sources.bluesky.budget import Budget
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.delivery import Delivery
from backchannel.sources.bluesky.followed import SOURCE, Followed, load
from backchannel.sources.bluesky.health import Health
from backchannel.sources.bluesky.hydration import WaitingRoom
from backchannel.sources.bluesky.hydrator import Hydrator
from backchannel.sources.bluesky.intake import Intake
from backchannel.sources.bluesky.jetstream import Jetstream
from backchannel.sources.bluesky.policy import LIVE, Policy
from backchannel.sources.bluesky.position import Position, starting, stored
from backchannel.sources.bluesky.profiles import Profiles
from backchannel.sources.bluesky.recheck import Recheck
from backchannel.sources.bluesky.times import first_of
from backchannel.sources.pace import Pace
from backchannel.sources.source import Outbox

JETSTREAMS = ("wss://jetstream.us-east.bsky.network", "wss://jetstream.us-west.bsky.network")
APPVIEW = "https://public.api.bsky.app"
NOT_RUNNING = "the collector was not running"
NEVER = 10.0**10  # seconds: some three hundred years
LOG_SECONDS = 60.0  # between two lines about malformed frames

log = logging.getLogger(__name__)


class BlueskySource:
    """Collects from the first of the `jetstreams` that answers, and asks the `appview`."""

    def __init__(self, jetstreams: Sequence[str], appview: str, clock: Clock, policy: Policy = LIVE) -> None:
        self._jetstreams = jetstreams
        self._appview = appview
        self._clock = clock
        self._policy = policy
        self._parts: _Parts | None = None
        self._started = asyncio.Event()

    async def run(self, outboxes: Iterable[Outbox]) -> None:
        """Collect until cancelled. Both services are tried for as long as it takes."""
        async with self.opened(outboxes) as parts, asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(parts))
            tasks.create_task(parts.hydrator.run(self._clock, self._policy.retries))
            tasks.create_task(self._recheck(parts))
            tasks.create_task(parts.accounts.run(self._clock, self._policy.accounts_every))

    @asynccontextmanager
    async def opened(self, outboxes: Iterable[Outbox]) -> AsyncGenerator["_Parts"]:
        """All that a look at what is known needs, while the context is open. Jetstream is not asked for anything."""
        followed = [await load(outbox) for outbox in outboxes]
        position = await _oldest_position(followed, self._clock.now())
        async with httpx.AsyncClient(timeout=self._policy.timeout) as http:
            parts = self._parts = self._assemble(followed, position, http)
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
        """Look once more at every post delivered; returns when what was found is committed.

        Where posts are missing it waits some seconds of the clock, to look at those twice.
        """
        await self._started.wait()
        if self._parts is not None:
            await self._parts.recheck.all(self._parts.commits.followed, self._clock, self._policy.recheck_twice)

    async def recount(self) -> None:
        """The same: the AppView tells the counts with every look."""
        await self.recheck_all()

    def _assemble(self, followed: list[Followed], position: Position, http: httpx.AsyncClient) -> "_Parts":
        clock, policy = self._clock, self._policy
        room = WaitingRoom(clock, limit=policy.waiting)
        commits = Commits(followed, room, position, clock=clock)
        health = Health(commits, clock)
        budget = Budget(clock, per_second=policy.requests_per_second, burst=policy.burst)
        appview = AppView(http, self._appview, clock=clock, budget=budget, health=health)
        profiles = Profiles(appview, clock, limit=policy.profiles, seconds=policy.profile_seconds)
        delivery = Delivery(followed, profiles, clock)
        intake = Intake(commits, room, delivery=delivery, profiles=profiles, clock=clock)
        return _Parts(
            room=room,
            commits=commits,
            health=health,
            intake=intake,
            jetstream=Jetstream(self._jetstreams, position, clock=clock, policy=policy, health=health),
            hydrator=Hydrator(room, commits, delivery=delivery, profiles=profiles, appview=appview),
            accounts=Accounts(followed, appview),
            recheck=Recheck(commits, appview, delivery=delivery, profiles=profiles, away=intake.away),
        )

    async def _listen(self, parts: "_Parts") -> None:
        await parts.accounts.asked.wait()  # whose posts are passed over now are not heard again
        await parts.jetstream.connect()
        self._note_absence(parts.commits.followed)
        await parts.commits.flush()
        malformed = _Malformed(self._clock)
        while True:
            await parts.room.until_free()
            for event in await parts.jetstream.next(parts.room.free):
                parts.intake.handle(event)
            await parts.commits.flush_if(self._policy.commit_every)
            malformed.log(parts.jetstream.malformed + parts.intake.malformed)

    async def _recheck(self, parts: "_Parts") -> None:
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

    def _note_absence(self, followed: Iterable[Followed]) -> None:
        now = self._clock.now()
        for one in followed:
            if one.heard is not None and now - one.heard > timedelta(seconds=self._policy.absence_seconds):
                one.gap(one.heard, now, NOT_RUNNING, filled=True)


class _Parts(NamedTuple):
    room: WaitingRoom
    commits: Commits
    health: Health
    intake: Intake
    jetstream: Jetstream
    hydrator: Hydrator
    accounts: Accounts
    recheck: Recheck


class _Malformed:
    """Tells of frames and records that made no sense, now and then."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told = 0
        self._next = clock.now()

    def log(self, count: int) -> None:
        if count > self._told and self._clock.now() >= self._next:
            log.warning("malformed=%d", count)
            self._told = count
            self._next = self._clock.now() + timedelta(seconds=LOG_SECONDS)


async def _oldest_position(followed: Iterable[Followed], now: datetime) -> Position:
    """Where to resume: where the event that has heard least stands, or now if none has heard anything."""
    cursors = [await one.outbox.cursor(SOURCE) for one in followed]
    positions = [stored(cursor) for cursor in cursors if cursor]
    return min(positions, key=lambda position: position.time_us, default=starting(now))
