"""How fast one entry's whole effect is committed: `python -m bench.commit`.

Fresh posts of an otherwise empty event, from the ingest stream to the archive. The rivals read and decide alike and
write the same; they differ in how they commit. Goal: 2,000 entries a second.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from statistics import median
from typing import NamedTuple

from backchannel.model.codec import decode_entry
from backchannel.services.attributing import Attributor
from backchannel.services.batch import Batch, Taken
from backchannel.services.curate import BATCH
from backchannel.store.archive import Archive
from backchannel.store.commit import Committer, Part
from backchannel.store.connect import Client, Word
from backchannel.store.ingest import Ingest
from backchannel.store.keys import Keys
from backchannel.store.lease import Lease
from bench.common import EVENT, emptied, empty_redis, fill, seen, show, timed

ENTRIES = 5_000
AUTHORS = 500
ROUNDS = 3
KEYS = Keys(EVENT.slug)

Commit = Callable[[Sequence[Part]], Awaitable[None]]


class Way(NamedTuple):
    name: str
    run: Callable[[Client], Awaitable[None]]


async def in_transactions(redis: Client) -> None:
    async def commit(parts: Sequence[Part]) -> None:
        await redis.calls(words for part in parts for words in _transaction(part))

    await _drive(redis, commit)


async def one_by_one(redis: Client) -> None:
    lease = Lease(redis, KEYS.lease)
    await lease.take()
    await redis.call("PERSIST", KEYS.lease)
    committer = Committer(redis, lease=KEYS.lease, ingest=KEYS.ingest)

    async def commit(parts: Sequence[Part]) -> None:
        for part in parts:
            await committer.commit(lease.token, [part])

    await _drive(redis, commit)


async def nothing(redis: Client) -> None:
    async def commit(parts: Sequence[Part]) -> None:
        await redis.call("XDEL", KEYS.ingest, *(part.entry for part in parts))

    await _drive(redis, commit)


async def _drive(redis: Client, commit: Commit) -> None:
    """Read and decide as curate does."""
    ingest, archive = Ingest(redis, EVENT.slug), Archive(redis, EVENT.slug)
    while waiting := await ingest.head(BATCH):
        taken = [Taken(item.id, decode_entry(item.raw)) for item in waiting]
        await commit(await Batch(archive, KEYS, EVENT.policy, Attributor(archive, EVENT)).parts(taken))


def _transaction(part: Part) -> list[list[Word]]:
    writes: list[list[Word]] = [[write.command, write.key, *write.arguments] for write in part.writes]
    return [["MULTI"], *writes, ["XDEL", KEYS.ingest, part.entry], ["EXEC"]]


WAYS = (
    Way("curate: one Lua script an entry, 250 in a round trip", emptied),
    Way("MULTI/EXEC an entry, 250 in a round trip, no fence", in_transactions),
    Way("the Lua script, one entry in a round trip", one_by_one),
    Way("reading and deciding alone, nothing written", nothing),
)


async def rate(way: Way) -> float:
    async with empty_redis() as redis:
        await fill(redis, (seen(number, number % AUTHORS) for number in range(ENTRIES)))
        with timed() as watch:
            await way.run(redis)
    return ENTRIES / watch.seconds


async def main() -> None:
    rates: dict[str, list[float]] = {way.name: [] for way in WAYS}
    for _ in range(ROUNDS):
        for way in WAYS:
            rates[way.name].append(await rate(way))
    ours = median(rates[WAYS[0].name])
    rows = [
        (name, f"{median(found):,.0f}", f"{min(found):,.0f} to {max(found):,.0f}", f"{median(found) / ours:.2f}")
        for name, found in rates.items()
    ]
    show(f"Committing {ENTRIES:,} fresh posts", ("way", "entries/s", f"of {ROUNDS} rounds", "to ours"), rows)


if __name__ == "__main__":
    asyncio.run(main())
