"""How long it takes to erase an author with very many posts, and who is held up by it: `python -m bench.erase`.

Three waits are told apart: the longest single command inside Redis (its own slow log), the longest ping of another
process, and the longest time our own event loop stood still. The rival commits the same writes as one script.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import chain
from time import perf_counter

from backchannel.model.codec import decode_entry
from backchannel.model.sighting import AuthorChanged
from backchannel.services.attributing import Attributor
from backchannel.services.batch import Batch, Taken
from backchannel.store.archive import Archive
from backchannel.store.commit import Committer, Part
from backchannel.store.connect import Client
from backchannel.store.ingest import Ingest
from backchannel.store.keys import Keys
from backchannel.store.lease import Lease
from bench.common import EVENT, NOON, emptied, empty_redis, fill, seen, show, timed

POSTS = 10_000
KEYS = Keys(EVENT.slug)
GONE = AuthorChanged(source="bluesky", author=seen(0, 0).post.author.id, changed_at=NOON, status="deleted")


class Waits:
    """The longest waits, in milliseconds."""

    def __init__(self) -> None:
        self.command = self.ping = self.loop = 0.0


@asynccontextmanager
async def watched(redis: Client) -> AsyncGenerator[Waits]:
    """Who waited how long while the context was open."""
    waits = Waits()
    pinger = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.ping", redis.url), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert pinger.stdout is not None
    await pinger.stdout.readline()
    await redis.call("CONFIG", "SET", "slowlog-log-slower-than", 0)
    await redis.call("CONFIG", "SET", "slowlog-max-len", 1_000_000)
    await redis.call("SLOWLOG", "RESET")
    beating = asyncio.create_task(_beat(waits))
    try:
        yield waits
    finally:
        beating.cancel()
        waits.ping = float((await pinger.communicate(b""))[0])
        slow = await redis.call("SLOWLOG", "GET", -1)
        waits.command = max((entry[2] for entry in slow if entry[3][0] != b"XREAD"), default=0) / 1000


async def _beat(waits: Waits) -> None:
    while True:
        before = perf_counter()
        await asyncio.sleep(0.001)
        waits.loop = max(waits.loop, (perf_counter() - before) * 1000 - 1)


async def at_once(redis: Client) -> None:
    """The same writes, in one script."""
    lease = Lease(redis, KEYS.lease)
    await lease.take()
    await redis.call("PERSIST", KEYS.lease)
    (waiting,) = await Ingest(redis, EVENT.slug).head(9)
    archive = Archive(redis, EVENT.slug)
    batch = Batch(archive, KEYS, EVENT.policy, Attributor(archive, EVENT))
    parts = await batch.parts([Taken(waiting.id, decode_entry(waiting.raw))])
    whole = Part(waiting.id, list(chain.from_iterable(part.writes for part in parts)))
    await Committer(redis, lease=KEYS.lease, ingest=KEYS.ingest).commit(lease.token, [whole])


async def measure(name: str, erase: Callable[[Client], Awaitable[None]]) -> tuple[str, ...]:
    async with empty_redis() as redis:
        await fill(redis, (seen(number, 0) for number in range(POSTS)))
        await emptied(redis)
        await fill(redis, [GONE])
        async with watched(redis) as waits:
            with timed() as watch:
                await erase(redis)
        assert await Archive(redis, EVENT.slug).numbers() == (0, 0)
    return (name, f"{watch.seconds:.2f}", *(f"{wait:.0f}" for wait in (waits.command, waits.ping, waits.loop)))


async def main() -> None:
    rows = [await measure("curate: 500 posts in a script", emptied), await measure("everything in one script", at_once)]
    columns = ("way", "seconds", "longest command, ms", "longest ping, ms", "our loop stood still, ms")
    show(f"Erasing an author of {POSTS:,} posts", columns, rows)


if __name__ == "__main__":
    asyncio.run(main())
