"""The private Redis: one server for all our processes, on the same data, never two, never an orphan."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

from backchannel.store.connect import Client, Unreachable
from backchannel.store.private import private_redis

HOLDER = """
import asyncio, sys
from pathlib import Path
from backchannel.store.private import private_redis

async def main():
    async with private_redis(Path(sys.argv[1])) as url:
        print(url, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("unix://")
    return process


async def pid_of(client: Client) -> int:
    info: bytes = await client.call("INFO", "server")
    return int(next(line for line in info.decode().splitlines() if line.startswith("process_id:"))[11:])


async def ended(pid: int) -> None:
    async with asyncio.timeout(60):
        while _alive(pid):
            await asyncio.sleep(0.02)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def answering(client: Client, key: str) -> bytes:
    async with asyncio.timeout(60):
        while True:
            try:
                found: bytes = await client.call("GET", key)
            except Unreachable:
                await asyncio.sleep(0.02)
            else:
                return found


async def test_it_keeps_what_was_written_over_a_restart(tmp_path: Path) -> None:
    async with private_redis(tmp_path) as url:
        client = Client(url)
        await client.call("SET", "tulip", "red")
        await client.aclose()
    async with private_redis(tmp_path) as url:
        client = Client(url)
        assert await client.call("GET", "tulip") == b"red"
        await client.aclose()


async def test_it_ends_with_its_parent_even_when_that_is_killed(tmp_path: Path) -> None:
    parent = await asyncio.to_thread(holder, tmp_path)
    client = Client(f"unix://{tmp_path}/redis.sock")
    server = await pid_of(client)
    parent.kill()
    parent.communicate()
    await ended(server)
    await client.aclose()


async def test_when_its_holder_is_killed_another_process_takes_over_on_the_same_data(tmp_path: Path) -> None:
    parent = await asyncio.to_thread(holder, tmp_path)
    async with private_redis(tmp_path) as url:
        client = Client(url)
        await client.call("SET", "tulip", "red")
        first = await pid_of(client)
        parent.kill()
        parent.communicate()
        await ended(first)
        assert await answering(client, "tulip") == b"red"
        assert await pid_of(client) != first
        await client.aclose()


async def test_a_server_that_is_killed_is_started_again_on_the_same_data(tmp_path: Path) -> None:
    async with private_redis(tmp_path) as url:
        client = Client(url)
        await client.call("SET", "tulip", "red")
        os.kill(await pid_of(client), signal.SIGKILL)
        assert await answering(client, "tulip") == b"red"
        await client.aclose()
