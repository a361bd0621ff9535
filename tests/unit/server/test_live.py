"""The socket, as a screen meets it: real Redis, real curate, real web process."""

import asyncio
import contextlib
import json
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from backchannel.model.post import Post
from backchannel.server.limits import Limits
from backchannel.store.connect import Client
from backchannel.store.private import find_server
from support.builders import a_post
from support.screens import Frame, Screen, ids, screen
from support.walls import Wall, a_wall


def edited(post: Post, text: str) -> Post:
    return replace(a_post(text=text), id=post.id, url=post.url, version="2026-06-10T13:00:00.000Z")


async def test_a_screen_that_comes_is_given_everything_public_newest_first(wall: Wall) -> None:
    await wall.hear(a_post(1), a_post(2, author="ben"), a_post(3, author="mallory"))
    await wall.order("hide-author", "mallory@garden.example")
    async with screen(wall) as ada:
        snapshot = await ada.next("snapshot")
    assert ids(snapshot) == [a_post(2, author="ben").id, a_post(1).id]
    assert snapshot["event"] == {"name": "Tulips", "hashtags": ["tulips"], "timezone": "UTC"}
    assert snapshot["coverage"]["numbers"] == {"posts": 2, "people": 2}
    assert "mallory" not in "".join(ada.heard)


async def test_a_new_post_its_edit_and_its_end_reach_every_screen(wall: Wall) -> None:
    post = a_post(1)
    async with screen(wall) as ada, screen(wall) as ben:
        for each in (ada, ben):
            await each.next("snapshot")
        await wall.hear(post)
        for each in (ada, ben):
            assert (await each.next("put"))["post"]["body"][0]["text"] == "Bulbs want frost."
        await wall.hear(edited(post, "Bulbs want snow."))
        assert (await ada.next("put"))["post"]["body"][0]["text"] == "Bulbs want snow."
        await wall.delete(post)
        assert (await ada.next("drop"))["id"] == post.id
        assert (await ben.next("drop"))["id"] == post.id


async def test_a_screen_that_comes_back_gets_just_what_it_missed(wall: Wall) -> None:
    await wall.hear(a_post(1), a_post(2))
    async with screen(wall) as ada:
        await ada.next("snapshot")
    await wall.hear(a_post(3))
    await wall.delete(a_post(1))
    async with screen(wall, ada.at) as back:
        put, drop = await back.next("put", "snapshot"), await back.next("drop", "snapshot")
        await wall.hear(a_post(4))
        assert (await back.next("put"))["post"]["id"] == a_post(4).id
    assert (put["post"]["id"], drop["id"]) == (a_post(3).id, a_post(1).id)
    assert [json.loads(text)["frame"] for text in back.heard if "coverage" not in text] == ["put", "drop", "put"]


async def test_a_web_process_that_starts_anew_costs_no_screen_its_place(wall: Wall) -> None:
    await wall.hear(a_post(1))
    async with screen(wall) as ada:
        await ada.next("snapshot")
    await wall.close()
    await wall.hear(a_post(2))
    await wall.open()
    async with screen(wall, ada.at) as back:
        assert (await back.next("put", "snapshot"))["post"]["id"] == a_post(2).id


async def test_a_screen_that_leaves_while_the_web_process_stops_holds_up_nobody(wall: Wall) -> None:
    async with connect(wall.live, proxy=None) as leaving, screen(wall) as ada:
        await ada.next("snapshot")
        leaving.protocol.send_close(1000)
        leaving.transport.write(b"".join(leaving.protocol.data_to_send()))  # read by the server just before it stops
        await wall.close()
        with pytest.raises(ConnectionClosed) as closed:
            await ada.next("put")
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 1012


