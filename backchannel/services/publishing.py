"""Publishes an event's summary when it is over, and again whenever its wall has changed since."""

import asyncio
import logging
from pathlib import Path

from backchannel.clock import Clock
from backchannel.model.event import Event, is_over
from backchannel.services.archiving import archive_lines
from backchannel.services.compiling import publish, summarise
from backchannel.store.connect import Client, Unreachable
from backchannel.store.wall import WallLog

logger = logging.getLogger(__name__)

LOOK_SECONDS = 60.0


async def keep_published(redis: Client, event: Event, summaries: Path, clock: Clock) -> None:
    """Publish into `summaries` when the event is over, and keep that true to the archive, until cancelled."""
    wall, told = WallLog(redis, event.slug), "0-0"  # nothing to tell yet
    while True:
        if is_over(event, clock.now()):
            try:
                last = await wall.last()
                if last != told:
                    await publish_event(redis, event, summaries)
                    told = last
            except Unreachable as lost:
                logger.warning("summary event=%s waits: %s", event.slug, lost)
        await clock.sleep(LOOK_SECONDS)


async def publish_event(redis: Client, event: Event, summaries: Path) -> Path:
    """Compile a live event's archive into its folder; answers the folder."""
    header, lines = await archive_lines(redis, event)
    folder = summaries / event.slug
    await asyncio.to_thread(lambda: publish(summarise(header, lines), folder))
    logger.info("summary event=%s published posts=%d", event.slug, len(lines))
    return folder
