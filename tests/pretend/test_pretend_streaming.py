"""The pretend servers' streaming and logging in, as real ones do."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from backchannel.demo.faults import FAULTS
from backchannel.demo.mastodon_tokens import CODE, TOKEN
from backchannel.demo.networks import PretendNetworks
from support.recordings import START, RecordingBuilder

TULIP = "tulip.example"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@asynccontextmanager
async def listening(networks: PretendNetworks, *tags: str, token: str = TOKEN) -> AsyncGenerator[ClientConnection]:
    """Somebody who has subscribed; the pong says that the server has read it."""
    base = networks.endpoints.mastodon[TULIP].replace("http", "ws")
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(f"{base}/api/v1/streaming", additional_headers=headers) as socket:
        for tag in tags:
            await socket.send(json.dumps({"type": "subscribe", "stream": "hashtag", "tag": tag}))
        await (await socket.ping())
        yield socket


async def heard(socket: ClientConnection, count: int) -> list[Any]:
    return [json.loads(await asyncio.wait_for(socket.recv(), 60)) for _ in range(count)]


def a_story() -> RecordingBuilder:
    """A post, its edit, one that loses the hashtag, one that is deleted."""
    builder = RecordingBuilder().status("hello", "Hello #TulipConf").edit("hello", "Hello all #TulipConf")
    builder.status("lost", "Oh #TulipConf").edit("lost", "Oh").delete("lost")
    return builder.status("gone", "Gone #TulipConf").delete("gone")


async def test_a_listener_hears_what_happens_under_a_hashtag_and_nothing_of_a_lost_one() -> None:
    builder = a_story()
    async with PretendNetworks(builder.build()) as networks, listening(networks, "TulipConf") as socket:
        networks.release(builder.now)
        told = await heard(socket, 5)
        assert [frame["event"] for frame in told] == ["update", "status.update", "update", "update", "delete"]
        assert {tuple(frame["stream"]) for frame in told} == {("hashtag", "TulipConf")}
        assert "Hello all" in json.loads(told[1]["payload"])["content"]
        assert told[4]["payload"] == builder.local_id("gone", TULIP)


async def test_nothing_is_repeated_for_who_was_away_and_nothing_old_is_streamed() -> None:
    builder = RecordingBuilder().status("before", "Before #tulipconf")
    builder.at(START + timedelta(hours=9)).status("old", "Old #tulipconf", created_at="2026-05-04T09:00:00Z")
    builder.status("new", "New #tulipconf")
    async with PretendNetworks(builder.build()) as networks:
        networks.release(START)
        async with listening(networks, "tulipconf") as socket:
            networks.release(builder.now)
            (told,) = await heard(socket, 1)
            assert "New" in told["payload"]


@pytest.mark.parametrize("token", ["", "wrong"])
async def test_who_has_no_token_may_not_listen(token: str) -> None:
    async with PretendNetworks(a_story().build()) as networks:
        with pytest.raises(InvalidStatus) as refused:
            async with listening(networks, token=token):
                pass
        assert refused.value.response.status_code == 401
        assert refused.value.response.headers["X-Error-Message"]


async def test_a_subscription_needs_a_hashtag() -> None:
    async with PretendNetworks(a_story().build()) as networks, listening(networks, "") as socket:
        assert await heard(socket, 1) == [{"error": "Missing tag name parameter", "status": 400}]


@pytest.mark.parametrize(
    ("mode", "code"), [("close_1000", 1000), ("close_1001", 1001), ("close_1007", 1007), ("revoked", 1000)]
)
async def test_a_server_closes_its_listeners_as_it_likes(mode: str, code: int) -> None:
    async with PretendNetworks(a_story().build()) as networks, listening(networks, "tulipconf") as socket:
        networks.fault(TULIP, mode)
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(socket.recv(), 60)
        assert closed.value.rcvd
        assert closed.value.rcvd.code == code


async def test_a_half_open_connection_does_not_answer_a_ping() -> None:
    async with PretendNetworks(a_story().build()) as networks, listening(networks, "tulipconf") as socket:
        networks.fault(TULIP, "half_open")
        await asyncio.sleep(0)
        pong = await socket.ping()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(pong), 0.2)
        networks.fault(TULIP, "ok")
        await asyncio.wait_for(pong, 60)


@pytest.mark.parametrize(
    ("mode", "events"),
    [
        ("duplicated", ["update", "update", "delete", "delete"]),
        ("deletes_first", ["delete", "update"]),
        ("reordered", ["delete", "update"]),
    ],
)
async def test_frames_come_as_they_like(mode: str, events: list[str]) -> None:
    builder = RecordingBuilder().status("gone", "Gone #tulipconf").delete("gone")
    async with PretendNetworks(builder.build()) as networks, listening(networks, "tulipconf") as socket:
        networks.fault(TULIP, mode)
        networks.release(builder.now)
        assert [frame["event"] for frame in await heard(socket, len(events))] == events


@pytest.mark.parametrize("mode", ["garbage", "truncated"])
async def test_frames_that_make_no_sense_come_between_the_true_ones(mode: str) -> None:
    builder = RecordingBuilder().status("hello", "Hello #tulipconf")
    async with PretendNetworks(builder.build()) as networks, listening(networks, "tulipconf") as socket:
        networks.fault(TULIP, mode)
        networks.release(builder.now)
        nonsense, true = [await asyncio.wait_for(socket.recv(), 60) for _ in range(2)]
        with pytest.raises(ValueError, match=r"."):
            json.loads(nonsense)
        assert json.loads(true)["event"] == "update"


@pytest.mark.parametrize(
    ("mode", "plain", "local", "paged"),
    [
        ("unauthorized", 401, 401, 401),
        ("forbidden", 403, 403, 403),
        ("unprocessable", 422, 422, 422),
        ("only_local", 422, 200, 422),
        ("ratelimit_number", 429, 429, 429),
        ("broken", 500, 500, 500),
        ("ok", 200, 200, 200),
    ],
)
async def test_a_server_refuses_as_it_likes(
    client: httpx.AsyncClient, mode: str, plain: int, local: int, paged: int
) -> None:
    builder = RecordingBuilder().status("hello", "Hello #tulipconf")
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        networks.fault(TULIP, mode)
        address = f"{networks.endpoints.mastodon[TULIP]}/api/v1/timelines/tag/tulipconf"
        answers = [await client.get(address, params=asked) for asked in ({}, {"local": "true"}, {"min_id": "1"})]
        assert [answer.status_code for answer in answers] == [plain, local, paged]


async def test_a_limit_may_be_told_in_seconds(client: httpx.AsyncClient) -> None:
    async with PretendNetworks(a_story().build()) as networks:
        networks.release(START + timedelta(minutes=1))
        networks.fault(TULIP, "ratelimit_number")
        answer = await client.get(f"{networks.endpoints.mastodon[TULIP]}/api/v2/instance")
        assert answer.headers["X-RateLimit-Reset"] == "240"


@pytest.mark.parametrize(("mode", "plain", "paged"), [("empty", 0, 0), ("first_page", 1, 0)])
async def test_a_server_keeps_things_back_in_silence(
    client: httpx.AsyncClient, mode: str, plain: int, paged: int
) -> None:
    builder = RecordingBuilder().status("hello", "Hello #tulipconf")
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        networks.fault(TULIP, mode)
        address = f"{networks.endpoints.mastodon[TULIP]}/api/v1/timelines/tag/tulipconf"
        answers = [await client.get(address, params=asked) for asked in ({}, {"min_id": "1"})]
        assert [len(answer.json()) for answer in answers] == [plain, paged]
        if mode == "first_page":
            assert len((await client.get(address, params={"min_id": "1"}, headers=BEARER)).json()) == 1


async def test_a_code_is_exchanged_for_a_token_that_is_accepted(client: httpx.AsyncClient) -> None:
    async with PretendNetworks(a_story().build()) as networks:
        base = networks.endpoints.mastodon[TULIP]
        app = (await client.post(f"{base}/api/v1/apps", data={"client_name": "Backchannel"})).json()
        assert CODE in (await client.get(f"{base}/oauth/authorize")).text
        asked = {"client_id": app["client_id"], "code": CODE, "scope": "read:statuses"}
        assert (await client.post(f"{base}/oauth/token", data={**asked, "code": "x"})).status_code == 400
        told = (await client.post(f"{base}/oauth/token", data=asked)).json()
        assert (told["access_token"], told["scope"]) == (TOKEN, "read:statuses")
        verify = f"{base}/api/v1/accounts/verify_credentials"
        assert (await client.get(verify, headers=BEARER)).status_code == 200
        assert (await client.get(verify)).status_code == 401


async def test_a_token_has_a_limit_of_its_own(client: httpx.AsyncClient) -> None:
    async with PretendNetworks(a_story().build()) as networks:
        networks.release(START)
        address = f"{networks.endpoints.mastodon[TULIP]}/api/v2/instance"
        answers = [await client.get(address) for _ in range(300)]
        assert answers[-1].headers["X-RateLimit-Remaining"] == "0"
        assert (await client.get(address)).status_code == 429
        assert (await client.get(address, headers=BEARER)).status_code == 200


@pytest.mark.parametrize(("surface", "mode"), [(TULIP, mode) for mode in FAULTS["mastodon"]])
async def test_every_fault_of_the_table_can_be_set_and_is_over(
    client: httpx.AsyncClient, surface: str, mode: str
) -> None:
    builder = a_story()
    async with PretendNetworks(builder.build()) as networks:
        for each in (mode, "ok"):
            answer = await client.post(f"{networks.url}/pretend/fault", json={"surface": surface, "mode": each})
            assert answer.status_code == 200
        async with listening(networks, "tulipconf") as socket:
            networks.release(builder.now)
            assert len(await heard(socket, 5)) == 5
