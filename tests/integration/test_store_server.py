"""The server behind the store, and its disk."""

import pytest

from backchannel.store.connect import Client, Unreachable, server_info
from backchannel.store.server import fsync, rewrite_file


@pytest.fixture
async def humble(redis: Client) -> Client:
    """One who may neither have the file rewritten nor ask for the configuration."""
    await redis.call("ACL", "SETUSER", "humble", "on", ">secret", "~*", "+@all", "-bgrewriteaof", "-config")
    return Client(redis.url.replace("unix://", "unix://humble:secret@"))


async def test_who_may_not_ask_for_more_is_answered_no_and_goes_on(redis: Client, humble: Client) -> None:
    assert not await rewrite_file(humble)
    assert await fsync(humble) == ""
    await humble.aclose()
    await redis.call("ACL", "DELUSER", "humble")


async def test_the_file_is_rewritten_where_we_may_ask_for_it(redis: Client) -> None:
    assert await rewrite_file(redis) or (await server_info(redis, "default"))["aof_rewrite_in_progress"] == "1"
    assert await fsync(redis) in {"always", "everysec", "no"}


async def test_a_server_that_is_gone_is_no_refusal() -> None:
    nowhere = Client("unix:///nowhere/redis.sock")
    with pytest.raises(Unreachable):
        await rewrite_file(nowhere)
    await nowhere.aclose()


async def test_the_server_tells_of_itself_by_sections(redis: Client) -> None:
    assert "used_memory" not in await server_info(redis)
    assert {"redis_version", "used_memory", "aof_enabled", "maxmemory_policy"} <= (
        await server_info(redis, "default")
    ).keys()
