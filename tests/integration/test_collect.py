"""A source is started again from what is stored; two of the same do not undo each other's work for ever."""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import timedelta

import pytest

from backchannel.clock import Clock, TurnedClock
from backchannel.model.event import Event
from backchannel.services.collect import LONGEST_PAUSE, collect, pause
from backchannel.services.outbox import StreamOutbox
from backchannel.services.running import Running
from backchannel.sources.source import Outbox
from backchannel.store.connect import Client
from support.builders import NOON, an_event


class Watched(TurnedClock):
    """A clock that knows how many wait for it."""

    asleep = 0

    async def sleep(self, seconds: float) -> None:
        self.asleep += 1
        try:
            await super().sleep(seconds)
        finally:
            self.asleep -= 1

    async def until_asleep(self, count: int) -> None:
        """Return once so many wait for it again, and none of those that were just woken is counted."""
        await asyncio.sleep(0)
        async with asyncio.timeout(60):
            while self.asleep < count:
                await asyncio.sleep(0.001)


class Clockwork:
    """A source that commits every ten seconds."""

    def __init__(self, clock: Clock, commits: list[int]) -> None:
        self._clock = clock
        self._commits = commits

    async def run(self, outboxes: Iterable[Outbox]) -> None:
        async with asyncio.TaskGroup() as group:
            for outbox in outboxes:
                group.create_task(self._tell(outbox))

    def opened(self, outboxes: Iterable[Outbox]) -> AbstractAsyncContextManager[object]:
        return nullcontext(outboxes)

    async def recheck_all(self) -> object:
        return None

    async def recount(self) -> object:
        return None

    async def _tell(self, outbox: Outbox) -> None:
        while True:
            at = self._clock.now()
            await outbox.commit("garden.example", [], cursor=at.isoformat(), heard=at)
            self._commits.append(1)
            await self._clock.sleep(10)


async def test_two_collectors_of_one_source_give_way_to_each_other(
    redis: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    clock, commits, event = Watched(NOON), list[int](), an_event()

    def outbox(of: Event) -> StreamOutbox:
        return StreamOutbox(redis, of, clock)

    tasks = [
        asyncio.create_task(collect(lambda: Running(Clockwork(clock, commits)), outbox, [event], clock))
        for _ in range(2)
    ]
    for _ in range(720):  # two hours
        await clock.until_asleep(len(tasks))
        clock.turn(clock.now() + timedelta(seconds=10))
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    moved = [line for line in caplog.messages if "Moved" in line]
    assert 2 <= len(moved) <= 120  # once every ten seconds would be 720
    assert len(commits) > 360


@pytest.mark.parametrize(("moves", "seconds"), [(0, 1), (1, 1), (2, 4), (3, 8), (8, 256), (9, 300), (500, 300)])
def test_the_pause_grows_with_every_move_in_a_row(moves: int, seconds: float) -> None:
    assert pause(moves, 0.0) == seconds
    assert pause(moves, 1.0) <= LONGEST_PAUSE * 1.5


class Brittle(Clockwork):
    """A source that runs until it is closed, and whose looks fail then."""

    def __init__(self) -> None:
        super().__init__(TurnedClock(NOON), [])
        self.closing = asyncio.Event()

    async def run(self, outboxes: Iterable[Outbox]) -> None:
        assert not list(outboxes)
        await self.closing.wait()

    async def recheck_all(self) -> object:
        await self.closing.wait()
        raise RuntimeError("the client has been closed")


async def test_a_look_that_outlives_its_source_is_no_fault_and_is_not_done() -> None:
    source = Brittle()
    running = Running(source)
    task, look = asyncio.create_task(running.run([])), asyncio.create_task(running.look(lambda one: one.recheck_all()))
    await asyncio.sleep(0)
    source.closing.set()
    assert await look is False
    await task
    assert await running.look(lambda one: one.recheck_all()) is False


async def test_a_look_at_a_source_that_runs_on_comes_to_its_end() -> None:
    source = Brittle()
    running = Running(source)
    task = asyncio.create_task(running.run([]))
    assert await running.look(lambda one: one.recount())
    source.closing.set()
    await task
