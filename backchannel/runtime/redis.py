"""Which Redis: yours, or a private one."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from backchannel.model.event import Event, is_expired
from backchannel.runtime.process import make_clock
from backchannel.settings import Settings
from backchannel.store.claim import claim
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


@asynccontextmanager
async def following(settings: Settings, *events: Event) -> AsyncGenerator[Client]:
    """A client for these events, whose slugs are theirs from now on. Raises `Taken`, as well."""
    async with open_client(settings) as redis:
        await claim_all(redis, events)
        yield redis


async def claim_all(redis: Client, events: Sequence[Event]) -> None:
    """Claim every event's slug, but of those that are to be erased by now. Raises `Taken`."""
    now = make_clock().now()
    for event in events:
        if not is_expired(event, now):
            await claim(redis, event, now.date())
