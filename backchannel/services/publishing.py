"""Publishes an event's summary when it is over, and again whenever its wall or its organisers' edits have changed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import NamedTuple

from backchannel.clock import Clock
from backchannel.model.event import Event, is_expired, is_over
from backchannel.services.archiving import archive_lines, public_of
from backchannel.services.compiling import Shape, publish, summarise
from backchannel.services.editing import Editor
from backchannel.services.extras.embed import BadModel
from backchannel.services.importing import settled
from backchannel.services.reissue import Reissue, reissue
from backchannel.store.connect import Client, Unreachable
from backchannel.store.ingest import Ingest
from backchannel.store.wall import NOTHING, WallLog
from backchannel.summary.extras import NONE, Extras
from backchannel.summary.overlay import Overlay
from backchannel.summary.render.formats import Site

logger = logging.getLogger(__name__)

LOOK_SECONDS = 20.0  # between two looks: what is taken back is out of the files within a minute
RECOUNT_SECONDS = 300.0  # for counting anew before the first edition; a server that does not answer holds up no summary


class Place(NamedTuple):
    """The folder of one event's summary, what is written there, and what helps to make it."""

    folder: Path
    shape: Shape
    extras: Extras = NONE


class Shelf(NamedTuple):
    """Where published summaries lie, a folder for each event; `address` is this server's, if it is known."""

    folder: Path
    address: str = ""
    extras: Extras = NONE

    def address_of(self, event: Event) -> str:
        """Where readers find an event's summary; empty where the server's address is not known."""
        return f"{self.address.rstrip('/')}/{event.slug}/summary/" if self.address else ""

    def place(self, event: Event) -> Place:
        """An event's place on it."""
        shape = Shape(is_published=True, site=Site(address=self.address_of(event)))
        return Place(self.folder / event.slug, shape, self.extras)


async def keep_published(
    redis: Client, event: Event, place: Place, clock: Clock, recount: Callable[[], Awaitable[object]]
) -> None:
    """Publish there when the event is over, and keep that true to the archive, for as long as the event is kept.

    Before the first edition likes and reposts are counted anew. It waits for that a while; then the counting goes on
    beside it, for to break it off would cost the collectors what they are just committing.
    """
    while not is_over(event, clock.now()):
        await clock.sleep(LOOK_SECONDS)
    async with asyncio.TaskGroup() as tasks:
        counting: list[asyncio.Task[None]] = []
        if not is_expired(event, clock.now()) and not (place.folder / "index.html").is_file():
            counting.append(tasks.create_task(_recounted(redis, event, recount)))
            await _for_a_while(counting[0], event, clock)
        await keep_true(redis, event, place, clock)
        for task in counting:
            task.cancel()


async def keep_true(
    redis: Client, event: Event, place: Place, clock: Clock, told: Callable[[Reissue], object] = lambda _: None
) -> None:
    """Write the event's summary there, now and whenever its wall or the edits have changed; `told` hears of each.

    Ends when the event is not kept any more. Of one of which nothing is known (it was erased) nothing is written.
    """
    wall, editor = WallLog(redis, event.slug), Editor(event.overlay)
    known: tuple[str, Overlay] | None = None
    while not is_expired(event, clock.now()):
        try:
            latest = (await wall.last(), editor.edits())
            if latest != known and latest[0] != NOTHING:
                with _failing_alone(event):
                    told(await publish_event(redis, event, place, clock, editor))
                known = latest
        except (BadModel, *Unreachable) as lost:
            logger.warning("summary event=%s waits: %s", event.slug, lost)
        await clock.sleep(LOOK_SECONDS)


@contextmanager
def _failing_alone(event: Event) -> Generator[None]:
    """One summary that can't be made ends nothing else: it is a line, without a word of any post, until a change."""
    try:
        yield
    except (BadModel, *Unreachable):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, walls and the other events' summaries go on
        at = extract_tb(error.__traceback__)[-1]
        kind, place = type(error).__name__, f"{Path(at.filename).name}:{at.lineno}"
        logger.error("summary event=%s failed=%s at=%s waits for a change", event.slug, kind, place)  # noqa: TRY400 - a traceback tells words of posts


async def publish_event(
    redis: Client, event: Event, place: Place, clock: Clock, editor: Editor | None = None
) -> Reissue:
    """Compile a live event's archive, with its organisers' edits; answers what that changed."""
    header, lines = await archive_lines(redis, event)
    posts, now = [line.post for line in public_of(lines)], clock.now()
    edits = (editor or Editor(event.overlay)).edits()
    compiled = await asyncio.to_thread(lambda: summarise(header, lines, overlay=edits, extras=place.extras))
    reissued = await asyncio.to_thread(
        lambda: reissue(place.folder, posts, now, lambda: publish(compiled, place.folder, place.shape))
    )
    if compiled.conflicts:
        logger.warning("summary event=%s edits without effect: %s", event.slug, "; ".join(compiled.conflicts))
    told = (len(reissued.changed), reissued.taken_out)
    logger.info("summary event=%s published posts=%d files_changed=%d taken_out=%d", event.slug, len(posts), *told)
    return reissued


async def _recounted(redis: Client, event: Event, recount: Callable[[], Awaitable[object]]) -> None:
    """Have everything counted anew and curated. A summary does without, if need be."""
    try:
        await recount()
        await settled(Ingest(redis, event.slug))
    except Exception as error:  # noqa: BLE001 - whatever it is, what was counted before will do
        logger.warning("summary event=%s recount=failed why=%r", event.slug, error)


async def _for_a_while(counting: asyncio.Task[None], event: Event, clock: Clock) -> None:
    limit = asyncio.ensure_future(clock.sleep(RECOUNT_SECONDS))
    try:
        await asyncio.wait([counting, limit], return_when=asyncio.FIRST_COMPLETED)
        if not counting.done():
            logger.info("summary event=%s recount=unfinished", event.slug)
    finally:
        limit.cancel()
