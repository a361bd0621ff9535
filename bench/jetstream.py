"""How much of Jetstream one core can follow: `python -m bench.jetstream`.

The same invented events, already framed, over a real socket: through our collector, through the loop that everybody
writes (`websockets`, `json.loads`, a filter), and through the client of atproto. Every reader is a process of its
own, and CPU time is what is counted. Goal: 1.2 times the loop. Then a million events, and what that does to memory.
"""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from statistics import median
from typing import NamedTuple

from bench.common import show
from bench.jetstream_server import EVENTS, serve

BLOBS = 3
ROUNDS = 5
MANY = 1_000_000
NAMES = {
    "ours": "the collector: connection, glance, intake, cursor",
    "bare": "websockets, json.loads, filter",
    "library": "atproto 0.0.73, AsyncJetstreamClient, filter",
}


class Reading(NamedTuple):
    """What a reader's process says: seconds of CPU time, MB at most after the first lap and at the end."""

    matches: int
    seconds: float
    early: float
    resident: float


async def read(name: str, port: int, events: int) -> Reading:
    """Let a process of its own read so many events."""
    words = ["-m", "bench.jetstream_clients", name, f"ws://127.0.0.1:{port}", str(events)]
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.PIPE)
    told, _ = await process.communicate()
    return Reading(**json.loads(told.splitlines()[-1]))


@asynccontextmanager
async def serving(laps: int) -> AsyncGenerator[int]:
    """The server, in this process, while the context is open: the readers have the other core."""
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(serve(BLOBS, laps, port))
    try:
        yield await port
    finally:
        task.cancel()
        await asyncio.wait([task])


async def main() -> None:
    events = BLOBS * EVENTS
    async with serving(laps=1) as port:
        rounds = [{name: await read(name, port, events) for name in NAMES} for _ in range(ROUNDS)]
    assert len({reading.matches for one in rounds for reading in one.values()}) == 1
    rows: list[tuple[str, ...]] = []
    for name, words in NAMES.items():
        rate = median(events / one[name].seconds for one in rounds)
        ratio = median(one["bare"].seconds / one[name].seconds for one in rounds)
        rows.append((words, f"{rate:,.0f}", f"{ratio:.2f}"))
    show(f"{events:,} events, {ROUNDS} rounds", ("reader", "events a CPU second", "to the bare loop"), rows)
    async with serving(laps=MANY // events + 1) as port:
        many = await read("ours", port, MANY)
    lap = f"{events:,}"
    show(
        "Memory of the collector",
        ("after", "MB at most"),
        [(lap, f"{many.early:.0f}"), (f"{MANY:,}", f"{many.resident:.0f}")],
    )


if __name__ == "__main__":
    asyncio.run(main())
