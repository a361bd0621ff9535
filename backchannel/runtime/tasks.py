"""What a person asks for once: each opens Redis, does it, and ends."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from backchannel.model.event import Event
from backchannel.runtime.process import make_clock
from backchannel.runtime.redis import following, open_client
from backchannel.runtime.services import Services
from backchannel.runtime.shelf import shelf_of
from backchannel.services.archiving import archive_lines, load, public_of, save
from backchannel.services.compiling import Shape, publish, summarise
from backchannel.services.curate import Curate
from backchannel.services.deciding import Desk, Unknown
from backchannel.services.editing import read_edits
from backchannel.services.importing import bring, entries, settled
from backchannel.services.publishing import Place, keep_true, publish_event
from backchannel.services.reissue import Reissue, reissue
from backchannel.services.retention import erase
from backchannel.settings import Settings, read_event
from backchannel.store.connect import Client
from backchannel.store.ingest import Ingest
from backchannel.store.server import rewritten
from backchannel.summary.archive_file import ArchiveLine, Header
from backchannel.summary.overlay import Overlay
from backchannel.summary.summary import Compiled, Tell

FRESH = timedelta(minutes=2)
DRAFT = Path("summary")  # the folder for it, if none is named


class StillCollected(Exception):
    """The event is still being collected; the sentence says what to do."""


@asynccontextmanager
async def curating(redis: Client, event: Event) -> AsyncGenerator[None]:
    """A curate beside what is done, in case none is running; the lease sees to it that one works."""
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(Curate(redis, event, make_clock()).run())
        yield
        task.cancel()


@asynccontextmanager
async def erasing(settings: Settings, *events: Event) -> AsyncGenerator[Client]:
    """A client for what may erase words: after that they are in no file of Redis either. Raises `NotRewritten`.

    Redis may be ours and end with us, so nobody else would do it later.
    """
    async with following(settings, *events) as redis:
        yield redis
        await rewritten(redis)


async def run_service(
    settings: Settings, events: Sequence[Event], service: Callable[[Services], Coroutine[Any, Any, None]]
) -> None:
    """Run one service until cancelled."""
    async with following(settings, *events) as redis:
        await service(Services(redis, settings, events, make_clock()))


async def keep_redis(settings: Settings) -> None:
    """Keep the private Redis running until cancelled."""
    async with open_client(settings):
        await asyncio.Event().wait()


async def order(verb: str, target: str, event: Event, settings: Settings, *, by: str) -> str:
    """Give a human's order; answers the id it is about. Raises `Unknown`."""
    async with following(settings, event) as redis:
        return await Desk(redis, event, make_clock()).order(verb, target, by=by)


async def place(target: str, session: str, event: Event, settings: Settings, *, by: str) -> tuple[str, str]:
    """Order which session a post is about; answers the post's id and the session's title. Raises `Unknown`."""
    async with following(settings, event) as redis:
        return await Desk(redis, event, make_clock()).place(target, session, by=by)


async def export(event: Event, out: Path, settings: Settings, *, full: bool) -> int:
    """Write an event's archive file; answers its number of lines."""
    async with following(settings, event) as redis:
        header, lines = await archive_lines(redis, event, full=full)
        save(out, header, lines)
        return len(lines) + 1


async def import_archive(event: Event, archive: Path, settings: Settings) -> int:
    """Append an archive file to an event's ingest and curate it; answers the number of entries."""
    header, lines = load(archive)
    async with erasing(settings, event) as redis:
        ingest = Ingest(redis, event.slug)
        async with curating(redis, event):
            count = await bring(ingest, entries(header, lines))
            await settled(ingest)
            return count


class Asked(NamedTuple):
    """What is to be compiled: an archive file or a live event's file; into which folder, with whose edits, as what.

    Without `out` a draft goes to `summary`, and what is published to where `web` serves the event's.
    """

    source: Path
    out: Path | None = None
    overlay: Path | None = None
    shape: Shape = Shape()


