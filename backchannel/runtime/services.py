"""What runs for a set of events, each part until it is cancelled."""

import asyncio
import errno
import logging
import socket
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any

from backchannel.clock import Clock, SystemClock
from backchannel.model.event import Event, is_expired
from backchannel.runtime.shelf import shelf_of
from backchannel.services.collect import RETRY_SECONDS, collect
from backchannel.services.curate import Curate
from backchannel.services.outbox import StreamOutbox
from backchannel.services.publishing import Place, keep_published
from backchannel.services.refreshing import keep_programme
from backchannel.services.retention import erase, unpublish, until_expired
from backchannel.services.rosters import Rosters, collect_by
from backchannel.services.running import Running
from backchannel.settings import Misconfigured, Settings
from backchannel.sources.network import Secrets
from backchannel.sources.registry import networks
from backchannel.sources.source import Source
from backchannel.store.archive import Archive
from backchannel.store.claim import Taken
from backchannel.store.connect import Client, Unreachable
from backchannel.store.server import NotRewritten, rewritten
from backchannel.store.wall import WallLog

logger = logging.getLogger(__name__)

UNSERVED = {  # by what the system answers
    errno.EADDRINUSE: "is taken by another program, or by Backchannel itself: stop that, or give another --port",
    errno.EACCES: "is not yours to listen on, as ports below 1024 are not: give another --port",
    errno.EADDRNOTAVAIL: "is no address of this machine: give --host 127.0.0.1 for this machine alone, 0.0.0.0 for all",
}


def listen(settings: Settings) -> socket.socket:
    """The socket pages are served on. Raises `Misconfigured` where there can be none."""
    host, port = settings.web.host, settings.web.port
    try:
        return socket.create_server((host, port), backlog=1024)
    except OSError as error:
        says = UNSERVED.get(error.errno or 0, f"can't be listened on ({error.strerror}): give another --host or --port")
        raise Misconfigured(f"{host}:{port} {says}, or `host` and `port` in [web].") from None


