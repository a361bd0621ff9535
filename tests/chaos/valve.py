"""A kill between two commands to Redis: all that a process leaves behind is what it has said to Redis by then.

async with Valve(house, "curate") as valve:
    await valve.arm(7)      # before its seventh command from now, or just after it, curate is killed
"""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from support.chaos import House

CHUNK = 1 << 16  # bytes; most commands are one, and a pipeline of many may be cut in its middle


@dataclass
class _Strike:
    commands: int  # that are left
    passes: bool


class Valve:
    """Stands between a service and Redis. `strikes` counts how often it has killed it."""

    def __init__(self, house: House, name: str) -> None:
        self.strikes = 0
        self._house = house
        self._name = name
        self._armed: deque[_Strike] = deque()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_unix_server(self._serve, self._house.valve(self._name), limit=CHUNK)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def arm(self, commands: int, *, passes: bool) -> None:
        """Kill at that command, from now or from the last kill on; it still `passes`, or not even that."""
        self._armed.append(_Strike(commands, passes))

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
            strike = self._due()
            if not strike or strike.passes:
                forth.write(chunk)
                await forth.drain()
            if strike:
                self.strikes += 1
                await self._house.kill(self._name)
                return

    def _due(self) -> _Strike | None:
        if not self._armed:
            return None
        strike = self._armed[0]
        strike.commands -= 1
        return None if strike.commands else self._armed.popleft()


async def _pump(reader: StreamReader, writer: StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(CHUNK):
            writer.write(chunk)
            await writer.drain()
    writer.close()
