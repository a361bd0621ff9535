"""How the pretend networks are moved, and what can be made to go wrong with them."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, InvalidMessage, InvalidStatus

from backchannel.demo.networks import SUBSCRIBE_V2, PretendNetworks, serve
from support.recordings import START, RecordingBuilder

TULIP = "tulip.example"
HOURS = timedelta(hours=1)


def a_day() -> RecordingBuilder:
    return RecordingBuilder().status("hello", "Hello #tulipconf").at(START + HOURS).bluesky_post("hi", "Hi #tulipconf")


async def instance(networks: PretendNetworks, client: httpx.AsyncClient) -> httpx.Response:
    return await client.get(f"{networks.endpoints.mastodon[TULIP]}/api/v2/instance")


def reader(networks: PretendNetworks) -> connect:
    return connect(networks.endpoints.jetstream + SUBSCRIBE_V2, compression=None)


async def test_the_state_tells_times_event_and_endpoints(client: httpx.AsyncClient) -> None:
    async with PretendNetworks(a_day().build()) as networks:
        state = (await client.get(f"{networks.url}/pretend")).json()
        assert state["released"] < state["next"] == "2026-05-04T09:00:00Z"
        assert state["ends"] == "2026-05-04T10:00:00Z"
        assert state["event"]["hashtags"] == ["tulipconf"]
        assert state["endpoints"] == {
            "mastodon": {TULIP: f"{networks.url}/{TULIP}"},
            "jetstream": networks.url.replace("http", "ws"),
            "appview": networks.url,
            "jetstream_west": f"{networks.url.replace('http', 'ws')}/west",
        }


@pytest.mark.parametrize("until", ["2026-05-04T09:30:00Z", "2026-05-04T11:30:00+02:00"])
async def test_a_release_tells_when_the_next_thing_happens(client: httpx.AsyncClient, until: str) -> None:
    async with PretendNetworks(a_day().build()) as networks:
        answer = await client.post(f"{networks.url}/pretend/release?until={until}")
        assert answer.json()["next"] == "2026-05-04T10:00:00Z"
        assert networks.world.released == START + HOURS / 2
        assert networks.release(START + HOURS).next is None
        assert networks.release(START).released == START + HOURS


@pytest.mark.parametrize("until", ["", "soon", "2026-05-04T09:30:00"])
async def test_a_release_needs_a_time(client: httpx.AsyncClient, until: str) -> None:
    async with PretendNetworks(a_day().build()) as networks:
        answer = await client.post(f"{networks.url}/pretend/release", params={"until": until})
        assert answer.status_code == 400


async def test_requests_are_counted_by_surface_and_path(client: httpx.AsyncClient) -> None:
    async with PretendNetworks(a_day().build()) as networks:
        await instance(networks, client)
        await instance(networks, client)
        async with reader(networks):
            pass
        await client.get(f"{networks.url}/xrpc/app.bsky.actor.getProfile")
        counted = (await client.get(f"{networks.url}/pretend/requests")).json()
        assert counted == {
            TULIP: {"/api/v2/instance": 2},
            "jetstream-west": {},
            "jetstream": {SUBSCRIBE_V2: 1},
            "appview": {"/app.bsky.actor.getProfile": 1},
        }


@pytest.mark.parametrize("fault", [{"surface": "nowhere", "mode": "ok"}, {"surface": TULIP, "mode": "odd"}, "drop"])
async def test_a_fault_names_a_surface_and_a_mode(client: httpx.AsyncClient, fault: Any) -> None:
    async with PretendNetworks(a_day().build()) as networks:
        assert (await client.post(f"{networks.url}/pretend/fault", json=fault)).status_code == 400


async def test_a_server_in_error_is_unavailable_until_it_is_well(client: httpx.AsyncClient) -> None:
    async with PretendNetworks(a_day().build()) as networks:
        for mode, status in (("error", 503), ("ok", 200)):
            await client.post(f"{networks.url}/pretend/fault", json={"surface": TULIP, "mode": mode})
            assert (await instance(networks, client)).status_code == status


async def test_a_server_can_have_enough_of_us(client: httpx.AsyncClient) -> None:
    async with PretendNetworks(a_day().build()) as networks:
        networks.release(START)
        networks.fault(TULIP, "ratelimit")
        networks.fault("appview", "ratelimit")
        refused = await instance(networks, client)
        assert (refused.status_code, refused.json()) == (429, {"error": "Too many requests"})
        assert refused.headers["x-ratelimit-reset"] == "2026-05-04T09:05:00.000000Z"
        refused = await client.get(f"{networks.url}/xrpc/app.bsky.actor.getProfile")
        assert (refused.status_code, refused.json()["error"]) == (429, "RateLimitExceeded")


async def test_a_dropped_server_hangs_up_without_an_answer(client: httpx.AsyncClient) -> None:
    async with PretendNetworks(a_day().build()) as networks:
        networks.fault(TULIP, "drop")
        with pytest.raises((httpx.NetworkError, httpx.RemoteProtocolError)):
            await instance(networks, client)


async def test_a_slow_server_answers_once_it_is_well_and_delays_no_other(client: httpx.AsyncClient) -> None:
    async with PretendNetworks(a_day().build()) as networks:
        networks.fault(TULIP, "slow")
        waiting = asyncio.create_task(instance(networks, client))
        while not networks.requests[TULIP]:
            await client.get(f"{networks.url}/xrpc/app.bsky.actor.getProfile")
        assert not waiting.done()
        networks.fault(TULIP, "ok")
        assert (await waiting).status_code == 200


async def test_closing_ends_what_is_still_waiting(client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    async with PretendNetworks(a_day().build()) as networks, reader(networks) as socket:
        networks.fault(TULIP, "slow")
        waiting = asyncio.create_task(instance(networks, client))
        while not networks.requests[TULIP]:
            await client.get(f"{networks.url}/pretend")
        await networks.__aexit__()
        with pytest.raises((httpx.NetworkError, httpx.RemoteProtocolError)):
            await waiting
        with pytest.raises(ConnectionClosed):
            await socket.recv()
    assert not [record for record in caplog.records if record.name == "uvicorn.error" and record.levelname == "ERROR"]


@pytest.mark.parametrize(("mode", "status"), [("error", 503), ("ratelimit", 429)])
async def test_a_failing_jetstream_takes_no_readers(mode: str, status: int) -> None:
    async with PretendNetworks(a_day().build()) as networks:
        networks.fault("jetstream", mode)
        with pytest.raises(InvalidStatus) as refused:
            await reader(networks)
        assert refused.value.response.status_code == status


async def test_a_dropped_jetstream_takes_no_readers_at_all() -> None:
    async with PretendNetworks(a_day().build()) as networks:
        networks.fault("jetstream", "drop")
        with pytest.raises((InvalidMessage, ConnectionError)):
            await reader(networks)


async def test_a_jetstream_that_shuts_down_says_so_to_its_readers() -> None:
    async with PretendNetworks(a_day().build()) as networks, reader(networks) as socket:
        networks.fault("jetstream", "error")
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1001, "server shutting down")


async def test_a_jetstream_that_is_killed_says_nothing() -> None:
    async with PretendNetworks(a_day().build()) as networks, reader(networks) as socket:
        networks.fault("jetstream", "drop")
        with pytest.raises(ConnectionClosedError) as closed:
            await socket.recv()
        assert closed.value.rcvd is None


async def test_a_slow_jetstream_keeps_its_readers_and_delivers_later() -> None:
    async with PretendNetworks(a_day().build()) as networks, reader(networks) as socket:
        networks.fault("jetstream", "slow")
        networks.release(START + HOURS)
        await (await socket.ping())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await socket.recv()
        networks.fault("jetstream", "ok")
        assert "Hi #tulipconf" in str(await socket.recv())


async def test_serving_tells_its_address_and_ends_when_cancelled(client: httpx.AsyncClient) -> None:
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(a_day().build(), host="127.0.0.1", port=0, ready=ready.set_result))
    url = await ready
    assert (await client.get(f"{url}/pretend")).status_code == 200
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    with pytest.raises((httpx.NetworkError, httpx.RemoteProtocolError)):
        await client.get(f"{url}/pretend")
