"""The composition root: which parts run together, on which Redis, by which clock, until when."""

import asyncio
import signal
import socket
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeVar

from backchannel.clock import Clock, SharedClock, SystemClock, TurnedClock
from backchannel.model.event import Event
from backchannel.services.archiving import archive_lines, load, save
from backchannel.services.collect import collect
from backchannel.services.compiling import publish, summarise
from backchannel.services.curate import Curate
from backchannel.services.deciding import Desk
from backchannel.services.importing import bring, entries
from backchannel.services.pretending import Endpoints, pretend_process
from backchannel.services.rehearsal import Conductor
from backchannel.settings import Settings, read_event, shared_clock
from backchannel.sources.source import Source
from backchannel.store.archive import Archive
from backchannel.store.connect import Client, check
from backchannel.store.ingest import Ingest
from backchannel.store.private import private_redis
from backchannel.store.wall import WallLog

T = TypeVar("T")

NETWORKS = ("mastodon", "bluesky")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end, or until SIGINT or SIGTERM cancels it; both leave as `KeyboardInterrupt`."""
    with asyncio.Runner(loop_factory=_loop) as runner:
        return runner.run(_until_terminated(main))


def _loop() -> asyncio.AbstractEventLoop:
    import uvloop

    return uvloop.new_event_loop()


async def _until_terminated(main: Coroutine[Any, Any, T]) -> T:
    task = asyncio.ensure_future(main)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def make_clock() -> Clock:
    """The world's time, or a rehearsal's where BACKCHANNEL_CLOCK names its file."""
    path = shared_clock()
    return SharedClock(path) if path else SystemClock()


@asynccontextmanager
async def open_redis(settings: Settings) -> AsyncGenerator[str]:
    """The address of a Redis: yours, or a private one that ends with the context. Raises `Unusable`."""
    if settings.redis.url:
        yield settings.redis.url
        return
    async with private_redis(settings.data / "redis") as url:
        yield url


@asynccontextmanager
async def open_client(settings: Settings) -> AsyncGenerator[Client]:
    """A client of that Redis, after a look whether it can be used. Raises `Unusable`."""
    async with open_redis(settings) as url:
        redis = Client(url)
        try:
            await check(redis)
            yield redis
        finally:
            await redis.aclose()


def listen(settings: Settings) -> socket.socket:
    """The socket pages are served on. Raises `OSError` where the port is taken."""
    return socket.create_server((settings.web.host, settings.web.port), backlog=1024)


class Services:
    """What runs for a set of events: each method is one service, until cancelled."""

    def __init__(self, redis: Client, settings: Settings, events: Sequence[Event], clock: Clock) -> None:
        self._redis = redis
        self._settings = settings
        self._events = events
        self._clock = clock
        self.sources: dict[str, Source] = {}

    async def curate(self) -> None:
        """Curate every event."""
        async with asyncio.TaskGroup() as tasks:
            for event in self._events:
                tasks.create_task(Curate(self._redis, event, self._clock).run())

    async def collect(self, network: str) -> None:
        """Collect one network for every event."""
        await collect(lambda: self._make_source(network), self._redis, self._events, self._clock)

    async def web(self, listening: socket.socket) -> None:
        """Serve every event's pages."""
        from backchannel.server.followed import Followed
        from backchannel.server.serve import serve

        followed = [
            Followed(event, Archive(self._redis, event.slug), WallLog(self._redis, event.slug))
            for event in self._events
        ]
        await serve(followed, listening, clock=self._clock)

    def _make_source(self, network: str) -> Source:
        source = self._mastodon() if network == "mastodon" else self._bluesky()
        self.sources[network] = source
        return source

    def _mastodon(self) -> Source:
        from backchannel.sources.mastodon.collector import MastodonSource
        from backchannel.sources.mastodon.policy import Policy

        mastodon = self._settings.mastodon
        servers = tuple(dict.fromkeys(server for event in self._events for server in event.servers))
        policy = Policy(
            poll_every=mastodon.poll_seconds,
            recheck_young_every=mastodon.recheck_seconds,
            recheck_all_every=mastodon.recheck_all_seconds,
        )
        return MastodonSource(mastodon.addresses(servers), self._clock, policy)

    def _bluesky(self) -> Source:
        from backchannel.sources.bluesky.collector import BlueskySource
        from backchannel.sources.bluesky.policy import REHEARSAL, Policy

        bluesky = self._settings.bluesky
        live = Policy(
            stall=bluesky.stall_seconds or None, waiting=bluesky.waiting_limit, recheck_every=bluesky.recheck_seconds
        )
        policy = live if isinstance(self._clock, SystemClock) else REHEARSAL
        return BlueskySource(bluesky.jetstreams, bluesky.appview, clock=self._clock, policy=policy)


