"""The whole path as processes of their own, to be killed and started again while a recording is played to them.

    async with pretend_process(recording) as networks, at_home(networks, recording) as house:
        await house.kill("curate")
        await house.cut_tail(800)
        house.command("export", house.event_file, archive)

The test's own process turns the clock; the others read it from a file.
"""

import asyncio
import fcntl
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from backchannel.clock import TurnedClock
from backchannel.services.pretending import Endpoints, Pretending
from backchannel.settings import read_event
from backchannel.store.connect import Client, Unreachable, server_info

COMMANDS = {
    "redis": ("redis",),
    "mastodon": ("collect", "mastodon"),
    "bluesky": ("collect", "bluesky"),
    "curate": ("curate",),
    "web": ("web",),
}
LOOK = 0.005  # real seconds
COMMAND_SECONDS = 30
FAREWELL_SECONDS = 10.0
LOG_TAIL = 2_000  # characters


class Service:
    """One of our commands, running, with its log in a file."""

    def __init__(self, words: Sequence[str], log: Path, environment: Mapping[str, str]) -> None:
        self._words = [sys.executable, "-m", "backchannel", *words]
        self._environment = environment
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._words, stdout=log, stderr=log, env=self._environment)

    def kill(self) -> None:
        """As `kill -9` does; returns once it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @property
    def ended(self) -> int | None:
        """The code it ended with by itself; None while it runs."""
        return self._process.poll() if self._process else None

    @property
    def said(self) -> str:
        return self._log.read_text() if self._log.exists() else ""


class House:
    """Every service of one recording's event, on one private Redis; those that are `valved` reach it by a detour."""

    def __init__(
        self, folder: Path, event_file: Path, endpoints: Endpoints, *, clock: TurnedClock, valved: Collection[str]
    ) -> None:
        self.event_file = event_file
        self.event = read_event(event_file)
        self.clock = clock
        self.socket = str(folder / "redis" / "redis.sock")
        self.redis = Client(f"unix://{self.socket}")
        self._folder = folder
        self._valved = valved
        self._environment = {"BACKCHANNEL_CLOCK": str(folder / "clock")}
        self._config = folder / "backchannel.toml"
        self._config.write_text(_config(folder, endpoints))
        self._services = {name: self.another(name, name) for name in COMMANDS}

    def another(self, name: str, log: str) -> Service:
        """One more process of that service, not yet started."""
        events = () if name == "redis" else (str(self.event_file),)
        words = [*COMMANDS[name], *events, "--config", str(self._config)]
        detour = {"REDIS_URL": f"unix://{self.valve(name)}"} if name in self._valved else {}
        return Service(words, self._folder / f"{log}.log", self._environment | detour)

    def valve(self, name: str) -> str:
        """The socket by which a valved service reaches Redis."""
        return str(self._folder / f"{name}.sock")

    def start(self) -> None:
        for service in self._services.values():
            service.start()

    async def kill(self, name: str) -> None:
        """Kill a service, and start it again at once."""
        self._services[name].kill()
        self._services[name].start()

    async def kill_server(self) -> None:
        """Kill the Redis server itself, and leave its keeper alone."""
        async with asyncio.timeout(FAREWELL_SECONDS):
            while not await self._killed_server():
                await asyncio.sleep(LOOK)

    async def cut_tail(self, count: int) -> None:
        """Kill Redis with its keeper, and cut the end of its append-only file off before anybody can start it again."""
        redis = self._services["redis"]
        redis.kill()
        with (self._folder / "redis" / "redis.lock").open("w") as lock:
            async with asyncio.timeout(FAREWELL_SECONDS):
                while not _locked(lock):
                    await self._killed_server()  # another service has become its keeper
                    await asyncio.sleep(LOOK)
            newest = max((self._folder / "redis" / "appendonlydir").glob("*.incr.aof"), key=_number)
            os.truncate(newest, max(0, newest.stat().st_size - count))
        redis.start()

    async def order(self, verb: str, post: str) -> None:
        """Let a moderator decide."""
        await asyncio.to_thread(self.command, verb, self.event_file, post)

    async def watch(self) -> None:
        """Raise as soon as a service has ended that nobody killed."""
        while True:
            for name, service in self._services.items():
                assert service.ended is None, f"{name} ended by itself with {service.ended}"
            await asyncio.sleep(LOOK * 10)

    def command(self, *words: str | Path) -> None:
        """Run one of our commands to its end."""
        said = [sys.executable, "-m", "backchannel", *map(str, words), "--config", str(self._config)]
        subprocess.run(said, check=True, capture_output=True, timeout=COMMAND_SECONDS, env=self._environment)

    @property
    def page(self) -> str:
        """Where the web process serves now, or did before it was killed; nothing before it does for the first time."""
        return ["", *re.findall(r"^(http://\S+)/$", self._services["web"].said, re.MULTILINE)][-1]

    @property
    def logs(self) -> str:
        """The end of everything that was logged."""
        return "\n".join(f"— {name}\n{service.said[-LOG_TAIL:]}" for name, service in self._services.items())

    async def end(self) -> None:
        """Kill everything; Redis must end by itself then."""
        for service in self._services.values():
            service.kill()
        await self.redis.aclose()
        with (self._folder / "redis" / "redis.lock").open("w") as lock:
            async with asyncio.timeout(FAREWELL_SECONDS):
                while not _locked(lock):
                    await asyncio.sleep(LOOK)

    async def _killed_server(self) -> bool:
        try:
            info = await server_info(self.redis)
        except Unreachable:
            return False
        with suppress(ProcessLookupError):
            os.kill(int(info["process_id"]), signal.SIGKILL)
        return True


@asynccontextmanager
async def at_home(networks: Pretending, recording: Path, valved: Collection[str] = ()) -> AsyncGenerator[House]:
    """The services for a recording, started; killed with the context."""
    state = await networks.state()
    # Not pytest's own folder: its path may be longer than a socket's may be.
    with TemporaryDirectory(prefix="backchannel-") as folder:
        clock = TurnedClock(state.released, Path(folder) / "clock")
        house = House(Path(folder), recording / "event.toml", state.endpoints, clock=clock, valved=valved)
        try:
            house.start()
            yield house
        except BaseException as error:
            error.add_note(house.logs)
            raise
        finally:
            await house.end()


def _config(folder: Path, endpoints: Endpoints) -> str:
    reach = ", ".join(f'"{name}" = "{address}"' for name, address in endpoints.mastodon.items())
    return f"""
        data = "{folder}"
        web.port = 0
        mastodon.reach = {{{reach}}}
        bluesky.jetstreams = ["{endpoints.jetstream}"]
        bluesky.appview = "{endpoints.appview}"
    """


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _number(path: Path) -> int:
    """The number in the name of an append-only file, as in `appendonly.aof.3.incr.aof`."""
    return int(path.name.split(".")[-3])
