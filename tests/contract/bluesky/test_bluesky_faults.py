"""Every fault of the pretend networks, for a while: when it is over, what was delivered is as if it had not been."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from bluesky_stage import Stage, staged

from backchannel.demo.faults import FAULTS
from support.recordings import RecordingBuilder

ADA = "ada.example"
BEN = "ben.example"
CHIDI = "chidi.example"
JETSTREAM = sorted(FAULTS["jetstream"])
APPVIEW = sorted(FAULTS["appview"])


class Story:
    """Three parts, each with something new, edited, deleted and answered; what must be known at the end."""

    def __init__(self) -> None:
        self.builder = RecordingBuilder()
        self.parts: list[datetime] = []
        for part in ("one", "two", "three"):
            self._tell(part)
            self.parts.append(self.builder.now)
        self.shown = {
            self.builder.uri(f"{part} {kind}"): words
            for part in ("one", "two", "three")
            for kind, words in (("post", f"Edited {part} #tulipconf"), ("answer", f"Answer {part} #tulipconf"))
        }
        self.gone = {self.builder.uri(f"{part} gone") for part in ("one", "two", "three")}

    def _tell(self, part: str) -> None:
        builder = self.builder
        builder.bluesky_post(f"{part} post", f"Post {part} #tulipconf", by=ADA)
        builder.bluesky_post(f"{part} gone", f"Gone {part} #tulipconf", by=BEN)
        builder.bluesky_post(f"{part} answer", f"Answer {part} #tulipconf", by=CHIDI, reply_to=f"{part} post")
        builder.bluesky_update(f"{part} post", f"Edited {part} #tulipconf").bluesky_delete(f"{part} gone")


def known(stage: Stage) -> dict[str, str]:
    """The words that an archive would have now: each post's latest, where it is neither gone nor missing."""
    words: dict[str, tuple[str, datetime, str]] = {}
    for seen in stage.outbox.posted():
        told = (seen.post.version, seen.seen_at, seen.post.text)
        words[seen.post.id] = max(words.get(seen.post.id, told), told)
    for gone in stage.outbox.deleted():
        if gone.final or gone.seen_at > words.get(gone.id, ("", gone.seen_at, ""))[1]:
            words.pop(gone.id, None)
    return {post: text for post, (_, _, text) in words.items() if text}


@asynccontextmanager
async def playing(story: Story, **numbers: Any) -> AsyncGenerator[Stage]:
    """The story's first part is over, and a collector reads both Jetstreams."""
    async with staged(story.builder.build()) as stage:
        ends = stage.networks.endpoints
        async with stage.collecting(ends.jetstream, ends.jetstream_west, **numbers) as source:
            await stage.play(story.parts[0])
            yield stage
            end = stage.turn()
            await stage.until(lambda: stage.outbox.heard["bluesky"] >= end, step=0.5)
            await stage.finish(source.recheck_all())


async def suffer(stage: Stage, until: datetime, *faults: tuple[str, str]) -> None:
    """Let a part of the story happen while surfaces are in trouble, and a minute pass, and then let them be well."""
    for surface, mode in faults:
        stage.networks.fault(surface, mode)
    stage.turn(until)
    end = stage.clock.now() + timedelta(minutes=1)
    await stage.until(lambda: stage.clock.now() >= end, step=0.5)
    for surface, _ in faults:
        stage.networks.fault(surface, "ok")


@pytest.mark.parametrize("mode", JETSTREAM)
async def test_a_jetstream_in_trouble_costs_nothing(mode: str) -> None:
    story = Story()
    async with playing(story, stall=0.05 if mode in {"slow", "half_open"} else None) as stage:
        await suffer(stage, story.parts[1], ("jetstream", mode))
    assert known(stage) == story.shown
    assert all(gap.filled for gap in stage.all_gaps())


@pytest.mark.parametrize("mode", JETSTREAM)
async def test_two_jetstreams_in_trouble_cost_nothing(mode: str) -> None:
    story = Story()
    async with playing(story, stall=0.05 if mode in {"slow", "half_open"} else None) as stage:
        await suffer(stage, story.parts[1], ("jetstream", mode), ("jetstream-west", mode))
    assert known(stage) == story.shown
    assert all(gap.filled for gap in stage.all_gaps())


@pytest.mark.parametrize("mode", APPVIEW)
async def test_an_appview_in_trouble_costs_nothing(mode: str) -> None:
    story = Story()
    async with playing(story, timeout=0.2) as stage:
        await suffer(stage, story.parts[1], ("appview", mode))
    assert known(stage) == story.shown
    assert {gone.id for gone in stage.outbox.deleted() if gone.final} >= story.gone


async def test_everything_in_trouble_at_once_costs_nothing() -> None:
    story = Story()
    async with playing(story, stall=0.05, timeout=0.2) as stage:
        await suffer(
            stage, story.parts[1], ("jetstream", "drop"), ("jetstream-west", "reordered"), ("appview", "broken")
        )
        await suffer(
            stage, story.parts[2], ("jetstream", "too_slow"), ("jetstream-west", "garbage"), ("appview", "empty")
        )
    assert known(stage) == story.shown


async def test_what_two_hosts_tell_is_told_once() -> None:
    story = Story()
    async with playing(story) as stage:
        await suffer(stage, story.parts[1], ("jetstream", "error"))
        await suffer(stage, story.parts[2], ("jetstream-west", "error"))
    versions = [(seen.post.id, seen.post.version) for seen in stage.outbox.posted() if not seen.context]
    assert known(stage) == story.shown
    assert len(versions) - len(set(versions)) <= len(story.shown)  # only what a re-check found with other counts