async def run_service(
    settings: Settings, events: Sequence[Event], service: Callable[[Services], Coroutine[Any, Any, None]]
) -> None:
    """Run one service until cancelled."""
    async with open_client(settings) as redis:
        await service(Services(redis, settings, events, make_clock()))


async def keep_redis(settings: Settings) -> None:
    """Keep the private Redis running until cancelled."""
    async with open_client(settings):
        await asyncio.Event().wait()


async def order(verb: str, target: str, event: Event, settings: Settings, *, by: str) -> str:
    """Give a human's order; answers the id it is about. Raises `Unknown`."""
    async with open_client(settings) as redis:
        return await Desk(redis, event, make_clock()).order(verb, target, by=by)


async def export(event: Event, out: Path, settings: Settings, *, full: bool) -> int:
    """Write an event's archive file; answers its number of lines."""
    async with open_client(settings) as redis:
        header, lines = await archive_lines(redis, event, full=full)
        save(out, header, lines)
        return len(lines) + 1


async def import_archive(event: Event, archive: Path, settings: Settings) -> int:
    """Append an archive file to an event's ingest and curate it; answers the number of entries."""
    header, lines = load(archive)
    async with open_client(settings) as redis:
        ingest = Ingest(redis, event.slug)
        curating = asyncio.create_task(Curate(redis, event, make_clock()).run())
        try:
            return await bring(ingest, entries(header, lines))
        finally:
            curating.cancel()


async def compile_from(source: Path, out: Path, settings: Settings) -> list[Path]:
    """Compile an archive file, or a live event's archive, into a folder; answers the files written."""
    if source.suffix != ".toml":
        return publish(summarise(*load(source)), out)
    async with open_client(settings) as redis:
        return publish(summarise(*await archive_lines(redis, read_event(source))), out)


class Rehearsal(NamedTuple):
    """What a rehearsal was asked for. Without `speed` it runs as fast as the path can follow."""

    recording: Path
    speed: float | None
    archive: Path | None
    summary: Path | None
    serve: bool


async def rehearse(asked: Rehearsal, settings: Settings, told: Callable[[datetime], None]) -> None:
    """Run pretend networks and the whole real path over a recording, on a Redis of its own that ends with it."""
    event = read_event(asked.recording / "event.toml")
    listening = listen(settings) if asked.serve else None
    with TemporaryDirectory(prefix="backchannel-") as folder:
        here = settings.model_copy(update={"data": Path(folder)})
        async with pretend_process(asked.recording) as networks, open_client(here) as redis:
            state = await networks.state()
            clock = TurnedClock(state.released)
            services = Services(redis, _pretending(here, state.endpoints), [event], clock)
            heard = frozenset({*event.servers, "bluesky"})
            conductor = Conductor(networks, clock, Ingest(redis, event.slug), sources=heard, told=told)
            async with asyncio.TaskGroup() as tasks:
                running = [tasks.create_task(service) for service in _all(services, listening)]
                await conductor.play(state.next or state.released, asked.speed)
                for source in services.sources.values():
                    await conductor.through(source.recheck_all())
                await _keep(redis, event, asked)
                if not asked.serve:
                    _cancel(running)


def _all(services: Services, listening: socket.socket | None) -> Iterator[Coroutine[Any, Any, None]]:
    yield services.curate()
    for network in NETWORKS:
        yield services.collect(network)
    if listening:
        yield services.web(listening)


def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()


def _pretending(settings: Settings, endpoints: Endpoints) -> Settings:
    mastodon = settings.mastodon.model_copy(update={"reach": endpoints.mastodon})
    bluesky = settings.bluesky.model_copy(update={"jetstreams": (endpoints.jetstream,), "appview": endpoints.appview})
    return settings.model_copy(update={"mastodon": mastodon, "bluesky": bluesky})


async def _keep(redis: Client, event: Event, asked: Rehearsal) -> None:
    header, lines = await archive_lines(redis, event)
    if asked.archive:
        save(asked.archive, header, lines)
    if asked.summary:
        publish(summarise(header, lines), asked.summary)
