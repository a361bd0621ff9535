"""The pretend Jetstream behaves as a real one does, on both wires."""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from backchannel.demo.networks import SUBSCRIBE_V1, SUBSCRIBE_V2, PretendNetworks
from backchannel.demo.recording import microseconds
from backchannel.demo.world import STRANGER
from support.recordings import START, RecordingBuilder

Json = dict[str, Any]
MESSAGE = "network.bsky.jetstream.subscribeEvents#"
POSTS = "app.bsky.feed.post"


def a_day() -> RecordingBuilder:
    return (
        RecordingBuilder()
        .bluesky_post("hi", "Hi #tulipconf 🌷", by="ben.example")
        .profile_record("ben.example", name="Ben")
        .bluesky_update("hi", "Hi all #tulipconf")
        .account("ada.example", active=False, status="deactivated")
        .identity("ada.example", "ada.test.example")
        .bluesky_delete("hi")
    )


def reader(networks: PretendNetworks, query: str = "", path: str = SUBSCRIBE_V2) -> connect:
    return connect(f"{networks.endpoints.jetstream}{path}?{query}", compression=None)


async def heard(socket: ClientConnection) -> list[Json]:
    """Everything up to the stranger's event that ends a release, without it."""
    told: list[Json] = []
    async with asyncio.timeout(60):
        async for raw in socket:
            event: Json = json.loads(raw)
            event = event.get("payload", event)
            if event.get("did") == STRANGER:
                break
            told.append(event)
    return told


async def refusal(networks: PretendNetworks, query: str, path: str = SUBSCRIBE_V2) -> httpx.Response:
    with pytest.raises(InvalidStatus) as refused:
        await reader(networks, query, path)
    answer = refused.value.response
    return httpx.Response(answer.status_code, content=bytes(answer.body or b""))


def seqs(events: Sequence[Json]) -> list[int]:
    return [event["seq"] for event in events]


async def test_the_second_wire_sends_flat_payloads() -> None:
    builder = a_day()
    async with PretendNetworks(builder.build()) as networks, reader(networks) as socket:
        networks.release(builder.now)
        created, profile, updated, account, identity, deleted = await heard(socket)
        assert created["$type"] == f"{MESSAGE}commit"
        assert (created["did"], created["seq"]) == (builder.did("ben.example"), 1)
        assert created["time"] == "2026-05-04T09:00:00.000000Z"
        assert (created["operation"], created["collection"]) == ("create", POSTS)
        assert created["record"]["text"] == "Hi #tulipconf 🌷"
        assert created["cid"].startswith("bafyrei")
        assert profile["collection"] == "app.bsky.actor.profile"
        assert (updated["operation"], updated["rkey"]) == ("update", created["rkey"])
        assert account["$type"] == f"{MESSAGE}account"
        assert account["account"]["status"] == "deactivated"
        assert identity["identity"]["handle"] == "ada.test.example"
        assert deleted["operation"] == "delete"
        assert not {"record", "cid"} & deleted.keys()


async def test_the_first_wire_sends_lines_with_a_cursor() -> None:
    builder = a_day()
    async with PretendNetworks(builder.build()) as networks, reader(networks, path=SUBSCRIBE_V1) as socket:
        networks.release(builder.now)
        lines = await heard(socket)
        assert [line["cursor"] for line in lines] == [1, 2, 3, 4, 5, 6]
        assert lines[0].keys() == {"did", "time_us", "cursor", "kind", "commit"}
        assert lines[0]["time_us"] == microseconds(START)
        assert lines[0]["commit"]["record"]["text"] == "Hi #tulipconf 🌷"
        assert lines[3]["account"] == {"active": False, "did": lines[3]["did"], **lines[3]["account"]}


async def test_every_release_ends_with_a_strangers_event() -> None:
    builder = a_day()
    async with PretendNetworks(builder.build()) as networks, reader(networks) as socket:
        for until in (START, START + timedelta(seconds=1)):
            networks.release(until)
            networks.release(until)
            last: Json = {}
            while last.get("did") != STRANGER:
                last = json.loads(await socket.recv())["payload"]
            assert last["$type"] == f"{MESSAGE}identity"
            assert last["identity"]["handle"] == "stranger.example"
            assert last["time"] == until.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        assert last["seq"] == 3


async def test_the_subprotocol_is_agreed_on_where_it_is_offered() -> None:
    async with PretendNetworks(a_day().build()) as networks:
        offered = [Subprotocol("xrpc.v1.json")]
        url = f"{networks.endpoints.jetstream}{SUBSCRIBE_V2}"
        async with connect(url, subprotocols=offered) as socket, reader(networks) as plain:
            assert socket.subprotocol == "xrpc.v1.json"
            assert plain.subprotocol is None
            assert not socket.protocol.extensions


async def test_a_sequence_number_includes_its_own_event() -> None:
    builder = a_day()
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        async with reader(networks, "cursor=4") as socket:
            assert seqs(await heard(socket)) == [4, 5, 6]
        async with reader(networks, "cursor=0") as socket:
            assert seqs(await heard(socket)) == [1, 2, 3, 4, 5, 6]


async def test_a_time_rewinds_at_least_two_seconds() -> None:
    builder = RecordingBuilder()
    for second in (0, 1, 4, 6):
        builder.at(START + timedelta(seconds=second)).bluesky_post(str(second), "#tulipconf")
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        async with reader(networks, f"cursor={microseconds(builder.now)}") as socket:
            assert seqs(await heard(socket)) == [3, 4]


