"""What a quiet event costs: `up` on the pretend networks, beside a bare web process that serves one page.

    python -m bench.idle

Both stand in processes of their own. Idle CPU is the share of one core over a spell without a post; memory is
resident, Redis included; the first byte is that of the wall's page; its weight is every byte of a first visit.
"""

import asyncio
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

import httpx

from backchannel.demo.conference import RECORDING
from backchannel.services.pretending import Pretending, pretend_process
from bench.common import show, timed

QUIET_SECONDS = 20
ASKED = 100
RIVAL = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
page = sys.stdin.read()
uvicorn.run(Starlette(routes=[Route("/", lambda _: HTMLResponse(page))]), port=int(sys.argv[1]), log_level="error")
"""


@dataclass(frozen=True)
class Cost:
    """What a process and its children took: the share of one core, MB, and milliseconds to a first byte."""

    cpu: float
    memory: float
    first_byte: float


async def main() -> None:
    """Measure both, and print them side by side."""
    async with pretend_process(RECORDING) as networks:
        with TemporaryDirectory(prefix="bench-") as folder:
            async with _up(Path(folder), networks) as (pid, url), httpx.AsyncClient() as client:
                ours = await _cost(pid, url, client)
                weights = [size async for size in _weights(url, client)]
                page = (await client.get(url)).text
        with _rival(page) as (pid, url):
            async with httpx.AsyncClient() as client:
                theirs = await _cost(pid, await _answering(url, client), client)
    _print(ours, theirs, weights)


@asynccontextmanager
async def _up(folder: Path, networks: Pretending) -> AsyncGenerator[tuple[int, str]]:
    """`up`, once every source has been heard: its process, and the wall's address."""
    found, port = (await networks.state()).endpoints, _free_port()
    reach = "\n".join(f'"{server}" = "{address}"' for server, address in found.mastodon.items())
    (folder / "backchannel.toml").write_text(
        f'data = "{folder}"\n[web]\nport = {port}\n[bluesky]\njetstreams = ["{found.jetstream}"]\n'
        f'appview = "{found.appview}"\n[mastodon.reach]\n{reach}\n'
    )
    today, servers = datetime.now(UTC).date(), ", ".join(f'"{server}"' for server in found.mastodon)
    (folder / "quiet.toml").write_text(
        f'name = "Quiet"\nhashtags = ["quiet"]\nstarts = {today}\nends = {today}\nservers = [{servers}]\n'
    )
    configured = f"BACKCHANNEL_CONFIG={folder / 'backchannel.toml'}"
    command = ["env", configured, sys.executable, "-m", "backchannel", "--quiet", "up", str(folder / "quiet.toml")]
    with _process(command) as process:
        async with httpx.AsyncClient() as client:
            yield process.pid, await _answering(f"http://127.0.0.1:{port}/quiet/wall", client)


@contextmanager
def _rival(page: str) -> Generator[tuple[int, str]]:
    """A bare web process with this one page."""
    port = _free_port()
    with _process([sys.executable, "-c", RIVAL, str(port)], stdin=page) as process:
        yield process.pid, f"http://127.0.0.1:{port}/"


@contextmanager
def _process(command: Sequence[str], stdin: str = "") -> Generator["subprocess.Popen[str]"]:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        assert process.stdin is not None
        process.stdin.write(stdin)
        process.stdin.close()
        yield process
    finally:
        process.terminate()
        process.wait(10)


async def _answering(url: str, client: httpx.AsyncClient) -> str:
    async with asyncio.timeout(60):
        while not await _answers(url, client):
            await asyncio.sleep(0.1)
    return url


async def _answers(url: str, client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx.TransportError:
        return False


async def _cost(pid: int, url: str, client: httpx.AsyncClient) -> Cost:
    first_bytes = [await _first_byte(url, client) for _ in range(ASKED)]
    before = sum(map(_cpu_seconds, _family(pid)))
    await asyncio.sleep(QUIET_SECONDS)
    spent = sum(map(_cpu_seconds, _family(pid))) - before
    return Cost(spent / QUIET_SECONDS, sum(map(_megabytes, _family(pid))), median(first_bytes) * 1000)


async def _first_byte(url: str, client: httpx.AsyncClient) -> float:
    with timed() as watch:
        async with client.stream("GET", url) as answer:
            await anext(answer.aiter_raw(1))
    return watch.seconds


async def _weights(url: str, client: httpx.AsyncClient) -> AsyncGenerator[tuple[str, int]]:
    """Every file of a first visit and its bytes on the wire: the page, its styles, and modules that import others."""
    waiting, seen = [url], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        async with client.stream("GET", address) as answer:
            size = sum([len(part) async for part in answer.aiter_raw()])
        yield address, size
        text = (await client.get(address)).text
        named = re.findall(r"""(?:src|href)="(/static/[^"]+)"|from ['"](\.?/[^'"]+)['"]""", text)
        waiting += [urljoin(address, static or module) for static, module in named]


def _family(pid: int) -> list[int]:
    """The process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(below for child in children for below in _family(int(child)))]


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def _print(ours: Cost, theirs: Cost, weights: Sequence[tuple[str, int]]) -> None:
    rows = [
        (
            name,
            f"{cost.cpu:.1%}",
            f"{cost.memory:.0f} MB",
            f"{cost.first_byte:.1f} ms",
            f"{cost.memory / theirs.memory:.1f}",
        )
        for name, cost in (("up: all services and Redis", ours), ("a bare web process, one page", theirs))
    ]
    show("A quiet event", ("process", "of a core", "memory", "first byte", "memory to the bare one"), rows)
    total = sum(size for _, size in weights)
    show(
        "The wall's first visit",
        ("file", "bytes"),
        [*((address.rpartition("/")[2], f"{size:,}") for address, size in weights), ("all", f"{total:,}")],
    )


if __name__ == "__main__":
    asyncio.run(main())
