"""One clock for many processes: turned by one, read by the others from a file."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backchannel.clock import SharedClock, TurnedClock

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECONDS = 20
SLEEPER = """
import asyncio, sys
from pathlib import Path
from backchannel.clock import SharedClock

async def main():
    clock = SharedClock(Path(sys.argv[1]))
    sleeping = asyncio.create_task(clock.sleep(60))
    await asyncio.sleep(0)
    print(clock.now().isoformat(), flush=True)
    await sleeping
    print(clock.now().isoformat(), flush=True)

asyncio.run(main())
"""


@asynccontextmanager
async def sleeper(path: Path) -> AsyncGenerator[Process]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", SLEEPER, str(path), stdout=PIPE)
    try:
        async with asyncio.timeout(SECONDS):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def said(process: Process) -> datetime:
    assert process.stdout is not None
    return datetime.fromisoformat((await process.stdout.readline()).decode().strip())


async def test_another_process_wakes_when_the_clock_has_been_turned_far_enough_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    clock = TurnedClock(NOON, path)
    async with sleeper(path) as process:
        assert await said(process) == NOON
        woken = asyncio.create_task(said(process))
        clock.turn(NOON + MINUTE - timedelta(microseconds=1))
        await asyncio.wait([woken], timeout=0.2)
        assert not woken.done()
        clock.turn(NOON + MINUTE)
        assert await woken == NOON + MINUTE


async def test_a_reader_never_finds_a_time_that_was_not_told(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    clock, shared = TurnedClock(NOON, path), SharedClock(path)

    def turn() -> None:
        for number in range(2_000):
            clock.turn(NOON + number * MINUTE)

    turning = asyncio.create_task(asyncio.to_thread(turn))
    last = NOON
    while not turning.done():
        now = shared.now()
        assert last <= now <= clock.now()
        last = now
        await asyncio.sleep(0)
    await turning
