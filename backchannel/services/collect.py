"""Collect: runs a source for the events that follow it, and starts it again from what is stored when that moved."""

import logging
import random
from collections.abc import Callable, Sequence
from datetime import timedelta

from backchannel.clock import Clock
from backchannel.model.event import Event, is_expired
from backchannel.sources.source import Outbox, Source
from backchannel.store.connect import Unreachable
from backchannel.store.ingest import Moved

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
LONGEST_PAUSE = 300.0  # seconds
ALONE = timedelta(minutes=15)  # a source that ran so long has no other collector beside it


async def collect(
    make: Callable[[], Source], outboxes: Callable[[Event], Outbox], events: Sequence[Event], clock: Clock
) -> None:
    """Run the source that `make` makes until cancelled, or until none of the events is kept any more.

    A lost Redis, or one that lost its last writes, ends the source with all it remembers; a new one begins at the
    stored cursor. That is the only way back, and the same as after a crash. Where it is moved again and again, somebody
    else collects the same; each pauses longer then, so that they do not take turns at undoing each other's work.
    """
    moves = 0
    while kept := [event for event in events if not is_expired(event, clock.now())]:
        source, started = make(), clock.now()
        try:
            await source.run(map(outboxes, kept))
        except* Moved as lost:
            moves = 1 if clock.now() - started >= ALONE else moves + 1
            logger.warning("collect source=%s starts again: %r", type(source).__name__, lost.exceptions[0])
        except* Unreachable as lost:
            moves = 0
            logger.warning("collect source=%s starts again: %r", type(source).__name__, lost.exceptions[0])
        await clock.sleep(pause(moves, random.random()))  # noqa: S311 - so that the two do not stay in step


def pause(moves: int, chance: float) -> float:
    """Seconds before the next start, after the stored position was moved by another so often in a row.

    `chance`, from 0 to 1, makes it up to half as long again. The first time is as after a crash.
    """
    if moves > 1:
        return min(LONGEST_PAUSE, RETRY_SECONDS * 2.0 ** min(moves, 10)) * (1 + chance / 2)
    return RETRY_SECONDS
