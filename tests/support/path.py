"""Runs the real curate over a real Redis until everything is ruled on."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager

from backchannel.clock import SystemClock
from backchannel.curation.effects import public
from backchannel.model.event import Event
from backchannel.model.post import Post
from backchannel.model.sighting import Entry
from backchannel.services.curate import Curate
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from backchannel.store.ingest import Ingest


@asynccontextmanager
async def curating(redis: Client, event: Event) -> AsyncGenerator[None]:
    """The event's curate, while the context is open."""
    task = asyncio.create_task(Curate(redis, event, SystemClock()).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def curated(redis: Client, event: Event, entries: Iterable[Entry]) -> None:
    """Return once all these entries have been ruled on."""
    ingest = Ingest(redis, event.slug)
    for entry in entries:
        await ingest.add(entry)
    async with asyncio.timeout(60), curating(redis, event):
        while await ingest.length():
            await asyncio.sleep(0.002)


async def public_archive(redis: Client, event: Event) -> dict[str, Post]:
    """Every post the public may read, by id."""
    records = {record.id: record async for record in Archive(redis, event.slug).all()}
    posts = {post_id: public(record) for post_id, record in records.items()}
    return {post_id: post for post_id, post in posts.items() if post is not None}
