"""What every source must do, whatever its network is like: a new network is held to this, or it is none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from stages import HASHTAG, STAGES, Open, Stage, Step, posts

from backchannel.model.event import follows_from
from backchannel.model.sighting import Gap
from backchannel.sources.registry import network_of, networks
from support.outbox import DyingOutbox, MemoryOutbox
from support.recordings import STEP

MINUTE = STEP.total_seconds()


@pytest.fixture(params=sorted(networks()))
async def open_stage(request: pytest.FixtureRequest) -> AsyncIterator[Open]:
    async with Open(request.param) as opened:
        yield opened


def texts(outbox: MemoryOutbox) -> list[str]:
    return [seen.post.text.removesuffix(HASHTAG).strip() for seen in outbox.posted()]


def bulbs(count: int) -> list[str]:
    return [f"Bulb {number}" for number in range(count)]


def test_every_network_has_a_stage_and_its_sources_are_its_own() -> None:
    assert STAGES.keys() == networks().keys()


async def test_a_source_is_known_for_its_networks(open_stage: Open) -> None:
    stage = await open_stage()
    for source in stage.sources:
        found = network_of(source)
        assert found is not None
        assert found.name == open_stage.network


async def test_every_post_is_told_once_however_often_it_is_looked_at(open_stage: Open) -> None:
    stage = await open_stage(*posts(6))
    outbox = stage.outbox()
    async with stage.collecting(outbox) as source:
        await stage.heard(outbox)
        while stage.clock.now() < stage.ends + 5 * STEP:
            stage.turn(by=MINUTE)
            await stage.heard(outbox)
        work = asyncio.ensure_future(source.recheck_all())
        await stage.until(work.done)
        assert sorted(texts(outbox)) == bulbs(6)
        assert {seen.source for seen in outbox.posted()} == set(stage.sources)


async def test_a_post_has_what_every_post_needs(open_stage: Open) -> None:
    stage = await open_stage(*posts(1))
    outbox = stage.outbox()
    async with stage.collecting(outbox):
        await stage.heard(outbox)
        stage.turn(stage.ends)
        await stage.heard(outbox)
    (seen,) = outbox.posted()
    assert seen.post.id
    assert seen.local_id
    assert seen.post.network == open_stage.network
    assert seen.post.author.id
    assert seen.post.version
    assert seen.post.hashtags == ("tulipconf",)
    assert "".join(piece.text for piece in seen.post.body) == seen.post.text
    assert follows_from(stage.event) < seen.post.created_at <= seen.seen_at <= stage.clock.now()
    assert not seen.post.backfilled


async def test_an_edit_is_a_later_version_of_the_same_post(open_stage: Open) -> None:
    stage = await open_stage(Step("post", "a", "Bulb"), Step("post", "b", "Frost"), Step("edit", "a", "Bulbs"))
    outbox = stage.outbox()
    async with stage.collecting(outbox) as source:
        await stage.heard(outbox)
        stage.turn(stage.ends - STEP - STEP)
        await stage.heard(outbox)
        stage.turn(stage.ends + STEP)
        await stage.heard(outbox)
        work = asyncio.ensure_future(source.recheck_all())
        await stage.until(work.done)
    first, *_, last = [seen.post for seen in outbox.posted() if "Bulb" in seen.post.text]
    assert (first.id, first.created_at) == (last.id, last.created_at)
    assert first.version < last.version
    assert last.text == f"Bulbs {HASHTAG}"


async def test_no_word_of_somebody_who_asks_not_to_be_kept_is_delivered(open_stage: Open) -> None:
    stage = await open_stage(Step("post", "a", "Bulb"), Step("reticent", "b", "Secret"), Step("post", "c", "Frost"))
    outbox = stage.outbox()
    async with stage.collecting(outbox):
        await stage.heard(outbox)
        stage.turn(stage.ends)
        await stage.heard(outbox)
    assert "Secret" not in repr(outbox.sightings)
    assert sorted(texts(outbox)) == ["", "Bulb", "Frost"]
    assert [bool(seen.withheld) for seen in outbox.posted() if not seen.post.text] == [True]


async def test_nonsense_is_dropped_and_said_and_harms_nothing_else(
    open_stage: Open, caplog: pytest.LogCaptureFixture
) -> None:
    stage = await open_stage(Step("post", "a", "Bulb"), Step("nonsense", "b", "Nothing"), Step("post", "c", "Frost"))
    outbox = stage.outbox()
    async with stage.collecting(outbox):
        await stage.heard(outbox)
        stage.turn(stage.ends)
        await stage.heard(outbox)
        stage.turn(by=2 * MINUTE)
        await stage.heard(outbox)
    assert sorted(texts(outbox)) == ["Bulb", "Frost"]
    assert not any(why for _, why in outbox.troubles)
    assert "malformed=1" in caplog.text


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("commits", [1, 2, 3, 5])
async def test_dying_at_any_commit_loses_nothing(open_stage: Open, commits: int, *, before: bool) -> None:
    stage = await open_stage(*posts(8))
    outbox = DyingOutbox(stage.event)
    outbox.arm(1_000, before=before)
    async with stage.collecting(outbox):
        await stage.heard(outbox)
    outbox.arm(commits, before=before)
    died = asyncio.ensure_future(stage.source().run([outbox]))
    await stage.until(died.done)
    assert isinstance(died.exception(), ExceptionGroup)
    outbox.arm(1_000, before=before)
    stage.turn(stage.ends)
    async with stage.collecting(outbox):
        await stage.heard(outbox)
    assert sorted(set(texts(outbox))) == bulbs(8)


async def test_the_cursor_moves_with_what_was_seen_and_a_new_process_goes_on_there(open_stage: Open) -> None:
    stage = await open_stage(*posts(6))
    outbox = stage.outbox()
    async with stage.collecting(outbox):
        await stage.heard(outbox)
        stage.turn(stage.ends - 3 * STEP)
        await stage.heard(outbox)
    told = len(texts(outbox))
    assert outbox.cursors.keys() == set(stage.sources)
    async with stage.collecting(outbox):
        stage.turn(stage.ends)
        await stage.heard(outbox)
    assert 0 < told < 6
    assert sorted(set(texts(outbox))) == bulbs(6)  # a new process may tell the latest once more


async def test_nothing_counts_as_heard_before_it_is_committed(open_stage: Open) -> None:
    stage = await open_stage(*posts(4))
    outbox = stage.outbox()
    async with stage.collecting(outbox):
        await stage.heard(outbox)
        while stage.clock.now() < stage.ends:
            stage.turn(by=MINUTE)
            await stage.heard(outbox)
    told = 0
    for commit in outbox.commits:
        told += sum(1 for seen in commit.sightings if not isinstance(seen, Gap))
        if commit.heard is not None:
            happened = sum(1 for number in range(4) if _at(stage, number) < commit.heard)
            assert told >= happened


async def test_trouble_is_said_once_and_healed_and_its_gap_is_told(open_stage: Open) -> None:
    stage = await open_stage(*posts(4))
    outbox = stage.outbox()
    async with stage.collecting(outbox):
        await stage.heard(outbox)
        stage.fault("error")
        stage.turn(by=2 * MINUTE)
        await stage.until(lambda: bool(_said(outbox)))
        asked = stage.asked()
        await stage.until(lambda: stage.asked() >= asked + 2)
        stage.fault("ok")
        await stage.until(lambda: outbox.troubles[-1][1] == "")
        stage.turn(stage.ends + STEP)
        await stage.heard(outbox)
    (source, why), (healed, nothing) = [said for said in outbox.troubles if said[1]] + [outbox.troubles[-1]]
    assert source == healed == stage.sources[0]
    assert why
    assert nothing == ""
    assert [gap.filled for gap in outbox.sightings if isinstance(gap, Gap)] == [True]
    assert sorted(texts(outbox)) == bulbs(4)


async def test_time_in_which_nobody_listened_is_a_gap(open_stage: Open) -> None:
    stage = await open_stage(*posts(2))
    outbox = stage.outbox()
    async with stage.collecting(outbox):
        stage.turn(stage.ends)
        await stage.heard(outbox)
    stopped = max(outbox.heard.values())
    stage.turn(by=timedelta(hours=1).total_seconds())
    async with stage.collecting(outbox):
        await stage.heard(outbox)
    (gap,) = [seen for seen in outbox.sightings if isinstance(seen, Gap)]
    assert gap.why == "the collector was not running"
    assert gap.start == stopped
    assert gap.filled


@pytest.mark.parametrize("mode", ["ok", "slow", "error"])
async def test_cancelling_ends_it_at_once_whatever_it_waits_for(open_stage: Open, mode: str) -> None:
    stage = await open_stage(*posts(2))
    outbox = stage.outbox()
    if mode != "ok":
        stage.fault("slow" if mode == "slow" else "error")
    task = asyncio.create_task(stage.source().run([outbox]))
    if mode == "ok":
        await stage.heard(outbox)
    else:
        await stage.until(lambda: stage.asked() > 0)
    task.cancel()
    async with asyncio.timeout(20):
        with suppress(asyncio.CancelledError):
            await task
    assert task.cancelled()


async def test_two_events_share_one_source_and_each_gets_its_own(open_stage: Open) -> None:
    stage = await open_stage(Step("post", "a", "Bulb"), Step("post", "b", "Rose #roseconf"))
    tulips, roses = stage.outbox(), MemoryOutbox(replace(stage.event, slug="roseconf", hashtags=("roseconf",)))
    async with stage.collecting(tulips, roses):
        await stage.heard(tulips)
        await stage.heard(roses)
        stage.turn(stage.ends)
        await stage.heard(tulips)
        await stage.heard(roses)
    assert sorted(texts(tulips)) == ["Bulb", "Rose #roseconf"]
    assert texts(roses) == ["Rose #roseconf"]


def _said(outbox: MemoryOutbox) -> list[str]:
    return [why for _, why in outbox.troubles if why]


def _at(stage: Stage, number: int) -> datetime:
    return stage.ends - (len(stage.steps) - number) * STEP
