"""What may be passed over at a glance: nothing that the intake would have done anything about."""

import json
from typing import Any

import pytest

from backchannel.clock import TurnedClock
from backchannel.sources.bluesky.followed import Followed
from backchannel.sources.bluesky.glance import Glance
from backchannel.sources.bluesky.hydration import Draft, WaitingRoom
from backchannel.sources.bluesky.lenient import fit
from backchannel.sources.bluesky.mark import Mark
from backchannel.sources.bluesky.position import Wire, starting
from backchannel.sources.bluesky.record import Record
from support.builders import NOON, an_event
from support.outbox import MemoryOutbox

ADA = "did:plc:ada"
KNOWN = "at://did:plc:ben/app.bsky.feed.post/3known"
WAITING = "at://did:plc:ben/app.bsky.feed.post/3waiting"
TAG = "app.bsky.richtext.facet#tag"


@pytest.fixture
def glance() -> Glance:
    followed = Followed(MemoryOutbox(an_event(hashtags=("tulips",), accounts=(ADA,))))
    followed.marks[KNOWN] = Mark("3rev")
    room = WaitingRoom(TurnedClock(NOON), limit=9)
    record = fit({"text": "x"}, Record)
    assert record is not None
    draft = Draft(key=WAITING, did="did:plc:ben", below=starting(NOON), at=NOON, due=NOON, record=record, mark=Mark())
    room.add(draft)
    return Glance([followed], room)


def frame(wire: Wire, record: object, **told: Any) -> bytes:
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "3k", "rev": "3r", "cid": "b"} | told
    did = commit.pop("did", "did:plc:chidi")
    commit["record"] = record
    v2 = {"$type": "message", "payload": {"$type": "x#commit", "seq": 1, "did": did, **commit}}
    v1 = {"did": did, "time_us": 1, "kind": "commit", "commit": commit}
    return json.dumps(v2 if wire == "v2" else v1).encode()


def tagged(tag: object) -> dict[str, Any]:
    return {
        "text": "x",
        "facets": [{"features": [{"$type": TAG, "tag": tag}], "index": {"byteStart": 0, "byteEnd": 1}}],
    }


def answering(uri: str, place: str) -> dict[str, Any]:
    other = {"uri": "at://did:plc:zoe/app.bsky.feed.post/3z", "cid": "b"}
    return {"text": "x", "reply": {"parent": other, "root": other, place: {"uri": uri, "cid": "b"}}}


@pytest.mark.parametrize("wire", ["v1", "v2"])
@pytest.mark.parametrize(
    "record",
    [
        {"text": "Lunch"},
        tagged("soup"),
        {"text": "x", "tags": ["soup"]},
        answering("at://x/y/z", "root"),
        {"extra": [[1]]},
    ],
)
def test_a_new_post_that_concerns_nobody_is_passed_over(glance: Glance, wire: Wire, record: Any) -> None:
    assert glance.passes_over(frame(wire, record), wire)


@pytest.mark.parametrize("wire", ["v1", "v2"])
@pytest.mark.parametrize(
    "raw",
    [
        (tagged("Tulips"), {}),
        ({"text": "x", "tags": ["TULIPS"]}, {}),
        ({"text": "x"}, {"did": ADA}),
        ({"text": "x"}, {"operation": "update"}),
        ({"text": "x"}, {"operation": "delete"}),
        ({"text": "x"}, {"collection": "app.bsky.actor.profile"}),
        (answering(KNOWN, "parent"), {}),
        (answering(KNOWN, "root"), {}),
        (answering(WAITING, "parent"), {}),
        (tagged(7), {}),
        ({"facets": 7, "tags": ["tulips"]}, {}),
        ("no record", {}),
    ],
)
def test_whatever_may_concern_somebody_is_read_in_full(glance: Glance, wire: Wire, raw: tuple[Any, Any]) -> None:
    assert not glance.passes_over(frame(wire, raw[0], **raw[1]), wire)


@pytest.mark.parametrize("wire", ["v1", "v2"])
def test_a_hashtag_may_be_written_with_escapes(glance: Glance, wire: Wire) -> None:
    raw = frame(wire, tagged("tulips")).replace(b"tulips", b"\\u0074ulip\\u0073")
    assert b"tulips" not in raw
    assert not glance.passes_over(raw, wire)


@pytest.mark.parametrize("wire", ["v1", "v2"])
@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff", b"[" * 9999, b'{"payload":{}}', b'{"kind":"identity"}'])
def test_what_makes_no_sense_is_for_others_to_judge(glance: Glance, wire: Wire, raw: bytes) -> None:
    assert not glance.passes_over(raw, wire)
