"""What a person asks for once: each opens Redis, does it, and ends."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from backchannel.model.event import Event
from backchannel.runtime.process import make_clock
from backchannel.runtime.redis import open_client
from backchannel.runtime.services import Services
from backchannel.services.archiving import archive_lines, load, save
from backchannel.services.compiling import publish, summarise
from backchannel.services.curate import Curate
from backchannel.services.deciding import Desk
from backchannel.services.importing import bring, entries
from backchannel.settings import Settings, read_event
from backchannel.store.ingest import Ingest


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