async def test_the_words_of_a_post_that_ended_meanwhile_are_not_sent_again(wall: Wall) -> None:
    await wall.hear(a_post(1))
    async with screen(wall) as ada:
        await ada.next("snapshot")
        await wall.hear(a_post(2, text="Regretted."))
        await ada.next("put")
        missed_from = json.loads(ada.heard[0])["at"]
        await wall.delete(a_post(2))
        await ada.next("drop")
    async with screen(wall, missed_from) as back:
        await back.next("drop")
    async with screen(wall) as new:
        await new.next("snapshot")
    assert "Regretted" not in "".join(back.heard + new.heard)


@pytest.mark.parametrize("after", ["nonsense", "other.1-0", ".", "%F0%9F%8C%B7.1-1"])
async def test_a_position_of_another_log_is_answered_with_a_snapshot(wall: Wall, after: str) -> None:
    await wall.hear(a_post(1))
    async with screen(wall, after) as ada:
        assert ids(await ada.next("snapshot", "put")) == [a_post(1).id]


async def test_whoever_was_away_too_long_gets_a_snapshot(redis: Client) -> None:
    async with a_wall(redis, limits=Limits(backlog=3)) as wall:
        await wall.hear(a_post(1))
        async with screen(wall) as ada:
            await ada.next("snapshot")
            for number in range(2, 8):
                await wall.hear(a_post(number))
                await ada.next("put")
        async with screen(wall, json.loads(ada.heard[0])["at"]) as back:
            assert len(ids(await back.next("snapshot", "put"))) == 7


async def test_a_snapshot_holds_the_newest_posts_and_every_pinned_one(redis: Client) -> None:
    async with a_wall(redis, limits=Limits(snapshot=2)) as wall:
        await wall.hear(*(a_post(number) for number in range(1, 6)))
        await wall.order("pin", a_post(1).id)
        async with screen(wall) as ada:
            snapshot = await ada.next("snapshot")
    assert ids(snapshot) == [a_post(5).id, a_post(4).id, a_post(1).id]
    assert snapshot["pins"] == [a_post(1).id]


async def test_pinning_sends_the_post_and_then_the_pins(wall: Wall) -> None:
    await wall.hear(a_post(1))
    async with screen(wall) as ada:
        await ada.next("snapshot")
        await wall.order("pin", a_post(1).id)
        assert (await ada.next("put", "pin"))["frame"] == "put"
        assert (await ada.next("pin"))["pins"] == [a_post(1).id]
        await wall.order("unpin", a_post(1).id)
        assert (await ada.next("pin"))["pins"] == []


async def test_a_quoted_post_comes_along_and_a_hidden_one_does_not(wall: Wall) -> None:
    await wall.hear(a_post(1, text="Quoted words."))
    async with screen(wall) as ada:
        await ada.next("snapshot")
        await wall.hear(a_post(2, quote_of=a_post(1).id))
        assert (await ada.next("put"))["post"]["id"] == a_post(1).id
        assert (await ada.next("put"))["post"]["quote_of"] == a_post(1).id
        await wall.order("hide", a_post(1).id)
        await ada.next("drop")
    async with screen(wall) as ben:
        posts = (await ben.next("snapshot"))["posts"]
    assert [post.get("quote_of") for post in posts] == [None]
    assert "Quoted words" not in "".join(ben.heard)


async def test_words_behind_a_warning_never_reach_a_screen(wall: Wall) -> None:
    async with screen(wall) as ada:
        await ada.next("snapshot")
        await wall.hear(a_post(1, text="Bang!", warning="loud"))
        assert (await ada.next("put"))["post"]["warning"] == "loud"
    assert "Bang" not in "".join(ada.heard)


async def test_a_source_in_trouble_is_said_and_so_is_its_return(redis: Client) -> None:
    async with a_wall(redis, limits=Limits(coverage=0.05)) as wall:
        await wall.hear(a_post(1))
        async with screen(wall) as ada:
            await ada.next("snapshot")
            for why, state in (("It refuses us.", "stale"), ("", "live")):
                await wall.trouble("garden.example", why)
                await wall.hear(a_post(2, text=why or "Back."))
                async with asyncio.timeout(60):
                    while (await _next_coverage(ada))["sources"][0]["state"] != state:
                        pass


