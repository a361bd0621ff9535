"""Publishes an event's summary when it is over, and again whenever its wall or its edits have changed since."""

import asyncio
import logging
from pathlib import Path

from backchannel.clock import Clock
from backchannel.model.event import Event, is_over
from backchannel.services.archiving import archive_lines
from backchannel.services.compiling import publish, summarise
from backchannel.services.editing import Editor
from backchannel.store.connect import Client, Unreachable
from backchannel.store.wall import WallLog
from backchannel.summary.overlay import Overlay

logger = logging.getLogger(__name__)

LOOK_SECONDS = 60.0


async def keep_published(redis: Client, event: Event, summaries: Path, clock: Clock) -> None:
    """Publish into `summaries` when the event is over, and keep that true to the archive, until cancelled."""
    wall, editor = WallLog(redis, event.slug), Editor(event.overlay)
    told = ("0-0", Overlay())  # nothing to tell yet
    while True:
        if is_over(event, clock.now()):
            try:
                latest = (await wall.last(), editor.edits())
                if latest != told:
                    await publish_event(redis, event, summaries, editor)
                    told = latest
            except Unreachable as lost:
                logger.warning("summary event=%s waits: %s", event.slug, lost)
        await clock.sleep(LOOK_SECONDS)


async def publish_event(redis: Client, event: Event, summaries: Path, editor: Editor | None = None) -> Path:
    """Compile a live event's archive, with its organisers' edits, into its folder; answers the folder."""
    header, lines = await archive_lines(redis, event)
    folder, edits = summaries / event.slug, (editor or Editor(event.overlay)).edits()
    compiled = await asyncio.to_thread(lambda: summarise(header, lines, overlay=edits))
    await asyncio.to_thread(publish, compiled.summary, folder)
    if compiled.conflicts:
        logger.warning("summary event=%s edits without effect: %s", event.slug, "; ".join(compiled.conflicts))
    logger.info("summary event=%s published posts=%d", event.slug, len(lines))
    return folder
