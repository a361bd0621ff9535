"""The Redis server and its disk: how it keeps what is written, and how it lets go of what was erased."""

import logging

from backchannel.store.connect import Client, StoreError, Unreachable

logger = logging.getLogger(__name__)


async def rewrite_file(redis: Client) -> bool:
    """Have Redis rewrite its append-only file, in which erased words still stand. Raises `Unreachable`.

    False where it will not just now: one rewriting already runs, or this user may not ask for one.
    """
    try:
        await redis.call("BGREWRITEAOF")
    except Unreachable:
        raise
    except StoreError as refused:
        logger.info("redis does not rewrite its file yet: %s", refused)
        return False
    return True


async def fsync(redis: Client) -> str:
    """How often writes reach the disk: `always`, `everysec` or `no`; empty where we may not ask."""
    try:
        told: list[bytes] = await redis.call("CONFIG", "GET", "appendfsync")
    except StoreError:
        return ""
    return told[1].decode() if len(told) > 1 else ""
