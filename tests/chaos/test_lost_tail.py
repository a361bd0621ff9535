"""A Redis that comes back without its last write: whoever wrote it must learn that, and tell it all again."""

import asyncio
import os
import subprocess
from collections.abc import AsyncGenerator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from backchannel.clock import SystemClock
from backchannel.services.outbox import StreamOutbox
from backchannel.store.connect import Client, Unreachable
from backchannel.store.ingest import Moved
from backchannel.store.private import find_server
from support.builders import a_post, an_event, minutes, seen

GARDEN = "garden.example"
FLAGS = ["--port", "0", "--appendonly", "yes", "--appendfsync", "always", "--save", ""]
START_SECONDS = 20


class Server:
    """A Redis with an append-only file of which the end may go missing."""

    def __init__(self, folder: Path) -> None:
        self.client = Client(f"unix://{folder}/s")
        self._words = [find_server(), *FLAGS, "--dir", str(folder), "--unixsocket", f"{folder}/s", "--logfile", "log"]
        self._file = folder / "appendonlydir" / "appendonly.aof.1.incr.aof"
        self._process = self._start()

    @property
    def written(self) -> int:
        return self._file.stat().st_size

    async def lose_all_after(self, size: int) -> None:
        self.end()
        os.truncate(self._file, size)
        self._process = self._start()
        await self.answers()

    async def answers(self) -> None:
        """Return once it does; asked by another client, so that the first one notices nothing."""
        other = Client(self.client.url)
        async with asyncio.timeout(START_SECONDS):
            while not await _pings(other):
                await asyncio.sleep(0.01)
        await other.aclose()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._words)


@pytest.fixture
async def server() -> AsyncGenerator[Server]:
    with TemporaryDirectory(prefix="backchannel-") as folder:
        server = Server(Path(folder))
        await server.answers()
        yield server
        server.end()
        await server.client.aclose()


async def test_a_commit_that_moved_nothing_is_missed_when_it_is_lost(server: Server) -> None:
    post = a_post(1)
    outbox = StreamOutbox(server.client, an_event(), SystemClock())
    await outbox.commit(GARDEN, [seen(post)], cursor="1", heard=minutes(2))
    before = server.written
    await outbox.commit(GARDEN, [seen(a_post(1, text="Bulbs want cold.", version="2026-06-10T12:09:00.000Z"))])
    await server.lose_all_after(before)
    with pytest.raises(Moved):
        await outbox.commit(GARDEN, [], heard=minutes(3))


async def _pings(client: Client) -> bool:
    try:
        return bool(await client.call("PING"))
    except Unreachable:
        return False
