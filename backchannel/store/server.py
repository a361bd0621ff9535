"""The Redis server and its disk: how it keeps what is written, and how it lets go of what was erased."""

import asyncio
import logging

from backchannel.store.connect import Client, StoreError, Unreachable, server_info

LOOK_SECONDS = 0.05  # real seconds, as all here: the file lies on a real disk
PATIENCE = 600.0  # seconds for a rewriting; a gigabyte takes some ten

logger = logging.getLogger(__name__)


class NotRewritten(Exception):
    """What was erased still stands in Redis's append-only file; the sentence says why and what to do."""


async def fsync(redis: Client) -> str:
    """How often writes reach the disk: `always`, `everysec` or `no`; empty where we may not ask."""
    try:
        told: list[bytes] = await redis.call("CONFIG", "GET", "appendfsync")
    except StoreError:
        return ""
    return told[1].decode() if len(told) > 1 else ""


async def rewrite_file(redis: Client) -> bool:
    """Have Redis rewrite its append-only file, in which erased words still stand. Raises `Unreachable`.

    False where it will not just now: one rewriting already runs, or this user may not ask for one.
    """
    refusal = await _ask(redis)
    if refusal:
        logger.info("redis does not rewrite its file yet: %s", refusal)
    return not refusal


async def rewritten(redis: Client) -> None:
    """Return when the append-only file, if there is one, has been written anew since now. Raises `NotRewritten`.

    A rewriting that runs already began too early: after its end comes another.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            while (await _idle(redis)).get("aof_enabled") == "1":
                if await _rewrites(redis):
                    return
    except TimeoutError:
        raise _refusal(f"it takes longer than {PATIENCE:.0f} s") from None


async def _rewrites(redis: Client) -> bool:
    """Whether one was begun just now and is at its end; False if somebody else's ran before it could begin."""
    if refusal := await _ask(redis):
        if "in progress" in refusal:
            return False
        raise _refusal(refusal)
    ended = await _idle(redis)
    if ended.get("aof_last_bgrewrite_status") != "ok":
        raise _refusal("its last try failed, its log says why")
    return True


async def _ask(redis: Client) -> str:
    """Why it will not; empty where it does."""
    try:
        await redis.call("BGREWRITEAOF")
    except Unreachable:
        raise
    except StoreError as refused:
        return str(refused)
    return ""


async def _idle(redis: Client) -> dict[str, str]:
    """What the server says of itself, as soon as no rewriting runs or waits."""
    while True:
        found = await server_info(redis, "persistence")
        if found.get("aof_rewrite_in_progress", "0") == found.get("aof_rewrite_scheduled", "0") == "0":
            return found
        await asyncio.sleep(LOOK_SECONDS)


def _refusal(why: str) -> NotRewritten:
    return NotRewritten(
        f"That is done, but what was erased still stands in Redis's append-only file, which was not rewritten: {why}. "
        "Have Redis do it (BGREWRITEAOF)."
    )
