"""Collect: runs a source for the events that follow it, and starts it again from what is stored when that moved."""

import logging
import random
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from backchannel.clock import Clock
from backchannel.model.event import Event, is_expired
from backchannel.services.running import Running
from backchannel.sources.lasting import Lasting
from backchannel.sources.source import Outbox
from backchannel.store.connect import Unreachable
from backchannel.store.ingest import Moved

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
LONGEST_PAUSE = 300.0  # seconds
ALONE = timedelta(minutes=15)  # a source that ran so long has no other collector beside it


async def collect(
    make: Callable[[], Running], outboxes: Callable[[Event], Outbox], events: Sequence[Event], clock: Clock
) -> None:
    """Run the source that `make` makes until cancelled, or until none of the events is kept any more.

    A lost Redis, or one that lost its last writes, ends the source with all it remembers; a new one begins at the
    stored cursor. That is the only way back, and the same as after a crash. Where it is moved again and again, somebody
    else collects the same; each pauses longer then, so that they do not take turns at undoing each other's work.
    """
    moves, trouble = 0, _trouble()
    while kept := [event for event in events if not is_expired(event, clock.now())]:
        source, started = make(), clock.now()
        ended = await _run(source, map(outboxes, kept))
        if clock.now() - started >= ALONE:
            moves, trouble = 0, _trouble()
        if ended is not None:
            moves = 0 if ended.subgroup(Unreachable) else moves + 1
            trouble.goes_on(f"{source.name}: {ended.exceptions[0]!r}", clock.now())
        await clock.sleep(pause(moves, random.random()))  # noqa: S311 - so that the two do not stay in step


async def _run(source: Running, outboxes: Iterable[Outbox]) -> BaseExceptionGroup[Exception] | None:
    """Run it, and say what ended it, where a new start may mend that."""
    ended: BaseExceptionGroup[Exception] | None = None
    try:
        await source.run(outboxes)
    except* (Moved, *Unreachable) as lost:
        ended = lost
    return ended


def _trouble() -> Lasting:
    return Lasting(logger, "collect starts again:")


def pause(moves: int, chance: float) -> float:
    """Seconds before the next start, after the stored position was moved by another so often in a row.

    `chance`, from 0 to 1, makes it up to half as long again. The first time is as after a crash.
    """
    if moves > 1:
        return min(LONGEST_PAUSE, RETRY_SECONDS * 2.0 ** min(moves, 10)) * (1 + chance / 2)
    return RETRY_SECONDS