async def _next_coverage(screen: Screen) -> Frame:
    while True:
        try:
            return (await screen.next("coverage"))["coverage"]
        except TimeoutError:
            continue


async def test_a_silent_connection_hears_a_beat_with_the_time(redis: Client) -> None:
    async with a_wall(redis, limits=Limits(beat=0.05)) as wall, screen(wall) as ada:
        await ada.next("snapshot")
        beat = await ada.next("beat")
    assert beat["now"].endswith("Z")
    assert "at" not in beat


async def test_there_is_no_room_for_more_sockets_than_configured(redis: Client) -> None:
    async with a_wall(redis, limits=Limits(sockets_per_address=1)) as wall:
        async with screen(wall) as ada:
            await ada.next("snapshot")
            with pytest.raises(InvalidStatus, match="503"):
                await connect(wall.live, proxy=None)
        async with asyncio.timeout(2):
            while not await _lets_in(wall):
                pass


async def _lets_in(wall: Wall) -> bool:
    try:
        async with screen(wall) as ben:
            await ben.next("snapshot")
    except InvalidStatus:
        return False
    return True


async def test_who_talks_to_the_wall_is_shown_out(wall: Wall) -> None:
    for words, code in (("x" * 5000, 1009), ("hello", 1008)):
        async with screen(wall) as mallory:
            await mallory.next("snapshot")
            await _talk(mallory, words)
            assert mallory.socket.close_code == code


async def _talk(screen: Screen, words: str) -> None:
    async with asyncio.timeout(60):
        with contextlib.suppress(ConnectionClosed):
            while True:
                await screen.socket.send(words)
                await asyncio.sleep(0)
        await screen.socket.wait_closed()


@pytest.mark.parametrize("path", ["/crocus/live", "/tulips/live?view=desk"])
async def test_there_is_no_socket_where_there_is_no_wall(wall: Wall, path: str) -> None:
    with pytest.raises(InvalidStatus, match="404"):
        await connect(f"ws://{wall.address}{path}", proxy=None)


async def test_when_redis_goes_the_screens_stay_and_say_so_and_when_it_returns_they_recover(tmp_path: Path) -> None:
    client = Client(f"unix://{tmp_path}/s")
    server = await _start(tmp_path, client)
    async with a_wall(client, limits=Limits(retry=0.05, coverage=0.05)) as wall:
        await wall.hear(a_post(1))
        async with screen(wall) as ada, screen(wall) as late:
            assert ids(await ada.next("snapshot")) == [a_post(1).id]
            server.kill()
            server.wait()
            async with asyncio.timeout(60):
                while (await _next_coverage(ada))["wall"]["state"] != "stale":
                    pass
            async with screen(wall) as new:
                assert (await new.next("coverage", "snapshot"))["frame"] in {"coverage", "snapshot"}
            server = await _start(tmp_path, client)
            for each in (ada, late):
                await _until_snapshot_says_live(each)
            await wall.hear(a_post(2))
            assert (await ada.next("put"))["post"]["id"] == a_post(2).id
    await client.aclose()
    server.kill()
    server.wait()


async def _until_snapshot_says_live(screen: Screen) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                frame = await screen.next("snapshot")
            except TimeoutError:
                continue
            if frame["coverage"]["wall"]["state"] == "live" and ids(frame) == [a_post(1).id]:
                return


async def _start(folder: Path, client: Client) -> subprocess.Popen[bytes]:
    flags = ["--port", "0", "--unixsocket", f"{folder}/s", "--dir", str(folder), "--appendonly", "yes"]
    flags += ["--appendfsync", "always", "--save", "", "--logfile", "log"]
    server = subprocess.Popen([find_server(), *flags], stdout=subprocess.DEVNULL)  # noqa: ASYNC220 - does not wait
    async with asyncio.timeout(60):
        while True:
            try:
                await client.call("PING")
            except Exception:  # noqa: BLE001 - not there yet, or still loading
                await asyncio.sleep(0.02)
            else:
                return server
