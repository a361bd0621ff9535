"""Jetstream's two wires, as invented and as recorded from the real ones."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.sources.bluesky.frames import Event, Notice, read
from backchannel.sources.bluesky.position import Position, starting, stored
from backchannel.sources.bluesky.times import moment

SAMPLES = Path(__file__).parents[2] / "../shared/data/samples/jetstream"
HOST = "wss://jetstream.example"
V2 = "network.bsky.jetstream.subscribeEvents#"
TIME = "2026-06-10T12:00:00.000123Z"
MICROSECONDS = 1_781_092_800_000_123


def v2(kind: str, **payload: object) -> bytes:
    told = {"$type": V2 + kind, "seq": 7, "did": "did:plc:ada", "time": TIME} | payload
    return json.dumps({"$type": "message", "payload": told}).encode()


def v1(kind: str, **line: object) -> bytes:
    return json.dumps({"did": "did:plc:ada", "time_us": MICROSECONDS, "kind": kind, **line}).encode()


def test_a_commit_is_the_same_on_both_wires() -> None:
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "r", "rev": "v", "cid": "c"}
    new = read(v2("commit", **commit, record={"text": "x"}), HOST, "v2")
    old = read(v1("commit", cursor=7, commit=commit | {"record": {"text": "x"}}), HOST, "v1")
    assert isinstance(new, Event)
    assert isinstance(old, Event)
    assert json.loads(bytes(new.record)) == json.loads(bytes(old.record)) == {"text": "x"}
    assert new.position == Position(HOST, "v2", MICROSECONDS, 7)
    assert old.position == Position(HOST, "v1", MICROSECONDS, 7)
    fields = ("kind", "did", "operation", "collection", "rkey", "rev", "cid")
    assert [getattr(new, name) for name in fields] == [getattr(old, name) for name in fields]


def test_an_account_says_whether_it_is_active_and_why_not() -> None:
    account = {"active": False, "status": "takendown"}
    for event in (read(v2("account", account=account), HOST, "v2"), read(v1("account", account=account), HOST, "v1")):
        assert isinstance(event, Event)
        assert (event.kind, event.active, event.status) == ("account", False, "takendown")


def test_a_sync_has_its_revision() -> None:
    event = read(v2("sync", sync={"rev": "3abc", "blocks": {"$bytes": "AQI"}}), HOST, "v2")
    assert isinstance(event, Event)
    assert (event.kind, event.rev) == ("sync", "3abc")


def test_the_witnessed_time_counts_where_it_is_told() -> None:
    event = read(v2("identity", witnessedAt="2026-06-10T12:00:05Z"), HOST, "v2")
    assert isinstance(event, Event)
    assert event.position.at == datetime(2026, 6, 10, 12, 0, 5, tzinfo=UTC)


def test_a_kind_of_tomorrow_has_its_place_in_the_stream() -> None:
    event = read(v2("bloom", petals=[1, 2]), HOST, "v2")
    assert isinstance(event, Event)
    assert (event.kind, event.position.seq) == ("bloom", 7)


def test_notices_have_a_name() -> None:
    info = b'{"$type":"message","payload":{"$type":"%sinfo","name":"OutdatedCursor"}}' % V2.encode()
    assert read(info, HOST, "v2") == Notice("OutdatedCursor")
    assert read(b'{"$type":"error","error":"ConsumerTooSlow","message":"x"}', HOST, "v2") == Notice(
        "ConsumerTooSlow", final=True
    )


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"7", b"{}", b'{"$type":"message","payload":{}}', b"\xff", b"[" * 9999]
)
def test_what_makes_no_sense_is_none(raw: bytes) -> None:
    assert read(raw, HOST, "v1") is None
    assert read(raw, HOST, "v2") is None


@pytest.mark.parametrize("time_us", [-1, 0, 2**60, "now", None])
def test_a_line_without_a_possible_time_is_none(time_us: object) -> None:
    line = {"did": "did:plc:ada", "time_us": time_us, "kind": "identity"}
    assert read(json.dumps(line).encode(), HOST, "v1") is None


@given(
    st.binary(max_size=80)
    | st.recursive(st.none() | st.text(max_size=8), st.lists).map(lambda v: json.dumps(v).encode())
)
def test_no_frame_raises(raw: bytes) -> None:
    read(raw, HOST, "v1")
    read(raw, HOST, "v2")


def test_a_sequence_number_is_for_its_own_host_and_wire() -> None:
    position = Position(HOST, "v2", MICROSECONDS, 7)
    assert stored(position.text(accounts={"ada.example": "did:plc:ada"})).accounts == {"ada.example": "did:plc:ada"}
    assert stored(position.text()).text() == position.text()
    assert position.cursor_for(HOST, "v2") == 7
    earlier = MICROSECONDS - 30_000_000
    assert position.cursor_for(HOST, "v1") == position.cursor_for("wss://other.example", "v2") == earlier
    assert Position(HOST, "v1", MICROSECONDS).cursor_for(HOST, "v1") == earlier


def test_who_has_read_nothing_starts_now() -> None:
    noon = datetime(2026, 6, 10, 12, tzinfo=UTC)
    assert starting(noon).at == noon
    assert starting(noon).cursor_for(HOST, "v2") > 10**15


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert moment(text) is None


def test_a_time_without_a_zone_is_in_utc() -> None:
    assert moment("2026-06-10T12:00:00") == moment("2026-06-10T14:00:00+02:00")


@pytest.mark.shared
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.jsonl")), ids=lambda path: path.name)
def test_real_frames_are_understood(path: Path) -> None:
    wire = "v2" if path.name.startswith("v2") else "v1"
    events = [read(line, HOST, wire) for line in path.read_bytes().splitlines()]
    assert events
    assert all(isinstance(event, Event) and event.did for event in events)


@pytest.mark.shared
def test_both_wires_tell_the_same_of_the_same_events() -> None:
    old = _by_seq(SAMPLES / "head_live_all.jsonl", "v1")
    new = _by_seq(SAMPLES / "v2_subscribeEvents_raw.jsonl", "v2")
    both = old.keys() & new.keys()
    assert both
    assert all(old[seq] == new[seq] for seq in both)


def _by_seq(path: Path, wire: str) -> dict[int | None, tuple[object, ...]]:
    events = [read(line, HOST, "v2" if wire == "v2" else "v1") for line in path.read_bytes().splitlines()]
    return {
        event.position.seq: (event.kind, event.did, event.operation, event.rkey, event.rev, event.active, event.status)
        for event in events
        if isinstance(event, Event)
    }
