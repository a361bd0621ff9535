"""Collect: runs a source for the events that follow it, and starts it again from what is stored when that moved."""

import logging
from collections.abc import Callable, Sequence

from backchannel.clock import Clock
from backchannel.model.event import Event, is_expired
from backchannel.sources.source import Outbox, Source
from backchannel.store.connect import Unreachable
from backchannel.store.ingest import Moved

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0


async def collect(
    make: Callable[[], Source], outboxes: Callable[[Event], Outbox], events: Sequence[Event], clock: Clock
) -> None:
    """Run the source that `make` makes until cancelled, or until none of the events is kept any more.

    A lost Redis, or one that lost its last writes, ends the source with all it remembers; a new one begins at the
    stored cursor. That is the only way back, and the same as after a crash.
    """
    while kept := [event for event in events if not is_expired(event, clock.now())]:
        source = make()
        try:
            await source.run(map(outboxes, kept))
        except* (Moved, *Unreachable) as lost:
            logger.warning("collect source=%s starts again: %r", type(source).__name__, lost.exceptions[0])
        await clock.sleep(RETRY_SECONDS)
