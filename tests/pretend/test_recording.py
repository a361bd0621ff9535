"""A recording folder becomes values, or an error that names file, line and fault."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from backchannel.demo import wire
from backchannel.demo.recorded import BadRecording
from backchannel.demo.recording import load
from support.recordings import START, RecordingBuilder

FILES = ["event.toml", "mastodon.jsonl", "jetstream.jsonl", "profiles.json", "posts.json"]


def a_day() -> RecordingBuilder:
    return (
        RecordingBuilder(servers=["tulip.example", "rose.example"])
        .status("hello", "Hello #tulipconf, see https://talks.example/?a=1&b=2", by="ada@rose.example")
        .edit("hello", "Hello all #tulipconf")
        .delete("hello")
        .bluesky_post("hi", "🌷 Hi #TulipConf", by="ben.example")
        .counts("hi", likeCount=2)
        .account("ben.example", active=False, status="deleted")
    )


def test_a_folder_holds_what_was_built(tmp_path: Path) -> None:
    builder = a_day()
    told, built = load(builder.write(tmp_path)), builder.build()
    assert told.event == built.event
    assert told.jetstream == built.jetstream
    assert told.profiles == built.profiles
    assert told.posts == built.posts
    assert [event[:3] for event in told.mastodon] == [event[:3] for event in built.mastodon]
    assert [event.status and event.status[2:] for event in told.mastodon] == [
        event.status and event.status[2:] for event in built.mastodon
    ]


def test_events_are_sorted_by_time(tmp_path: Path) -> None:
    builder = RecordingBuilder().status("late", "#tulipconf").at(START - timedelta(hours=1))
    recording = load(builder.status("early", "#tulipconf").write(tmp_path))
    assert [event.id for event in recording.mastodon] == [
        builder.local_id(key, "tulip.example") for key in ("early", "late")
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (a_day().write(tmp_path) / name).unlink()
    with pytest.raises(BadRecording, match=f"{name}: No such file"):
        load(tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_nonsense_is_named(tmp_path: Path, name: str) -> None:
    (a_day().write(tmp_path) / name).write_text("{nonsense")
    with pytest.raises(BadRecording, match=name):
        load(tmp_path)


STATUS = {"at": "2026-05-04T09:00:00Z", "instance": "a", "event": "update", "id": "1"}
CREATE = {"rev": "1", "operation": "create", "collection": "c", "rkey": "r"}
LINE = {"did": "did:plc:x", "time_us": 1, "kind": "commit"}


@pytest.mark.parametrize(
    ("name", "line", "why"),
    [
        ("mastodon.jsonl", {"at": STATUS["at"]}, "missing required field"),
        ("mastodon.jsonl", STATUS | {"at": "2026-05-04T09:00:00"}, "timezone"),
        ("mastodon.jsonl", STATUS, "`update` without a status"),
        ("jetstream.jsonl", LINE, "kind `commit` without its value"),
        ("jetstream.jsonl", LINE | {"commit": CREATE}, "`create` without a record"),
    ],
)
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, name: str, line: dict[str, object], why: str) -> None:
    path = a_day().write(tmp_path) / name
    path.write_text(f"{path.read_text()}\n\n{json.dumps(line)}")
    number = len(path.read_text().splitlines())
    with pytest.raises(BadRecording, match=f"{name}:{number}: .*{why}"):
        load(tmp_path)


def test_an_event_names_a_hashtag(tmp_path: Path) -> None:
    (a_day().write(tmp_path) / "event.toml").write_text('name = "Quiet"\nhashtags = ["#"]')
    with pytest.raises(BadRecording, match="names none"):
        load(tmp_path)


def test_invented_posts_are_marked_up_as_the_networks_do() -> None:
    text = "🌷 Hi #TulipConf"
    (facet,) = wire.facets(text)
    index = facet["index"]
    assert text.encode()[index["byteStart"] : index["byteEnd"]] == b"#TulipConf"
    assert wire.as_html("a < b\n#x1 https://t.example/?a&b", "a.example") == (
        '<p>a &lt; b<br /><a href="https://a.example/tags/x1" class="mention hashtag" rel="tag">#<span>x1</span></a> '
        '<a href="https://t.example/?a&amp;b" target="_blank" rel="nofollow noopener" translate="no">'
        '<span class="invisible">https://</span><span class="">t.example/?a&amp;b</span></a></p>'
    )
    assert wire.hashtags("#2026 is none, foo#bar neither, #ok is") == ["ok"]
