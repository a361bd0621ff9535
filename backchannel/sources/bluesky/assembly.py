"""Which part of the collector knows which: put together anew for each run."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

import httpx

from backchannel.clock import Clock
from backchannel.sources.bluesky.accounts import Accounts
from backchannel.sources.bluesky.appview import AppView
from backchannel.sources.bluesky.backfill import Backfill, Ways
from backchannel.sources.bluesky.budget import Budget
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.conversations import Conversations
from backchannel.sources.bluesky.delivery import Delivery
from backchannel.sources.bluesky.followed import Followed
from backchannel.sources.bluesky.gates import Gates
from backchannel.sources.bluesky.health import Health
from backchannel.sources.bluesky.hydration import WaitingRoom
from backchannel.sources.bluesky.hydrator import Hydrator
from backchannel.sources.bluesky.intake import Intake
from backchannel.sources.bluesky.jetstream import Jetstream
from backchannel.sources.bluesky.lookup import Lookup
from backchannel.sources.bluesky.member import Member
from backchannel.sources.bluesky.policy import Policy
from backchannel.sources.bluesky.position import Position, starting
from backchannel.sources.bluesky.profiles import Profiles
from backchannel.sources.bluesky.recheck import Recheck
from backchannel.sources.bluesky.replay import Replay
from backchannel.sources.bluesky.searching import Search
from backchannel.sources.bluesky.threads import Threads
from backchannel.sources.bluesky.timelines import Timelines


class Reached(NamedTuple):
    """How the network is reached: Jetstream's hosts, the AppView over HTTP, and a member, if anybody is logged in."""

    jetstreams: Sequence[str]
    appview: str
    http: httpx.AsyncClient
    member: Member | None


class Parts(NamedTuple):
    """The parts of a running collector. `listening` is set when the stream is open for the first time."""

    listening: asyncio.Event
    room: WaitingRoom
    commits: Commits
    health: Health
    intake: Intake
    jetstream: Jetstream
    hydrator: Hydrator
    accounts: Accounts
    timelines: Timelines
    conversations: Conversations
    threads: Threads
    recheck: Recheck
    backfill: Backfill


def assemble(
    followed: list[Followed], position: Position | None, reached: Reached, *, clock: Clock, policy: Policy
) -> Parts:
    """All parts, for these events, from this position on; without one, from now on."""
    room = WaitingRoom(clock, limit=policy.waiting)
    commits = Commits(followed, room, position or starting(clock.now()), clock=clock)
    health = Health(commits, clock)
    lookup = _lookup(reached, health, clock, policy)
    conversations = Conversations(clock, limit=policy.conversations)
    delivery = Delivery(followed, lookup.profiles, conversations, clock=clock)
    intake = Intake(commits, room, delivery=delivery, lookup=lookup, clock=clock)
    timelines = Timelines(commits, room, delivery, lookup=lookup, pages=policy.account_pages)
    ways = Ways(
        timelines=timelines,
        search=Search(commits, room, delivery, lookup=lookup, pages=policy.search_pages),
        replay=Replay(reached.jetstreams, intake.writing, room, clock=clock, policy=policy),
        hours=policy.past_hours,
    )
    return Parts(
        listening=asyncio.Event(),
        room=room,
        commits=commits,
        health=health,
        intake=intake,
        jetstream=Jetstream(reached.jetstreams, position, clock=clock, policy=policy, health=health),
        hydrator=Hydrator(room, commits, delivery, lookup=lookup, retries=policy.retries),
        accounts=Accounts(followed, lookup.appview),
        timelines=timelines,
        conversations=conversations,
        threads=Threads(conversations, room, delivery, lookup=lookup, policy=policy),
        recheck=Recheck(commits, delivery, lookup=lookup, away=intake.away),
        backfill=Backfill(commits, health, ways, clock),
    )


def _lookup(reached: Reached, health: Health, clock: Clock, policy: Policy) -> Lookup:
    budget = Budget(clock, per_second=policy.requests_per_second, burst=policy.burst)
    appview = AppView(reached.http, reached.appview, clock=clock, budget=budget, health=health)
    profiles = Profiles(appview, clock, limit=policy.profiles, seconds=policy.profile_seconds)
    gates = Gates(appview, clock, limit=policy.profiles, seconds=policy.profile_seconds)
    return Lookup(appview, profiles, gates, member=reached.member)
