"""What the faults of the pretend networks look like on the wire."""

import asyncio
import json

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from backchannel.demo.disorder import arranged
from backchannel.demo.faults import FAULTS
from backchannel.demo.networks import SUBSCRIBE_V1, SUBSCRIBE_V2, WEST, PretendNetworks
from backchannel.demo.recording import JetstreamEvent
from support.recordings import RecordingBuilder


def a_day() -> RecordingBuilder:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by="ada.example")
    builder.bluesky_post("oh", "Oh #tulipconf", by="ben.example").bluesky_delete("hi")
    return builder.bluesky_post("end", "End #tulipconf", by="chidi.example")


def reader(networks: PretendNetworks, path: str = SUBSCRIBE_V2, cursor: int = 1) -> connect:
    return connect(f"{networks.endpoints.jetstream}{path}?cursor={cursor}", compression=None, max_queue=None)


async def heard(socket: ClientConnection, count: int) -> list[str]:
    return [str(await asyncio.wait_for(socket.recv(), 60)) for _ in range(count)]


def kinds(events: list[JetstreamEvent] | tuple[JetstreamEvent, ...]) -> list[str]:
    """`c` and `d` for creates and deletes, with the number of the person."""
    people = {event.did: str(number) for number, event in reversed(list(enumerate(a_day().build().jetstream)))}
    return [f"{event.commit.operation[0]}{people[event.did]}" for event in events if event.commit]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("ok", ["c0", "c1", "d0", "c3"]),
        ("reordered", ["c1", "c0", "c3", "d0"]),
        ("deletes_first", ["d0", "c0", "c1", "c3"]),
    ],
)
def test_a_disorder_is_what_it_says_and_times_never_fall(fault: str, told: list[str]) -> None:
    events = list(arranged(a_day().build().jetstream, fault))
    assert kinds(events) == told
    assert [event.time_us for event in events] == sorted(event.time_us for event in events)


def test_what_is_late_comes_at_the_end_in_its_own_order() -> None:
    builder = RecordingBuilder()
    for number in range(30):
        builder.bluesky_post(f"{number}", f"{number}", by=f"person{number % 7}.example")
    events = builder.build().jetstream
    late = list(arranged(events, "late"))
    assert sorted(event.did for event in late) == sorted(event.did for event in events)
    assert [event.did for event in late] != [event.did for event in events]
    for did in {event.did for event in events}:
        assert [e.commit for e in late if e.did == did] == [e.commit for e in events if e.did == did]
    assert [event.time_us for event in late] == sorted(event.time_us for event in late)


@pytest.mark.parametrize(
    ("fault", "frames"),
    [("duplicated", [0, 0, 1, 1]), ("truncated", [None, 0, None, 1]), ("garbage", [None] * 7 + [0])],
)
async def test_frames_are_spoilt_as_it_says(fault: str, frames: list[int | None]) -> None:
    async with PretendNetworks(a_day().build()) as networks:
        networks.release(networks.world.ends)
        networks.fault("jetstream", fault)
        async with reader(networks) as socket:
            told = await heard(socket, len(frames))
    assert [_number(frame) for frame in told] == frames


def _number(frame: str) -> int | None:
    """Which of a day's events a frame is, counted from zero."""
    try:
        return json.loads(frame)["payload"]["seq"] - 1
    except (ValueError, TypeError, LookupError):
        return None


@pytest.mark.parametrize(("fault", "code"), [("close_1000", 1000), ("close_1007", 1007), ("too_slow", 1008)])
async def test_readers_are_closed_with_the_code_that_it_says(fault: str, code: int) -> None:
    async with PretendNetworks(a_day().build()) as networks, reader(networks) as socket:
        networks.fault("jetstream", fault)
        await asyncio.wait_for(socket.wait_closed(), 60)
        assert socket.close_code == code
        if code == 1008:
            assert "ConsumerTooSlow" in str(await socket.recv())
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def test_a_half_open_connection_answers_no_ping_and_never_comes_back() -> None:
    async with PretendNetworks(a_day().build()) as networks, reader(networks) as socket:
        await (await socket.ping())
        networks.fault("jetstream", "half_open")
        await asyncio.sleep(0)
        pong = asyncio.ensure_future(await socket.ping())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(pong), 0.1)
        networks.fault("jetstream", "ok")
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(socket.recv(), 60)


@pytest.mark.parametrize(
    ("fault", "path", "status"),
    [
        ("refused", SUBSCRIBE_V1, 400),
        ("refused", SUBSCRIBE_V2, 400),
        ("old_wire", SUBSCRIBE_V2, 404),
        ("broken", SUBSCRIBE_V2, 500),
    ],
)
async def test_a_refusal_has_the_status_that_it_says(fault: str, path: str, status: int) -> None:
    async with PretendNetworks(a_day().build()) as networks:
        networks.fault("jetstream", fault)
        with pytest.raises(InvalidStatus) as refused:
            await reader(networks, path)
        assert refused.value.response.status_code == status


async def test_a_host_that_knows_only_the_old_wire_speaks_that() -> None:
    async with PretendNetworks(a_day().build()) as networks:
        networks.release(networks.world.ends)
        networks.fault("jetstream", "old_wire")
        async with reader(networks, SUBSCRIBE_V1) as socket:
            assert "Hi #tulipconf" in (await heard(socket, 1))[0]


async def test_the_second_jetstream_has_its_own_numbers_and_times_and_troubles() -> None:
    async with PretendNetworks(a_day().build()) as networks:
        networks.release(networks.world.ends)
        networks.fault("jetstream", "refused")
        async with reader(networks, f"{WEST}{SUBSCRIBE_V2}") as socket:
            first = json.loads((await heard(socket, 1))[0])["payload"]
    assert first["seq"] == 500_001
    assert first["time"].endswith("00.137000Z")


@pytest.mark.parametrize(("fault", "status"), [("nonsense", 200), ("empty", 200), ("broken", 500), ("secretive", 200)])
async def test_an_appview_in_trouble_answers_as_it_says(fault: str, status: int) -> None:
    async with PretendNetworks(a_day().build()) as networks, httpx.AsyncClient() as client:
        networks.fault("appview", fault)
        answer = await client.get(f"{networks.url}/xrpc/app.bsky.feed.getPosts", params={"uris": "at://x"})
        assert answer.status_code == status
        thread = await client.get(f"{networks.url}/xrpc/app.bsky.feed.getPostThread", params={"uri": "at://x"})
        assert (thread.status_code == 403) == (fault == "secretive")


async def test_a_fault_that_is_not_in_the_table_is_refused_with_those_that_are() -> None:
    async with PretendNetworks(a_day().build()) as networks, httpx.AsyncClient() as client:
        answer = await client.post(f"{networks.url}/pretend/fault", json={"surface": "jetstream", "mode": "shy"})
        assert answer.status_code == 400
        assert all(mode in answer.json()["error"] for mode in FAULTS["jetstream"])
