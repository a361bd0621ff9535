"""Retention: an event that wanted to be kept for so many days erases itself when they are over."""

import contextlib
import logging
import shutil
import uuid
from pathlib import Path

from backchannel.clock import Clock
from backchannel.model.event import Event, is_expired
from backchannel.services.reissue import changes_beside
from backchannel.store.claim import Taken, refuse_others
from backchannel.store.connect import Client
from backchannel.store.erase import erase_event

logger = logging.getLogger(__name__)

LOOK_SECONDS = 60.0


async def until_expired(event: Event, clock: Clock) -> None:
    """Return when the event has been kept for as long as it wanted; never, if it did not say."""
    while not is_expired(event, clock.now()):
        await clock.sleep(LOOK_SECONDS)


async def erase(redis: Client, event: Event, summaries: Path) -> int:
    """Erase the event from Redis and its published summary; answers the number of posts.

    Raises `Taken` if another event is kept under its slug.
    Its words stand in Redis's file until that is rewritten (`store/server.py`).
    """
    await refuse_others(redis, event)
    posts = await erase_event(redis, event.slug, uuid.uuid4().hex)
    _unpublish(event, summaries)
    logger.info("event=%s erased posts=%d", event.slug, posts)
    return posts


async def unpublish(redis: Client, event: Event, summaries: Path) -> None:
    """Remove what was published of an event that is not kept any more, unless that is another event's by now."""
    with contextlib.suppress(Taken):
        await refuse_others(redis, event)
        _unpublish(event, summaries)


def _unpublish(event: Event, summaries: Path) -> None:
    shutil.rmtree(summaries / event.slug, ignore_errors=True)
    changes_beside(summaries / event.slug).unlink(missing_ok=True)
