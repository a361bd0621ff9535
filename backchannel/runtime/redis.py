"""Which Redis: yours, or a private one."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from backchannel.settings import Settings
from backchannel.store.connect import Client, check
from backchannel.store.private import private_redis


@asynccontextmanager
async def open_redis(settings: Settings) -> AsyncGenerator[str]:
    """The address of a Redis: yours, or a private one that ends with the context. Raises `Unusable`."""
    if settings.redis.url:
        yield settings.redis.url
        return
    async with private_redis(settings.data / "redis") as url:
        yield url


@asynccontextmanager
async def open_client(settings: Settings) -> AsyncGenerator[Client]:
    """A client of that Redis, after a look whether it can be used. Raises `Unusable`."""
    async with open_redis(settings) as url:
        redis = Client(url)
        try:
            await check(redis)
            yield redis
        finally:
            await redis.aclose()
