"""How long a first contact with a very large event takes: `python -m bench.backfill`.

100,000 posts go through a collector's outbox, 40 in a commit as Mastodon pages them, while curate rules on them.
The rival keeps the same JSON in one hash, and nothing else: no order, no index, no wall. Goal: 60 seconds.
"""

import asyncio
import resource

from backchannel.clock import SystemClock
from backchannel.model.codec import encode
from backchannel.services.outbox import StreamOutbox
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from backchannel.store.ingest import Ingest
from bench.common import EVENT, batches, curating, empty_redis, memory, seen, show, timed

POSTS = 100_000
AUTHORS = 5_000
PAGE = 40
PIPELINE = 250


async def ours(redis: Client) -> None:
    outbox, ingest = StreamOutbox(redis, EVENT, SystemClock()), Ingest(redis, EVENT.slug)
    async with curating(redis):
        for number, page in enumerate(batches((seen(number, number % AUTHORS) for number in range(POSTS)), PAGE)):
            await outbox.commit("garden.example", page, cursor=str(number))
        while await ingest.length():
            await asyncio.sleep(0.01)
    assert (await Archive(redis, EVENT.slug).numbers()) == (POSTS, AUTHORS)


async def plain_hash(redis: Client) -> None:
    for page in batches((seen(number, number % AUTHORS).post for number in range(POSTS)), PIPELINE):
        await redis.calls(("HSET", "posts", post.id, encode(post)) for post in page)
    assert await redis.call("HLEN", "posts") == POSTS


async def main() -> None:
    rows: list[tuple[str, ...]] = []
    for name, way in (("plain HSET, 250 in a round trip", plain_hash), ("ingest and curate", ours)):
        async with empty_redis() as redis:
            with timed() as watch:
                await way(redis)
            used = await memory(redis)
        resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows.append(
            (name, f"{watch.seconds:.1f}", f"{POSTS / watch.seconds:,.0f}", f"{used / 2**20:,.0f}", f"{resident:,.0f}")
        )
    columns = ("way", "seconds", "posts/s", "Redis, MB", "our process at most, MB")
    show(f"{POSTS:,} backfilled posts", columns, rows)


if __name__ == "__main__":
    asyncio.run(main())
