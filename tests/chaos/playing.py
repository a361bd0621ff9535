"""Plays a recording to a house while things happen to it, and tells what came of it."""

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar

import httpx
import msgspec
from msgspec.structs import replace

from backchannel.clock import TurnedClock
from backchannel.curation.copies import groups
from backchannel.model.event import recheck_every
from backchannel.model.post import Counts, Post
from backchannel.model.record import Ruling
from backchannel.services.archiving import load
from backchannel.services.pretending import Pretending
from backchannel.services.rehearsal import NUDGE, Conductor, Released
from backchannel.sources.mastodon.client import BATCH
from backchannel.sources.mastodon.policy import Policy
from backchannel.store.archive import Archive
from backchannel.store.changes import may_change
from backchannel.store.connect import Unreachable
from backchannel.store.ingest import Ingest, Position
from backchannel.store.keys import Keys
from backchannel.summary.archive_file import Line, RecordLine
from support.chaos import LOOK, House

T = TypeVar("T")
Action = Callable[[], Awaitable[object]]

FIRST = 3  # releases before the first action: who never committed anything can't know where it was
DELAY = 0.1  # real seconds; an action follows a release after at most so many
UNDATED = datetime.min.replace(tzinfo=UTC)
HOUR = timedelta(hours=1)
TURN = timedelta(seconds=5)
RECHECK = timedelta(seconds=Policy().recheck_all_every)
BATCHES = "/api/v1/statuses"


class Script(NamedTuple):
    """What happens to a house while it is played to: each action one to `apart` releases and a moment after another."""

    actions: Sequence[Action]
    dice: Random
    apart: int = 3


QUIET = Script((), Random(0))


async def play(networks: Pretending, house: House, script: Script = QUIET, *, seconds: float = 100) -> None:
    """Play it all, and look at everything known once more. Raises `TimeoutError` after so many real seconds."""
    unrest = _Unrest(networks, house.clock)
    ingest = _Patient(house.redis, house.event.slug)
    sources = frozenset({*house.event.servers, "bluesky"})
    conductor = Conductor(unrest, house.clock, ingest, sources=sources, told=lambda _: None)
    first = (await networks.state()).next
    assert first
    async with asyncio.timeout(seconds), asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(house.watch())
        while not sources <= (await ingest.positions()).keys():  # what is older than the first contact is not asked for
            await asyncio.sleep(LOOK)
        acting = tasks.create_task(unrest.act(script))
        await conductor.play(first)
        unrest.over = True
        await acting
        await conductor.settle()
        await _recheck(house, networks, conductor)
        watching.cancel()


class _Unrest:
    """The networks of a conductor, and what happens between their releases: the next one waits for what is due."""

    def __init__(self, networks: Pretending, clock: TurnedClock) -> None:
        self.over = False
        self._networks = networks
        self._clock = clock
        self._steps = 0
        self._due: int | None = None
        self._until: datetime | None = None

    async def release(self, until: datetime) -> Released:
        if until != self._until:
            while self._due is not None and self._steps >= self._due:
                await asyncio.sleep(LOOK)
            self._steps += 1
        released = await self._networks.release(until)
        self._until = released.until
        return released

    async def act(self, script: Script) -> None:
        """Do all of it in order; at once where nothing is left to be released."""
        self._due = FIRST
        for action in script.actions:
            while self._steps < self._due and not self.over:
                await asyncio.sleep(LOOK)
            await asyncio.sleep(script.dice.uniform(0, DELAY))
            await action()
            await self._be_heard()
            self._due = self._steps + script.dice.randint(1, script.apart)
        self._due = None

    async def _be_heard(self) -> None:
        """No real network is silent for a second; who lost what it had committed learns it by its next commit."""
        self._clock.turn(self._clock.now() + NUDGE)
        await self._networks.release(self._clock.now())


class _Patient(Ingest):
    """The ingest stream, asked again while Redis is away."""

    async def positions(self) -> dict[str, Position]:
        return await patiently(super().positions)

    async def length(self) -> int:
        return await patiently(super().length)


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """The answer, once Redis is there to give it."""
    while True:
        try:
            return await ask()
        except Unreachable:
            await asyncio.sleep(LOOK)


async def _recheck(house: House, networks: Pretending, conductor: Conductor) -> None:
    """Turn the clock until every server's periodic full re-check has been made, from its start to its end."""
    archive = Archive(house.redis, house.event.slug)
    house.clock.turn(house.clock.now() + HOUR)  # no post is young now: those are looked at more often
    await conductor.settle()
    for _ in range(2):  # the second is not begun before the first has ended
        before = await _batches(networks)
        house.clock.turn(house.clock.now() + recheck_every(house.event, house.clock.now(), RECHECK))
        for server in house.event.servers:
            wanted = before[server] + math.ceil(len(await archive.known(server)) / BATCH)
            while (await _batches(networks))[server] < wanted:
                house.clock.turn(house.clock.now() + TURN)
                await conductor.settle()
    await conductor.settle()


async def _batches(networks: Pretending) -> Counter[str]:
    """How often each server was asked for a batch of known posts."""
    base = (await networks.state()).endpoints.appview
    async with httpx.AsyncClient(base_url=base, trust_env=False) as client:
        answer = await client.get("/pretend/requests")
    asked = msgspec.json.decode(answer.content, type=dict[str, dict[str, int]])
    return Counter({server: paths.get(BATCHES, 0) for server, paths in asked.items()})


class Archived(NamedTuple):
    """What the archive files tell: every public post, and the ruling on every post that was ever seen.

    Left out are counts, times of receipt, and times that are bounded by when we looked; versions say when it was.
    """

    public: dict[str, Post]
    rulings: dict[str, Ruling]


def archived(house: House, folder: Path) -> Archived:
    """Export the archive and a backup, and read them."""
    archive, backup = folder / "archive.jsonl", folder / "backup.jsonl"
    house.command("export", house.event_file, archive)
    house.command("export", house.event_file, backup, "--full")
    posts = [line.post for line in load(archive)[1] if isinstance(line, Line)]
    records = [line.record for line in load(backup)[1] if isinstance(line, RecordLine)]
    return Archived(
        public={post.id: _undated(post) for post in posts},
        rulings={record.id: record.ruling for record in records},
    )


def _undated(post: Post) -> Post:
    # Whether a post was there before the first contact depends on when that was: a collector may die before it counts.
    bare = replace(post, counts=Counts(), received_at=None, backfilled=False)
    return replace(bare, created_at=UNDATED, edited_at=None)


async def false_indexes(house: House) -> list[str]:
    """The indexes that differ from what the records say."""
    keys = Keys(house.event.slug)
    records = [record async for record in Archive(house.redis, house.event.slug).all()]
    true: dict[str, set[str]] = {keys.shown: {record.id for record in records if record.ruling.state == "shown"}}
    for source in (*house.event.servers, "bluesky"):
        true[keys.known(source)] = {
            f"{record.presence[source].local_id} {record.id}"
            for record in records
            if may_change(record) and source in record.presence
        }
    for author in {record.author for record in records if record.author}:
        true[keys.by(author)] = {record.id for record in records if record.author == author}
    stored = {key: await house.redis.call("ZRANGE", key, 0, -1) for key in true}
    registers = {one.id: one async for one in Archive(house.redis, house.event.slug).all_registers()}
    kept = {tuple(sorted({record.id, *record.group})) for record in records}
    parted = [] if kept == {tuple(ids) for ids in groups(records, registers)} else ["groups"]
    return parted + [key for key, members in true.items() if members != {raw.decode() for raw in stored[key]}]