async def archive_of(source: Path, settings: Settings) -> tuple[Header, list[ArchiveLine]]:
    """An archive file's lines, or those of the live event whose file it is."""
    if source.suffix != ".toml":
        return load(source)
    event = read_event(source)
    async with following(settings, event) as redis:
        return await archive_lines(redis, event)


def edits_for(source: Path) -> Overlay | None:
    """The edits that an event's file names; an archive file names none. Raises `BadOverlay`."""
    named = read_event(source).overlay if source.suffix == ".toml" else ""
    return read_edits(Path(named)) if named else None


async def compile_from(asked: Asked, settings: Settings, tell: Tell) -> tuple[Compiled, Reissue]:
    """Compile an archive file, or a live event's archive; answers what it became, and what that changed in the folder.

    Without `overlay` the edits are those of the event's own file. Raises `BadOverlay` and `AlreadyPublished`.
    """
    event = read_event(asked.source) if asked.source.suffix == ".toml" else None
    overlay = read_edits(asked.overlay) if asked.overlay else edits_for(asked.source)
    header, lines = await archive_of(asked.source, settings)
    place, posts = _place(asked, event, settings), [line.post for line in public_of(lines)]
    compiled = summarise(header, lines, overlay=overlay, extras=place.extras, tell=tell)
    tell("Writing the files")
    made = reissue(place.folder, posts, make_clock().now(), lambda: publish(compiled, place.folder, place.shape))
    return compiled, made


async def compile_and_watch(asked: Asked, settings: Settings, told: Callable[[Reissue], object]) -> None:
    """Compile a live event's archive into a folder, and again whenever it has changed, until cancelled."""
    event = read_event(asked.source)
    if asked.overlay:
        event = replace(event, overlay=str(asked.overlay))
    async with following(settings, event) as redis:
        await keep_true(redis, event, _place(asked, event, settings), make_clock(), told)


def _place(asked: Asked, event: Event | None, settings: Settings) -> Place:
    """The folder that is written, and what of."""
    shelf = shelf_of(settings)
    if event is None:
        return Place(asked.out or DRAFT, asked.shape, shelf.extras)
    ours = shelf.folder / event.slug
    folder = asked.out or (ours if asked.shape.is_published else DRAFT)
    site = asked.shape.site
    if folder == ours and not site.address:
        site = replace(site, address=shelf.address_of(event))
    shape = replace(asked.shape, site=site, after=None if asked.shape.is_published else ours)
    return Place(folder, shape, shelf.extras)


async def forget_event(event: Event, settings: Settings, *, force: bool) -> int:
    """Erase an event; answers the number of posts. Raises `Taken`; `StillCollected` unless `force`."""
    async with erasing(settings) as redis:
        if not force and await is_collected(redis, event):
            raise StillCollected(f"{event.name} is still being collected: stop that first, or it would begin anew.")
        return await erase(redis, event, settings.summaries)


async def forget_author(who: str, events: Sequence[Event], settings: Settings, *, by: str) -> dict[str, int]:
    """Erase everything of an author in these events, for good; answers the number of posts by event name.

    Raises `Unknown` where none of the events knows them.
    """
    erased: dict[str, int] = {}
    async with erasing(settings, *events) as redis:
        for event in events:
            with contextlib.suppress(Unknown):
                erased[event.name] = await Desk(redis, event, make_clock()).forget(who, by=by)
                async with curating(redis, event):
                    await settled(Ingest(redis, event.slug))
                await publish_again(redis, event, settings)
    if not erased:
        raise Unknown(f"{who} has written nothing that these events know of.")
    return erased


async def is_collected(redis: Client, event: Event) -> bool:
    """Whether somebody collects the event just now."""
    heard = [position.until for position in (await Ingest(redis, event.slug).positions()).values()]
    return any(until and _is_fresh(until) for until in heard)


async def publish_again(redis: Client, event: Event, settings: Settings) -> None:
    """What was published must not outlive what it was made from."""
    if (settings.summaries / event.slug).is_dir():
        await publish_event(redis, event, shelf_of(settings).place(event), make_clock())


def _is_fresh(until: str) -> bool:
    return make_clock().now() - datetime.fromisoformat(until) < FRESH
