"""Tells everyone who waits that something changed; they look for themselves what it was."""

import asyncio


class Bell:
    """A bell that is heard by those who were waiting when it rang."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake everyone who waits."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def wait(self) -> None:
        """Return at the next ring."""
        await self._rung.wait()
