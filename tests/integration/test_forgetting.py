"""What is erased is in no file either, also where the private Redis ends with the command that erased."""

import asyncio
from pathlib import Path

import pytest
from test_cli import EVENT, backchannel

from backchannel.settings import read_event
from backchannel.store.connect import Client
from backchannel.store.private import private_redis
from backchannel.store.server import NotRewritten, rewritten
from support.builders import a_post, seen
from support.path import curated

WORDS = "Bulbs that nobody may remember"


def holding(folder: Path, words: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


@pytest.fixture
def event_file(tmp_path: Path) -> Path:
    path = tmp_path / "tulips.toml"
    path.write_text(EVENT)
    (tmp_path / "backchannel.toml").write_text(f'data = "{tmp_path}/data"\n')
    return path


@pytest.mark.parametrize("who", [[], ["ada@garden.example"]], ids=["event", "author"])
async def test_forgotten_words_stand_in_no_file_when_the_command_has_ended(event_file: Path, who: list[str]) -> None:
    event, data = read_event(event_file), event_file.parent / "data"
    async with private_redis(data / "redis") as url:
        redis = Client(url)
        await curated(
            redis, event, [seen(a_post(1, text=WORDS), event=event), seen(a_post(2, author="ben"), event=event)]
        )
        await redis.aclose()
    assert holding(data, WORDS)
    said = backchannel("forget", *who, str(event_file), "--config", str(event_file.parent / "backchannel.toml"))
    assert said.returncode == 0, said.stderr
    assert "Erased" in said.stdout
    assert holding(data, WORDS) == []


async def test_a_rewriting_that_began_before_is_followed_by_another(tmp_path: Path) -> None:
    async with private_redis(tmp_path) as url:
        redis = Client(url)
        # A server that writes its file slowly: some second, in which ours is refused.
        await redis.call("CONFIG", "SET", "rdb-key-save-delay", 1_000)
        for number in range(1_000):
            await redis.call("SET", f"bulb:{number}", WORDS)
        await redis.call("BGREWRITEAOF")
        await redis.call("FLUSHALL")
        await asyncio.wait_for(rewritten(redis), timeout=60)
        assert holding(tmp_path, WORDS) == []
        await redis.aclose()


async def test_a_server_that_does_not_let_us_is_said(tmp_path: Path) -> None:
    async with private_redis(tmp_path) as url:
        redis, other = Client(url), Client(url)
        await redis.call("ACL", "SETUSER", "guest", "on", "nopass", "~*", "+@all", "-bgrewriteaof")
        await other.call("AUTH", "guest", "any")
        with pytest.raises(NotRewritten, match=r"which was not rewritten: .*permissions"):
            await rewritten(other)
        await redis.aclose()
        await other.aclose()


async def test_where_there_is_no_file_none_is_written(redis: Client) -> None:
    await rewritten(redis)
    assert b"aof_enabled:0" in await redis.call("INFO", "persistence")
