"""Connections to Redis, and the checks before the first word.

Two of redis-py's comforts are declined. Commands are never re-sent silently: whoever wrote must learn that a
connection broke, and start again from what is stored. And replies are left as RESP2 sends them (bytes, int, list,
None), because the library's shapes for them depend on three settings.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import Any, cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, RedisError, ResponseError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from backchannel.store.keys import SCHEMA, SCHEMA_VERSION

Word = str | bytes | int | float
Reply = Any  # bytes, int, None, or a list of these

# What a server answers that works but may not or can't just now: a full disk, a replica, a start from disk.
_FOR_NOW = frozenset(
    {"BUSY", "CLUSTERDOWN", "LOADING", "MASTERDOWN", "MISCONF", "NOREPLICAS", "OOM", "READONLY", "TRYAGAIN"}
)

OLDEST = (6, 2)
COMMAND_TIMEOUT = 10.0  # seconds; a blocking read must ask for less, see BLOCK_MS
BLOCK_MS = 2_000
PATIENCE = 5.0  # seconds for a server that does not answer at the start
SCAN_PAGE = 500


StoreError = RedisError
"""Whatever Redis refuses, or the way to it; those who may not know the library catch it by this name."""


class Refusing(RedisError):
    """Redis is there, but takes nothing just now; what it said is the message."""


Unreachable = (Refusing, RedisConnectionError, RedisTimeoutError, OSError)


class Unusable(Exception):
    """The Redis that was given can't be used; the sentence says why and what to do."""


class Client:
    """A Redis, spoken to in its own words."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._redis = Redis.from_url(  # pyright: ignore[reportUnknownMemberType] - redis-py does not type **kwargs
            url, socket_timeout=COMMAND_TIMEOUT, retry=Retry(NoBackoff(), 0), protocol=2
        )
        self._redis.response_callbacks.clear()

    async def call(self, *words: Word) -> Reply:
        """One command, and its reply as RESP2 sent it."""
        with _plain_speech():
            return cast("Reply", await self._redis.execute_command(*words))  # pyright: ignore[reportUnknownMemberType]

    async def calls(self, commands: Iterable[Sequence[Word]]) -> list[Reply]:
        """Many commands in one round trip, each by itself; the first error is raised after all were tried."""
        pipeline = self._redis.pipeline(transaction=False)
        for words in commands:
            pipeline.execute_command(*words)  # pyright: ignore[reportUnknownMemberType, reportUnusedCoroutine]
        with _plain_speech():
            return await pipeline.execute()

    async def eval(self, script: str, keys: Sequence[str], arguments: Iterable[Word]) -> Reply:
        """Run a Lua script. It is sent whole: Redis knows it by its hash, and no restart can forget it."""
        return await self.call("EVAL", script, len(keys), *keys, *arguments)

    async def scan(self, key: str) -> AsyncGenerator[tuple[bytes, bytes]]:
        """Every field and value of a hash, in no order. One that changes meanwhile may come twice."""
        cursor = b"0"
        while True:
            cursor, page = await self.call("HSCAN", key, cursor, "COUNT", SCAN_PAGE)
            for field, value in zip(page[::2], page[1::2], strict=True):
                yield field, value
            if cursor == b"0":
                return

    async def aclose(self) -> None:
        """Close every connection."""
        await self._redis.aclose()


@contextmanager
def _plain_speech() -> Generator[None]:
    """Tell refusals of the moment from errors of ours, and honour a cancellation that redis-py loses.

    One that meets the library's own time-outs is now and then swallowed there.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    try:
        yield
    except ResponseError as error:
        if _FOR_NOW.intersection(re.findall(r"[A-Z]{3,}", str(error))):
            raise Refusing(str(error)) from error
        raise
    if task and task.cancelling() > before:
        raise asyncio.CancelledError


async def server_info(redis: Client, section: str = "server") -> dict[str, str]:
    """What the server says of itself: a section of it, or all that matters with `default`."""
    text: bytes = await redis.call("INFO", section)
    return dict(line.split(":", 1) for line in text.decode().splitlines() if ":" in line)


async def check(redis: Client) -> None:
    """Refuse a server that is too old, or data of a newer schema. Raises `Unusable` with one clear sentence.

    A server that does not answer is waited for a little: ours may just be starting it, or starting it again.
    """
    version, stored = await _versions(redis)
    if tuple(int(part) for part in re.findall(r"\d+", version)[:2]) < OLDEST:
        raise Unusable(f"Redis {version} is too old: Backchannel needs 6.2 or newer, or any Valkey.")
    if stored > SCHEMA_VERSION:
        raise Unusable(
            f"This data was written by a newer Backchannel (schema {stored}); this one knows {SCHEMA_VERSION}."
        )


async def _versions(redis: Client) -> tuple[str, int]:
    """The server's version, and that of the data's schema."""
    patience = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            version = (await server_info(redis)).get("redis_version", "0")
            await redis.call("SET", SCHEMA, SCHEMA_VERSION, "NX")
            return version, int(await redis.call("GET", SCHEMA) or 0)
        except (RedisError, OSError) as error:
            is_final = not isinstance(error, Unreachable) or isinstance(error, AuthenticationError)
            if is_final or asyncio.get_running_loop().time() > patience:
                raise Unusable(
                    f"Redis can't be used: {error}. Is it running, and are address and password right?"
                ) from error
        await asyncio.sleep(PATIENCE / 50)
