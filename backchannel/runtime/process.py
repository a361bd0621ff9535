"""One process: its loop, its signals, its clock."""

import asyncio
import signal
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar, cast

from backchannel.clock import Clock, SharedClock, SystemClock
from backchannel.settings import shared_clock

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end, or until SIGINT or SIGTERM cancels it; both leave as `KeyboardInterrupt`.

    Whoever presses Ctrl-C again while it ends is not heard: it ends in a moment, and in order.
    """
    with asyncio.Runner(loop_factory=_loop) as runner:
        return runner.run(_until_stopped(main))


def _loop() -> asyncio.AbstractEventLoop:
    import uvloop

    return uvloop.new_event_loop()


async def _until_stopped(main: Coroutine[Any, Any, T]) -> T:
    task = asyncio.ensure_future(main)
    with _stopped_by_signals(task):
        try:
            return await task
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None
        except BaseExceptionGroup as group:
            raise _first(group) from group


@contextmanager
def _stopped_by_signals(task: asyncio.Future[Any]) -> Generator[None]:
    stop = _Stop(task)
    heard = [each for each in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, stop) for each in heard}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, signal.SIG_IGN if stop.has_begun else handler)


class _Stop:
    """What a signal does: the first cancels, those after it nothing. Where nobody awaits, the second interrupts."""

    def __init__(self, task: asyncio.Future[Any]) -> None:
        self.has_begun = False
        self._task = task
        self._loop = task.get_loop()
        self._is_asked = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        if self.has_begun:
            return
        if self._is_asked:
            raise KeyboardInterrupt
        self._is_asked = True
        self._loop.call_soon_threadsafe(self._begin)

    def _begin(self) -> None:
        self.has_begun = True
        self._task.cancel()


def _first(error: BaseException) -> BaseException:
    """What went wrong first, out of the groups of the tasks that ran together."""
    while isinstance(error, BaseExceptionGroup):
        error = cast("BaseException", error.exceptions[0])  # pyright: ignore[reportUnknownMemberType]
    return error


def make_clock() -> Clock:
    """The world's time, or a rehearsal's where BACKCHANNEL_CLOCK names its file."""
    path = shared_clock()
    return SharedClock(path) if path else SystemClock()