class Services:
    """What runs for a set of events: each method is one service, until cancelled."""

    def __init__(self, redis: Client, settings: Settings, events: Sequence[Event], clock: Clock) -> None:
        self._redis = redis
        self._settings = settings
        self._events = events
        self._clock = clock
        self._rosters = Rosters(redis, events, clock)
        self._running: dict[str, Running] = {}

    def networks(self) -> list[str]:
        """The networks on which there is something to read for any of the events."""
        return [name for name in networks() if any(self.sources_of(event, name) for event in self._events)]

    def sources_of(self, event: Event, network: str) -> tuple[str, ...]:
        """The sources by which an event is heard on that network."""
        found = networks()[network]
        return found.sources(event, self._settings.of(found))

    async def curate(self) -> None:
        """Curate every event, each for as long as it is kept."""
        async with asyncio.TaskGroup() as tasks:
            for event in self._events:
                tasks.create_task(self._curate(event))

    async def _curate(self, event: Event) -> None:
        async with asyncio.TaskGroup() as tasks:
            curating = tasks.create_task(Curate(self._redis, event, self._clock).run())
            await until_expired(event, self._clock)
            curating.cancel()
        try:
            await self._reached(lambda: erase(self._redis, event, self._settings.summaries))
            await self._reached(lambda: rewritten(self._redis))
        except (NotRewritten, Taken) as refused:
            logger.warning("event=%s %s", event.slug, refused)

    async def collect(self, network: str) -> None:
        """Collect one network for every event, and anew where a programme has other speakers to be followed.

        Where none has anything there, it does nothing until cancelled.
        """
        if network not in self.networks():
            await asyncio.Event().wait()  # whoever runs a process of it would take its end for a failure
        await collect_by(self._rosters, lambda events: self._collect(network, events))

    async def _collect(self, network: str, events: Sequence[Event]) -> None:
        await collect(lambda: self._begin(network), self._outbox, events, self._clock)

    async def web(self, listening: socket.socket) -> None:
        """Serve every event's pages."""
        from backchannel.server.followed import Followed
        from backchannel.server.limits import Limits
        from backchannel.server.serve import serve
        from backchannel.server.site import Site

        followed = [
            Followed(event, Archive(self._redis, event.slug), WallLog(self._redis, event.slug))
            for event in self._events
        ]
        web = self._settings.web
        site = Site(
            address=web.address,
            summaries=self._settings.summaries,
            allowed_hosts=frozenset(web.picture_hosts),
            metrics_from=web.metrics_from,
        )
        # A clock that is turned runs fast: its screens need the time more often.
        limits = Limits() if isinstance(self._clock, SystemClock) else Limits(beat=2.0)
        await serve(followed, listening, clock=self._clock, limits=limits, site=site)

    async def publish(self) -> None:
        """Publish every event's summary when it is over, and keep it true, each for as long as it is kept."""
        shelf = shelf_of(self._settings)
        async with asyncio.TaskGroup() as tasks:
            for event in self._events:
                tasks.create_task(self._publish(event, shelf.place(event)))

    async def _publish(self, event: Event, place: Place) -> None:
        await keep_published(self._redis, event, place, self._clock, self._recount)
        # An edition that was being compiled as the event was erased came after that.
        await self._reached(lambda: unpublish(self._redis, event, self._settings.summaries))

    async def _reached(self, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Do it, and again while Redis can't be reached: the end of one event must not end the others."""
        while True:
            try:
                await work()
            except Unreachable as lost:
                logger.warning("redis away: %s", lost)
                await self._clock.sleep(RETRY_SECONDS)
            else:
                return

    async def look_once(self, *, counts: bool) -> None:
        """Look once at every known post, without collecting; with `counts`, count anew what can be counted."""
        events = await self._rosters.events()
        for network in self.networks():
            running = self._begin(network)
            async with running.opened(map(self._outbox, events)):
                await (running.source.recount() if counts else running.source.recheck_all())

    async def recheck(self) -> None:
        """Look once more at every known post on every network that is being collected here."""
        await asyncio.gather(*(self._look(network, lambda source: source.recheck_all()) for network in self._running))

    async def _recount(self) -> None:
        """Count anew on every network that is being collected here."""
        await asyncio.gather(*(self._look(network, lambda source: source.recount()) for network in self._running))

    async def _look(self, network: str, at: Callable[[Source], Coroutine[Any, Any, object]]) -> None:
        """Have the network's source look; from the start again where another took its place meanwhile."""
        while not await self._running[network].look(at):
            await self._clock.sleep(RETRY_SECONDS)
            if all(is_expired(event, self._clock.now()) for event in self._events):
                return  # nobody takes its place any more

    async def programme(self) -> None:
        """Keep every event's programme true to its schedule; where none names one, do nothing until cancelled."""
        followed = [event for event in self._events if event.programme]
        if not followed:
            await asyncio.Event().wait()
        every = self._settings.programme.refresh_seconds
        async with asyncio.TaskGroup() as tasks:
            for event in followed:
                tasks.create_task(keep_programme(self._redis, event, self._clock, every))

    async def links(self) -> None:
        """Ask what the links of every event's public posts lead to; where the settings say not to, do nothing."""
        if not self._settings.links.fetch:
            await asyncio.Event().wait()
        from backchannel.server.media.fetch import open_fetcher
        from backchannel.services.linking import LinkReader, Pages, page_bounds

        told = self._settings.links
        bounds = page_bounds(self._settings.web.address)
        async with open_fetcher(bounds, frozenset(told.hosts)) as fetcher, asyncio.TaskGroup() as tasks:
            pages = Pages(fetcher, self._clock, per_minute=told.per_minute)
            for event in self._events:
                tasks.create_task(LinkReader(self._redis, event, self._clock, pages).run())

    def everything(self, listening: socket.socket) -> Iterator[Coroutine[Any, Any, None]]:
        """All services, for one process."""
        yield self.curate()
        yield from map(self.collect, networks())
        yield self.programme()
        yield self.links()
        yield self.publish()
        yield self.web(listening)

    def _outbox(self, event: Event) -> StreamOutbox:
        return StreamOutbox(self._redis, event, self._clock, limit=self._settings.redis.ingest_limit)

    def _begin(self, network: str) -> Running:
        found = networks()[network]
        secrets = self._settings.secrets() if isinstance(self._clock, SystemClock) else Secrets(self._settings.data)
        self._running[network] = Running(found.make(self._events, self._settings.of(found), self._clock, secrets))
        return self._running[network]
