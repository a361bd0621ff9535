from collections.abc import AsyncIterator

import pytest

from backchannel.store.connect import Client
from support.walls import Wall, a_wall


@pytest.fixture
async def wall(redis: Client) -> AsyncIterator[Wall]:
    async with a_wall(redis) as opened:
        yield opened
