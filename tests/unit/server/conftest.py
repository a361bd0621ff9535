from collections.abc import AsyncIterator

import httpx
import pytest

from backchannel.server.limits import Limits
from backchannel.server.site import Site
from backchannel.store.connect import Client
from support.picture_host import PictureHost, a_picture_host
from support.walls import Wall, a_wall

LIMITS = Limits(picture_seconds=1.5, picture_bytes=100_000, picture_pixels=1_000_000)


@pytest.fixture
async def host() -> AsyncIterator[PictureHost]:
    async with a_picture_host() as opened:
        yield opened


@pytest.fixture
async def wall(redis: Client, host: PictureHost) -> AsyncIterator[Wall]:
    async with a_wall(redis, limits=LIMITS, site=Site(allowed_hosts=frozenset({host.host}))) as opened:
        yield opened


@pytest.fixture
async def browser(wall: Wall) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://{wall.address}") as client:
        yield client
