"""A look at everything that an event knows, without collecting: for events whose collectors do not run any more."""

from backchannel.model.event import Event
from backchannel.runtime.process import make_clock
from backchannel.runtime.services import Services
from backchannel.runtime.tasks import StillCollected, curating, erasing, is_collected, publish_again
from backchannel.services.importing import settled
from backchannel.settings import Settings
from backchannel.store.archive import Archive
from backchannel.store.ingest import Ingest


async def recheck(event: Event, settings: Settings, *, counts: bool = False) -> tuple[int, int]:
    """Look once at every known post, and publish again what was published; answers how many were public and are now.

    With `counts`, count likes and reposts anew. Raises `StillCollected` where that is done by somebody else.
    """
    async with erasing(settings, event) as redis:
        if await is_collected(redis, event):
            raise StillCollected(f"{event.name} is being collected: that looks at every post again by itself.")
        archive = Archive(redis, event.slug)
        before, _ = await archive.numbers()
        async with curating(redis, event):
            await Services(redis, settings, [event], make_clock()).look_once(counts=counts)
            await settled(Ingest(redis, event.slug))
        after, _ = await archive.numbers()
        await publish_again(redis, event, settings)
    return before, after
