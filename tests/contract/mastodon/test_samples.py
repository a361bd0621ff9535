"""Real statuses of real servers, kept outside the repository."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from backchannel.model.body import plain
from backchannel.model.codec import decode, encode
from backchannel.model.post import Post
from backchannel.sources.mastodon.frames import Told, read
from backchannel.sources.mastodon.instance import read_instance
from backchannel.sources.mastodon.page import read_page
from backchannel.sources.mastodon.raw import Status
from backchannel.sources.mastodon.status import Seen, post_of

SAMPLES = Path(__file__).parents[4] / "shared/data/samples/mastodon"
NOW = datetime(2026, 12, 1, tzinfo=UTC)

pytestmark = pytest.mark.shared


def statuses() -> Iterator[dict[str, Any]]:
    """Whatever in the samples looks like a status."""
    for path in sorted(SAMPLES.rglob("*.json*")):
        text = path.read_text()
        for document in text.splitlines() if path.suffix == ".jsonl" else [text]:
            if not document.startswith("#"):
                yield from _statuses_in(json.loads(document))


def _statuses_in(value: Any) -> Iterator[dict[str, Any]]:
    parts: list[Any] = []
    match value:
        case dict():
            document = cast("dict[str, Any]", value)
            parts = list(document.values())
            if {"uri", "content", "account"} <= document.keys():
                yield document
        case list():
            parts = cast("list[Any]", value)
        case str() if value.startswith("{"):
            parts = [json.loads(value)]
        case _:
            pass
    for part in parts:
        yield from _statuses_in(part)


def test_every_status_becomes_a_post_that_survives_the_codec() -> None:
    found = list(statuses())
    assert len(found) > 60
    for raw in found:
        made = post_of(msgspec.convert(raw, Status, strict=True), Seen("garden.example", NOW, NOW, {}))
        assert decode(encode(made), Post) == made
        assert plain(made.body) == made.text
        assert "<" not in made.text or "&lt;" in raw["content"]
        assert "@" in made.author.handle


def test_a_page_of_another_server_is_read() -> None:
    page = read_page((SAMPLES / "snac_tag_timeline.json").read_bytes(), NOW)
    assert page.malformed == 0
    assert page.statuses


def posts() -> list[Post]:
    return [
        post_of(msgspec.convert(raw, Status, strict=True), Seen("garden.example", NOW, NOW, {})) for raw in statuses()
    ]


def test_what_real_statuses_carry_is_all_there() -> None:
    found = posts()
    media = [medium for post in found for medium in post.media]
    kinds = {type(piece).__name__ for post in found for piece in post.body}
    assert {"Words", "Link", "Mention", "Hashtag", "Emoji"} <= kinds
    assert any(medium.alt for medium in media)
    assert any(medium.blurhash for medium in media)
    assert any(medium.focus for medium in media)
    assert any(medium.width and medium.height for medium in media)
    assert any(post.poll for post in found)
    assert any(link.title for post in found for link in post.links)
    assert any(post.warning for post in found)
    assert any(post.edited_at for post in found)


def test_a_quote_is_kept_only_where_its_author_agreed() -> None:
    quotes: list[dict[str, Any]] = json.loads((SAMPLES / "mastodon_docs_Quote.json").read_text())
    told = {"id": "1", "uri": "https://garden.example/1", "created_at": "2026-06-10T12:00:00Z"}
    account = {"acct": "ada", "uri": "https://garden.example/users/ada"}
    for quote in quotes:
        status = msgspec.convert({**told, "account": account, "quote": quote}, Status)
        quoted = post_of(status, Seen("garden.example", NOW, NOW, {})).quote_of
        assert bool(quoted) == (quote["state"] == "accepted" and bool(quote.get("quoted_status")))
    assert quotes


def frames() -> list[bytes]:
    lines = (SAMPLES / "streaming/raw_websocket_frames.jsonl").read_bytes().splitlines()
    return [line for line in lines if line.strip() and not line.startswith(b"#")]


def test_every_frame_of_a_real_stream_says_something() -> None:
    said = [read(frame, NOW) for frame in frames()]
    kinds = [type(each).__name__ for each in said]
    assert None not in said
    assert {"Told", "Removed", "Refusal"} == set(kinds)
    assert all(each.page.malformed == 0 for each in said if isinstance(each, Told))


def test_a_large_servers_words_of_itself_are_understood() -> None:
    (raw,) = json.loads((SAMPLES / "mastodon_instance_v2_real.json").read_text()).values()
    instance = read_instance(json.dumps(raw).encode())
    assert instance.domain == raw["domain"]
    assert instance.streaming == raw["configuration"]["urls"]["streaming"]
    assert (instance.local, instance.remote) == ("public", "public")