@pytest.mark.parametrize("cursor", [1000, microseconds(START + timedelta(days=9))])
@pytest.mark.parametrize("path", [SUBSCRIBE_V1, SUBSCRIBE_V2])
async def test_a_cursor_in_the_future_and_none_at_all_mean_the_live_tail(cursor: int, path: str) -> None:
    builder = a_day()
    async with PretendNetworks(builder.build()) as networks:
        networks.release(START)
        async with reader(networks, f"cursor={cursor}", path) as late, reader(networks, path=path) as live:
            networks.release(builder.now)
            assert len(await heard(late)) == len(await heard(live)) == 5


def two_days_apart() -> RecordingBuilder:
    builder = RecordingBuilder().bluesky_post("old", "#tulipconf").bluesky_post("older", "#tulipconf")
    return builder.at(START + timedelta(days=2)).bluesky_post("new", "#tulipconf")


async def test_a_time_too_old_starts_where_the_log_still_is_and_says_so() -> None:
    builder = two_days_apart()
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        async with reader(networks, f"cursor={microseconds(START)}") as socket:
            info, kept = await heard(socket)
        assert info["$type"] == f"{MESSAGE}info"
        assert info["name"] == "OutdatedCursor"
        assert info["message"].endswith("starting at seq 3")
        assert kept["seq"] == 3


async def test_a_sequence_number_too_old_is_refused_on_the_second_wire_alone() -> None:
    builder = two_days_apart()
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        refused = await refusal(networks, "cursor=1")
        assert (refused.status_code, refused.json()["error"]) == (400, "CursorTooOld")
        for cursor in (1, microseconds(START)):
            async with reader(networks, f"cursor={cursor}", SUBSCRIBE_V1) as socket:
                assert [line["cursor"] for line in await heard(socket)] == [3]


@pytest.mark.parametrize("name", [POSTS, "app.bsky.feed.*"])
@pytest.mark.parametrize(("path", "word"), [(SUBSCRIBE_V1, "wantedCollections"), (SUBSCRIBE_V2, "collections")])
async def test_collections_sort_out_commits_alone(name: str, path: str, word: str) -> None:
    builder = a_day()
    async with PretendNetworks(builder.build()) as networks, reader(networks, f"{word}={name}", path) as socket:
        networks.release(builder.now)
        events = await heard(socket)
        assert [event.get("seq", event.get("cursor")) for event in events] == [1, 3, 4, 5, 6]


async def test_kinds_and_dids_sort_out_everything() -> None:
    builder = a_day()
    ada = builder.did("ada.example")
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now)
        networks.release(builder.now + timedelta(seconds=1))
        async with (
            reader(networks, "kinds=identity&cursor=1") as identities,
            reader(networks, f"dids={ada}&dids={STRANGER}&cursor=1") as one,
            reader(networks, f"wantedDids={ada}&wantedDids={STRANGER}&cursor=1", SUBSCRIBE_V1) as first_wire,
        ):
            assert seqs(await heard(identities)) == [5]
            assert seqs(await heard(one)) == [4, 5]
            assert [line["cursor"] for line in await heard(first_wire)] == [4, 5]


@pytest.mark.parametrize(
    "query",
    [
        "wantedCollections=app.bsky.feed.post",
        "wantedDids=did:plc:abc",
        "requireHello=true",
        "collections=app.bsky.feed.po*",
        "collections=notanid",
        "dids=nope",
        "kinds=likes",
        "kinds=account&collections=app.bsky.feed.post",
        "cursor=abc",
        "cursor=-5",
        "&".join(["collections=app.bsky.feed.post"] * 101),
    ],
)
async def test_the_second_wire_refuses_wrong_options(query: str) -> None:
    async with PretendNetworks(a_day().build()) as networks:
        refused = await refusal(networks, query)
        assert (refused.status_code, refused.json()["error"]) == (400, "InvalidRequest")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("cursor=abc", 'subscribe: invalid cursor: "abc"\n'),
        ("cursor=-5", "subscribe: invalid cursor: negative value -5\n"),
        ("wantedCollections=notanid", "subscribe: invalid options: invalid collection: notanid\n"),
        ("wantedCollections=app.bsky.feed.po*", "subscribe: invalid options: invalid collection: app.bsky.feed.po*\n"),
        ("wantedDids=nope", "subscribe: invalid options: invalid DID: nope\n"),
    ],
)
async def test_the_first_wire_refuses_wrong_options_in_plain_words(query: str, words: str) -> None:
    async with PretendNetworks(a_day().build()) as networks:
        refused = await refusal(networks, query, SUBSCRIBE_V1)
        assert (refused.status_code, refused.text) == (400, words)


@pytest.mark.parametrize(("path", "code"), [(SUBSCRIBE_V1, 1007), (SUBSCRIBE_V2, 1008)])
async def test_a_word_from_the_reader_closes_the_socket(path: str, code: int) -> None:
    async with PretendNetworks(a_day().build()) as networks, reader(networks, path=path) as socket:
        await socket.send("hello?")
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd
        assert closed.value.rcvd.code == code


async def test_a_reader_that_does_not_read_holds_up_nobody() -> None:
    builder = RecordingBuilder()
    for number in range(200):
        builder.bluesky_post(str(number), "#tulipconf " + "x" * 50_000)
    async with (
        PretendNetworks(builder.build()) as networks,
        connect(f"{networks.endpoints.jetstream}{SUBSCRIBE_V2}", max_queue=1, max_size=None) as slow,
        reader(networks) as quick,
    ):
        networks.release(builder.now)
        assert len(await heard(quick)) == 200
        assert len(await heard(slow)) == 200
