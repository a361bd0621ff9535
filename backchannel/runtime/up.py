"""`up`: everything in one process, on the real networks, and again with new events when their files change."""

import asyncio
import logging
import socket
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from backchannel.clock import Clock
from backchannel.model.event import Event
from backchannel.model.identity import hashtags_alone
from backchannel.runtime.process import make_clock
from backchannel.runtime.redis import claim_all, following
from backchannel.runtime.services import Services
from backchannel.settings import SERVERS, Misconfigured, Settings, read_events
from backchannel.store.claim import Taken
from backchannel.store.connect import Client, Unreachable

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
LASTS = timedelta(days=3)  # how long hashtags without an event file are followed as an event


def impromptu(hashtags: Sequence[str], clock: Clock) -> Event:
    """An event from folded hashtags alone: it begins today, on some large servers."""
    today = clock.now().date()
    return Event(
        slug=hashtags[0],
        name=hashtags_alone(tuple(hashtags)),
        hashtags=tuple(hashtags),
        starts=today,
        ends=today + LASTS,
        servers=SERVERS,
    )


async def up(
    hashtags: Sequence[str],
    files: Sequence[Path],
    settings: Settings,
    *,
    listening: socket.socket,
    told: Callable[[Sequence[Event]], None],
) -> None:
    """Run every service for these events until cancelled; `told` hears which events run, each time they change."""
    clock = make_clock()
    unchanging = [impromptu(hashtags, clock)] if hashtags else []
    taken = [event.slug for event in unchanging]
    events = [*unchanging, *read_events(files, taken=taken)]
    async with following(settings, *events) as redis:
        while True:
            told(events)
            events = [*unchanging, *await _until_changed(redis, settings, events, files, listening.dup())]


async def _until_changed(
    redis: Client, settings: Settings, events: Sequence[Event], files: Sequence[Path], listening: socket.socket
) -> list[Event]:
    """Run the services until a file tells of other events; screens come back to where they were."""
    clock = make_clock()
    services = Services(redis, settings, events, clock)
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(service) for service in services.everything(listening)]
        changed = await _changed(redis, events, files, clock)
        for task in running:
            task.cancel()
    return changed


async def _changed(redis: Client, events: Sequence[Event], files: Sequence[Path], clock: Clock) -> list[Event]:
    known = {event.slug: event for event in events}
    taken = [event.slug for event in events[: len(events) - len(files)]]
    complained = ""
    while True:
        await clock.sleep(LOOK_SECONDS)
        try:
            now = read_events(files, taken=taken)
            if any(known.get(event.slug) != event for event in now):
                await claim_all(redis, now)
                return now
            complained = ""
        except (Misconfigured, Taken, *Unreachable) as error:
            if str(error) != complained:
                logger.warning("event file not taken, the last good one stays: %s", error)
            complained = str(error)
