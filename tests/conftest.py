"""What every test stands on: a real Redis on a unix socket, emptied before each test."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import HealthCheck, settings

from backchannel.store.connect import Client, Unreachable
from backchannel.store.private import find_server
from support.shared import SHARED

# How long an example takes says how busy the machine is, and nothing about what is tested.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long a storm lasts is said on the command line, and read when its test is imported."""
    parser.addoption("--storms", type=int, default=50, help="how many storms tests/storm plays")


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile("storm", max_examples=config.getoption("--storms"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on the real conferences run wherever `../shared` lies beside the project."""
    if not SHARED.is_dir():
        items[:] = [item for item in items if item.get_closest_marker("shared") is None]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("redis")
    flags = ["--port", "0", "--unixsocket", f"{folder}/s", "--save", "", "--dir", str(folder), "--logfile", "log"]
    with subprocess.Popen([find_server(), *flags], stdout=subprocess.DEVNULL) as server:
        yield f"unix://{folder}/s"
        server.terminate()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Client]:
    client = Client(redis_url)
    async with asyncio.timeout(60):
        while not await _answers(client):
            await asyncio.sleep(0.01)
    await client.call("FLUSHALL")
    yield client
    await client.aclose()


async def _answers(client: Client) -> bool:
    try:
        return await client.call("PING") == b"PONG"
    except Unreachable:
        return False
