"""A kill between two commands to Redis: all that a process leaves behind is what it has said to Redis by then.

async with Valve(house, "curate") as valve:
    await valve.arm(7)      # before its seventh command from now, or just after it, curate is killed
"""

import asyncio
from asyncio import StreamReader, StreamWriter
from contextlib import suppress
from typing import Self

from support.chaos import House

CHUNK = 1 << 16  # bytes; most commands are one, and a pipeline of many may be cut in its middle


class Valve:
    """Stands between a service and Redis. `strikes` counts how often it has killed it."""

    def __init__(self, house: House, name: str) -> None:
        self.strikes = 0
        self._house = house
        self._name = name
        self._left: int | None = None
        self._passes = False

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_unix_server(self._serve, self._house.valve(self._name), limit=CHUNK)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def arm(self, commands: int, *, passes: bool) -> None:
        """Kill at that command from now on; it still `passes`, or not even that."""
        self._left = commands
        self._passes = passes

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(OSError):
            back, forth = await asyncio.open_unix_connection(self._house.socket, limit=CHUNK)
            replies = asyncio.create_task(_pump(back, writer))
            try:
                await self._commands(reader, forth)
            finally:
                replies.cancel()
                forth.close()
        writer.close()

    async def _commands(self, reader: StreamReader, forth: StreamWriter) -> None:
        while chunk := await reader.read(CHUNK):
            is_last = self._is_last()
            if self._passes or not is_last:
                forth.write(chunk)
                await forth.drain()
            if is_last:
                self.strikes += 1
                await self._house.kill(self._name)
                return

    def _is_last(self) -> bool:
        if self._left is None:
            return False
        self._left -= 1
        if self._left:
            return False
        self._left = None
        return True


async def _pump(reader: StreamReader, writer: StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(CHUNK):
            writer.write(chunk)
            await writer.drain()
    writer.close()
