"""What a person asks for about the programme: each opens Redis if it must, does it, and ends."""

from collections.abc import Mapping

from backchannel.model.event import Event
from backchannel.model.programme import Programme, Shift
from backchannel.model.sighting import Shifted
from backchannel.programme.changes import Change, changes
from backchannel.programme.draft import Reading
from backchannel.programme.shifting import MOST_MINUTES
from backchannel.runtime.process import make_clock
from backchannel.runtime.redis import following
from backchannel.runtime.tasks import curating, erasing
from backchannel.services.deciding import Unknown
from backchannel.services.fetching import Place
from backchannel.services.importing import settled
from backchannel.services.refreshing import Refresher, read_from
from backchannel.settings import Settings
from backchannel.store.archive import Archive
from backchannel.store.ingest import Ingest


async def read_programme(event: Event, address: str) -> Reading:
    """The programme at that address, or where the event's file says. Raises `Unknown` where neither says anything."""
    place = address or event.programme
    if not place:
        raise Unknown(f"{event.name}: where is its schedule? Name it, or write it into the event's file: programme = …")
    return await read_from(Place(place), event)


async def import_programme(event: Event, address: str, settings: Settings) -> tuple[Reading, tuple[Change, ...]]:
    """Bring a programme into the event, and curate it; answers it, and what has changed."""
    reading = await read_programme(event, address)
    async with erasing(settings, event) as redis:
        archive = Archive(redis, event.slug)
        before = await archive.programme()
        async with curating(redis, event):
            now = await Refresher(redis, event, make_clock()).offer(reading.programme)
            await settled(Ingest(redis, event.slug))
        return reading._replace(programme=now), changes(before.programme if before else None, now)


async def current_programme(event: Event, settings: Settings) -> tuple[Programme, Mapping[str, Shifted]]:
    """The event's programme, and the last word on each room. Raises `Unknown` where there is none yet."""
    async with following(settings, event) as redis:
        archive = Archive(redis, event.slug)
        held = await archive.programme()
        if held is None:
            raise Unknown(f"{event.name} has no programme yet: bring one with: backchannel programme import")
        return held.programme, await archive.shifts()


async def shift_room(event: Event, shift: Shift, settings: Settings, *, by: str) -> None:
    """Say that a room runs late. Raises `Unknown` for a room that the programme lacks, or for more than ten hours."""
    programme, _ = await current_programme(event, settings)
    if shift.room not in programme.rooms:
        raise Unknown(f"{shift.room!r} is no room of the programme: {', '.join(programme.rooms) or 'it names none'}")
    if abs(shift.minutes) > MOST_MINUTES:
        raise Unknown(f"{shift.minutes} minutes are more than the {MOST_MINUTES} a room can be late")
    async with following(settings, event) as redis:
        await Ingest(redis, event.slug).add(Shifted(shift=shift, at=shift.since, by=by))
