"""The server itself: what it says of itself, and that it rewrites the file in which erased words still stand."""

import asyncio

from redis.exceptions import RedisError

from backchannel.store.connect import Client, Unreachable

LOOK_SECONDS = 0.05  # real seconds, as all here: the file lies on a real disk
PATIENCE = 600.0  # seconds for a rewriting; a gigabyte takes some ten


class NotRewritten(Exception):
    """What was erased still stands in Redis's append-only file; the sentence says why and what to do."""


async def facts(redis: Client) -> dict[str, str]:
    """Everything that the server says of itself (`INFO`)."""
    text: bytes = await redis.call("INFO")
    return dict(line.split(":", 1) for line in text.decode().splitlines() if ":" in line)


async def rewrite_file(redis: Client) -> None:
    """Ask for the append-only file to be rewritten. Raises `RedisError` where one is, or this user may not ask."""
    await redis.call("BGREWRITEAOF")


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
    try:
        await rewrite_file(redis)
    except Unreachable:
        raise
    except RedisError as refused:
        if "in progress" in str(refused):
            return False
        raise _refusal(str(refused)) from refused
    ended = await _idle(redis)
    if ended.get("aof_last_bgrewrite_status") != "ok":
        raise _refusal("its last try failed, its log says why")
    return True


async def _idle(redis: Client) -> dict[str, str]:
    """What the server says of itself, as soon as no rewriting runs or waits."""
    while True:
        found = await facts(redis)
        if found.get("aof_rewrite_in_progress", "0") == found.get("aof_rewrite_scheduled", "0") == "0":
            return found
        await asyncio.sleep(LOOK_SECONDS)


def _refusal(why: str) -> NotRewritten:
    return NotRewritten(
        f"That is done, but what was erased still stands in Redis's append-only file, which was not rewritten: {why}. "
        "Have Redis do it (BGREWRITEAOF)."
    )
