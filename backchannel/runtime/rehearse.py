"""A rehearsal: pretend networks and the whole real path over a recording, in one process and a few children."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from backchannel.clock import TurnedClock
from backchannel.demo.control_api import Endpoints
from backchannel.model.event import Event, over
from backchannel.runtime.redis import open_client
from backchannel.runtime.services import Services
from backchannel.runtime.shelf import extras_of
from backchannel.services.archiving import archive_lines, save
from backchannel.services.compiling import publish, summarise
from backchannel.services.pretending import pretend_process
from backchannel.services.refreshing import Refresher
from backchannel.services.rehearsal import Conductor
from backchannel.settings import RedisSettings, Settings, read_event
from backchannel.store.connect import Client
from backchannel.store.ingest import Ingest
from backchannel.summary.extras import Extras


class Rehearsal(NamedTuple):
    """What a rehearsal was asked for. Without `speed` it runs as fast as the path can follow.

    With `listening` its pages are served, and when the recording is over the wall stays, and time goes on.
    """

    recording: Path
    speed: float | None = None
    archive: Path | None = None
    summary: Path | None = None
    listening: socket.socket | None = None


async def rehearse(asked: Rehearsal, settings: Settings, told: Callable[[datetime], None]) -> None:
    """Run pretend networks and the whole real path over a recording, on a Redis of its own that ends with it."""
    event = read_event(asked.recording / "event.toml")
    with TemporaryDirectory(prefix="backchannel-") as folder:
        here = settings.model_copy(update={"data": Path(folder), "redis": RedisSettings()})
        async with pretend_process(asked.recording) as networks, open_client(here) as redis:
            state = await networks.state()
            clock = TurnedClock(state.released)
            services = Services(redis, _pretending(here, state.endpoints), [event], clock)
            heard = frozenset(
                source for network in services.networks() for source in services.sources_of(event, network)
            )
            conductor = Conductor(networks, clock, Ingest(redis, event.slug), sources=heard, told=told)
            if event.programme:
                await Refresher(redis, event, clock).refresh()  # before anybody posts, so that every rehearsal is alike
            async with asyncio.TaskGroup() as tasks:
                running = [tasks.create_task(service) for service in _all(services, asked.listening)]
                await conductor.play(state.next or state.released, asked.speed)
                await conductor.through(services.recheck())
                await _keep(redis, event, asked, extras_of(settings))
                if asked.listening:
                    await conductor.go_on(max(clock.now(), over(event)))
                _cancel(running)


def _all(services: Services, listening: socket.socket | None) -> Iterator[Coroutine[Any, Any, None]]:
    if listening:
        yield from services.everything(listening)
        return
    yield services.curate()
    yield services.programme()
    yield from map(services.collect, services.networks())


def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()


def _pretending(settings: Settings, endpoints: Endpoints) -> Settings:
    """The settings, with the networks found where they are pretended."""
    web = settings.web.model_copy(update={"picture_hosts": (urlsplit(endpoints.appview).netloc,)})
    links = settings.links.model_copy(update={"fetch": False})  # invented posts link to nothing, and nothing leaves
    found = settings.model_copy(update={"web": web, "links": links}).changed("mastodon", reach=endpoints.mastodon)
    return found.changed(
        "bluesky", jetstreams=(endpoints.jetstream, endpoints.jetstream_west), appview=endpoints.appview
    )


async def _keep(redis: Client, event: Event, asked: Rehearsal, extras: Extras) -> None:
    header, lines = await archive_lines(redis, event)
    if asked.archive:
        save(asked.archive, header, lines)
    if asked.summary:
        publish(summarise(header, lines, extras=extras), asked.summary)
