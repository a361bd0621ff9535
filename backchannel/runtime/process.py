"""One process: its loop, its signals, its clock."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar, cast

from backchannel.clock import Clock, SharedClock, SystemClock
from backchannel.settings import shared_clock

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end, or until SIGINT or SIGTERM cancels it; both leave as `KeyboardInterrupt`."""
    with asyncio.Runner(loop_factory=_loop) as runner:
        return runner.run(_until_terminated(main))


def _loop() -> asyncio.AbstractEventLoop:
    import uvloop

    return uvloop.new_event_loop()


async def _until_terminated(main: Coroutine[Any, Any, T]) -> T:
    task = asyncio.ensure_future(main)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    except BaseExceptionGroup as group:
        raise _first(group) from group


def _first(error: BaseException) -> BaseException:
    """What went wrong first, out of the groups of the tasks that ran together."""
    while isinstance(error, BaseExceptionGroup):
        error = cast("BaseException", error.exceptions[0])  # pyright: ignore[reportUnknownMemberType]
    return error


def make_clock() -> Clock:
    """The world's time, or a rehearsal's where BACKCHANNEL_CLOCK names its file."""
    path = shared_clock()
    return SharedClock(path) if path else SystemClock()
