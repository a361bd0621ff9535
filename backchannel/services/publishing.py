"""Publishes an event's summary when it is over, and again whenever its wall or its edits have changed since."""

import asyncio
import logging
from pathlib import Path
from typing import NamedTuple

from backchannel.clock import Clock
from backchannel.model.event import Event, is_over
from backchannel.services.archiving import archive_lines
from backchannel.services.compiling import Shape, publish, summarise
from backchannel.services.editing import Editor
from backchannel.store.connect import Client, Unreachable
from backchannel.store.wall import WallLog
from backchannel.summary.overlay import Overlay
from backchannel.summary.render.formats import Site

logger = logging.getLogger(__name__)

LOOK_SECONDS = 60.0


class Shelf(NamedTuple):
    """Where published summaries lie, a folder for each event; `address` is this server's, if it is known."""

    folder: Path
    address: str = ""

    def address_of(self, event: Event) -> str:
        """Where readers find an event's summary; empty where the server's address is not known."""
        return f"{self.address.rstrip('/')}/{event.slug}/summary/" if self.address else ""


async def keep_published(redis: Client, event: Event, shelf: Shelf, clock: Clock) -> None:
    """Publish on that shelf when the event is over, and keep it true to the archive, until cancelled."""
    wall, editor = WallLog(redis, event.slug), Editor(event.overlay)
    told = ("0-0", Overlay())  # nothing to tell yet
    while True:
        if is_over(event, clock.now()):
            try:
                latest = (await wall.last(), editor.edits())
                if latest != told:
                    await publish_event(redis, event, shelf, editor)
                    told = latest
            except Unreachable as lost:
                logger.warning("summary event=%s waits: %s", event.slug, lost)
        await clock.sleep(LOOK_SECONDS)


async def publish_event(redis: Client, event: Event, shelf: Shelf, editor: Editor | None = None) -> Path:
    """Compile a live event's archive, with its organisers' edits, into its folder; answers the folder."""
    header, lines = await archive_lines(redis, event)
    folder, edits = shelf.folder / event.slug, (editor or Editor(event.overlay)).edits()
    address = shelf.address_of(event)
    compiled = await asyncio.to_thread(lambda: summarise(header, lines, overlay=edits))
    await asyncio.to_thread(publish, compiled, folder, Shape(is_published=True, site=Site(address=address)))
    if compiled.conflicts:
        logger.warning("summary event=%s edits without effect: %s", event.slug, "; ".join(compiled.conflicts))
    logger.info("summary event=%s published posts=%d", event.slug, len(lines))
    return folder
