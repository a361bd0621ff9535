"""Plays a slice to the whole real path in one process, while its networks fail and its services die."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from backchannel.clock import TurnedClock
from backchannel.demo.networks import PretendNetworks
from backchannel.demo.recording import Recording
from backchannel.model.event import Event
from backchannel.runtime.services import Services
from backchannel.services.archiving import archive_lines
from backchannel.services.rehearsal import Conductor, Released
from backchannel.settings import Settings
from backchannel.store.connect import Client
from backchannel.store.ingest import Ingest
from backchannel.summary.archive_file import ArchiveLine, Header

LOOKS = 25  # at a path that can't come to rest while its networks are in trouble
LOOK = 0.002  # real seconds
LEAD = timedelta(milliseconds=1)
SHORT = timedelta(minutes=5)  # an answer that hangs for hours of the clock would tell of its own future
HANGING = frozenset({"slow", "half_open"})
NUDGE = timedelta(seconds=30)
ROLES = ("mastodon", "bluesky", "curate")


class Spell(NamedTuple):
    """For so many steps from a step on, a surface is in trouble."""

    step: int
    surface: str
    mode: str
    steps: int


class Death(NamedTuple):
    """At a step, a service dies without a word and another takes its place."""

    step: int
    role: str


class Weather(NamedTuple):
    """What goes wrong, and in how large steps the time goes on meanwhile (minutes, again and again)."""

    spells: Sequence[Spell]
    deaths: Sequence[Death]
    strides: Sequence[int]


async def weathered(
    recording: Recording, weather: Weather, redis: Client, folder: Path
) -> tuple[Header, list[ArchiveLine]]:
    """The archive at the end, when every trouble is over and every source has looked once more."""
    await redis.call("FLUSHALL")
    async with PretendNetworks(recording) as networks, _crew(networks, redis, folder) as crew:
        await crew.play(weather)
        return await archive_lines(redis, recording.event)


class _Crew:
    """The services of one event, each with nothing in common with the others but Redis and the clock."""

    def __init__(self, networks: PretendNetworks, redis: Client, settings: Settings) -> None:
        self._networks = networks
        self._redis = redis
        self._settings = settings
        self._clock = TurnedClock(networks.world.released)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._services: dict[str, Services] = {}
        self._event: Event = networks.world.recording.event
        self._conductor = Conductor(
            _Local(networks),
            self._clock,
            Ingest(redis, self._event.slug),
            sources=frozenset({*self._event.servers, "bluesky"}),
            told=lambda _: None,
        )

    def start(self, role: str) -> None:
        services = Services(self._redis, self._settings, [self._event], self._clock)
        work = services.curate() if role == "curate" else services.collect(role)
        self._services[role], self._tasks[role] = services, asyncio.create_task(work)

    async def kill(self, role: str) -> None:
        task = self._tasks.pop(role)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def play(self, weather: Weather) -> None:
        self._clock.turn(self._clock.now() + LEAD)
        await self._conductor.settle()
        step, upcoming = 0, self._networks.world.next
        while upcoming is not None:
            await self._suffer(weather, step)
            stride = timedelta(minutes=weather.strides[step % len(weather.strides)])
            if any(spell.mode in HANGING for spell in _standing(weather, step)):
                stride = SHORT
            released = self._networks.release(max(upcoming, self._clock.now()) + stride)
            self._clock.turn(released.released)
            await self._rest(weather, step)
            step, upcoming = step + 1, released.next
        await self._clear_up()

    async def end(self) -> None:
        for role in list(self._tasks):
            await self.kill(role)

    async def _suffer(self, weather: Weather, step: int) -> None:
        for spell in weather.spells:
            if spell.step == step:
                self._networks.fault(spell.surface, spell.mode)
            elif spell.step + spell.steps == step:
                self._networks.fault(spell.surface, "ok")
        for death in weather.deaths:
            if death.step == step:
                await self.kill(death.role)
                self.start(death.role)

    async def _rest(self, weather: Weather, step: int) -> None:
        """Let the path come to rest; while a surface is in trouble it can't, and gets a moment."""
        if not _standing(weather, step):
            await self._conductor.settle()
            return
        for _ in range(LOOKS):
            await asyncio.sleep(LOOK)
        self._clock.turn(self._clock.now() + NUDGE)

    async def _clear_up(self) -> None:
        for surface in (*self._event.servers, "jetstream", "jetstream-west", "appview"):
            self._networks.fault(surface, "ok")
        await self._conductor.settle()
        for role in ("mastodon", "bluesky"):
            await self._conductor.through(self._services[role].recheck())


def _standing(weather: Weather, step: int) -> list[Spell]:
    """The spells of this step."""
    return [spell for spell in weather.spells if spell.step <= step < spell.step + spell.steps]


class _Local:
    """Pretend networks of this process, as a conductor moves them."""

    def __init__(self, networks: PretendNetworks) -> None:
        self._networks = networks

    async def release(self, until: datetime) -> Released:
        return Released(*self._networks.release(until))


@asynccontextmanager
async def _crew(networks: PretendNetworks, redis: Client, folder: Path) -> AsyncGenerator[_Crew]:
    crew = _Crew(networks, redis, _settings(networks.endpoints.mastodon, networks, folder))
    try:
        for role in ROLES:
            crew.start(role)
        yield crew
    finally:
        await crew.end()


def _settings(servers: Mapping[str, str], networks: PretendNetworks, folder: Path) -> Settings:
    found = networks.endpoints
    settings = Settings(data=folder).changed("mastodon", reach=dict(servers))
    return settings.changed("bluesky", jetstreams=(found.jetstream, found.jetstream_west), appview=found.appview)
