"""A source while it runs, for whoever wants it to look at everything once more."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Any

from backchannel.sources.source import Outbox, Source

LAST_STEPS = 10.0  # real seconds between a source's first step towards its end and its last


class Running:
    """A source that knows whether it has ended; it may at any time, and then another takes its place."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._ended = asyncio.Event()

    @property
    def name(self) -> str:
        """What kind of source it is."""
        return type(self.source).__name__

    async def run(self, outboxes: Iterable[Outbox]) -> None:
        """Run the source."""
        try:
            await self.source.run(outboxes)
        finally:
            self._ended.set()

    def opened(self, outboxes: Iterable[Outbox]) -> AbstractAsyncContextManager[object]:
        """Open the source without running it."""
        return self.source.opened(outboxes)

    async def look(self, at: Callable[[Source], Coroutine[Any, Any, object]]) -> bool:
        """Have the source look at something; whether it came to the end of that before its own.

        A source that is ending has closed what its look still needs: whatever that raises then is no fault of the look.
        """
        looking = asyncio.ensure_future(at(self.source))
        ending = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait([looking, ending], return_when=asyncio.FIRST_COMPLETED)
            if looking.done() and looking.exception():
                await asyncio.wait([ending], timeout=LAST_STEPS)
            if ending.done():
                return False
            looking.result()
            return True
        finally:
            await _given_up(looking, ending)


async def _given_up(*tasks: asyncio.Future[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
