"""Publishes an event's summary when it is over, and again whenever its wall has changed since."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NoReturn

from backchannel.clock import Clock
from backchannel.model.event import Event, is_over
from backchannel.services.archiving import archive_lines, public_of
from backchannel.services.compiling import publish, summarise
from backchannel.services.editions import Edition, new_edition
from backchannel.services.importing import settled
from backchannel.store.connect import Client, Unreachable
from backchannel.store.ingest import Ingest
from backchannel.store.wall import WallLog

logger = logging.getLogger(__name__)

LOOK_SECONDS = 20.0  # between two looks: what is taken back is out of the files within a minute
RECOUNT_SECONDS = 300.0  # for counting anew before the first edition; a server that does not answer holds up no summary


async def keep_published(
    redis: Client, event: Event, folder: Path, clock: Clock, recount: Callable[[], Awaitable[object]]
) -> NoReturn:
    """Publish into the folder when the event is over, and keep that true to the archive, until cancelled.

    Before the first edition likes and reposts are counted anew.
    """
    while not is_over(event, clock.now()):
        await clock.sleep(LOOK_SECONDS)
    if not (folder / "index.html").is_file():
        await _recounted(redis, event, clock, recount)
    await keep_true(redis, event, folder, clock)


async def keep_true(
    redis: Client, event: Event, folder: Path, clock: Clock, told: Callable[[Edition], object] = lambda _: None
) -> NoReturn:
    """Write the event's summary into the folder, now and whenever its wall has changed; `told` hears each edition."""
    wall, known = WallLog(redis, event.slug), ""  # nothing to compare with yet
    while True:
        try:
            last = await wall.last()
            if last != known:
                told(await publish_event(redis, event, folder, clock))
                known = last
        except Unreachable as lost:
            logger.warning("summary event=%s waits: %s", event.slug, lost)
        await clock.sleep(LOOK_SECONDS)


async def publish_event(redis: Client, event: Event, folder: Path, clock: Clock) -> Edition:
    """Compile a live event's archive into the folder; answers the edition."""
    header, lines = await archive_lines(redis, event)
    posts, now = [line.post for line in public_of(lines)], clock.now()
    edition = await asyncio.to_thread(
        lambda: new_edition(folder, posts, now, lambda: publish(summarise(header, lines), folder))
    )
    told = (len(edition.changed), edition.taken_out)
    logger.info("summary event=%s published posts=%d files_changed=%d taken_out=%d", event.slug, len(posts), *told)
    return edition


async def _recounted(redis: Client, event: Event, clock: Clock, recount: Callable[[], Awaitable[object]]) -> None:
    """Have everything counted anew and curated, or as much of it as there is time for."""

    async def counted() -> None:
        await recount()
        await settled(Ingest(redis, event.slug))

    work, limit = asyncio.ensure_future(counted()), asyncio.ensure_future(clock.sleep(RECOUNT_SECONDS))
    try:
        await asyncio.wait([work, limit], return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            logger.warning("summary event=%s recount=unfinished", event.slug)
        elif error := work.exception():
            logger.warning("summary event=%s recount=failed why=%r", event.slug, error)
    finally:
        work.cancel()
        limit.cancel()
