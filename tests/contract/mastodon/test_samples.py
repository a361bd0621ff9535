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
