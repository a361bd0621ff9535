"""What is read while nothing is in a hurry: the past of a feed, and what came hours late."""

from datetime import timedelta

from collecting import EAGER, Play, collecting, play
from msgspec.structs import replace
from starlette.responses import JSONResponse, Response
from strange import status, strange_server

from backchannel.clock import TurnedClock
from backchannel.model.sighting import Gap
from backchannel.sources.mastodon.budget import Budget
from backchannel.sources.mastodon.policy import Policy
from support.builders import NOON, an_event
from support.outbox import MemoryOutbox
from support.recordings import START, RecordingBuilder

TULIP, ROSE = "tulip.example", "rose.example"


def many(count: int, hashtag: str = "tulipconf") -> RecordingBuilder:
    builder = RecordingBuilder(servers=(TULIP,))
    for number in range(count):
        builder.status(f"post{number}", f"Bulb {number} #{hashtag}")
    return builder


def gaps(stage: Play) -> list[Gap]:
    return [seen for seen in stage.outbox.sightings if isinstance(seen, Gap)]


async def test_the_newest_posts_come_first_and_the_past_after_them_marked_as_such() -> None:
    async with play(many(100).build()) as stage:
        stage.turn(stage.ends + timedelta(minutes=1))
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
            assert stage.texts() == [f"Bulb {number} #tulipconf" for number in range(60, 100)]
            await stage.hear_all(100)
        assert len(stage.texts()) == 100
        assert all(seen.post.backfilled for seen in stage.outbox.posted())
        assert gaps(stage) == []


async def test_a_hashtag_that_is_added_late_is_read_back_and_the_gap_is_filled() -> None:
    recording = many(100, "bulbs").build()
    both = replace(recording.event, hashtags=("tulipconf", "bulbs"))
    async with play(recording) as stage:
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
            first = stage.clock.now()
        stage.turn(stage.ends + timedelta(minutes=1))
        stage.outbox.event = both
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
            added = stage.clock.now()
            await stage.hear_all(100)
            await stage.pass_until(lambda: len(gaps(stage)) == 2)
        assert {(gap.start, gap.end, gap.why, gap.filled) for gap in gaps(stage)} == {
            (first, added, "it was not followed yet", True),
            (first, added, "the collector was not running", True),
        }
        assert all(seen.post.backfilled for seen in stage.outbox.posted())


async def test_a_past_that_was_begun_is_read_on_by_the_next_collector() -> None:
    async with play(many(200).build()) as stage:
        stage.turn(stage.ends)
        slow = replace(EAGER, history_every=1e9)
        async with stage.collecting(slow) as at_work:
            await at_work.heard(TULIP)
        assert len(stage.texts()) == 40
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
            await stage.hear_all(200)


async def test_what_is_told_after_a_long_silence_is_not_new() -> None:
    async with play(many(60).build()) as stage:
        async with stage.collecting() as at_work:
            stage.turn(START)
            await at_work.heard(TULIP)
        stage.turn(stage.ends)
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
        new = [seen.post.text for seen in stage.outbox.posted() if not seen.post.backfilled]
        assert new == [f"Bulb {number} #tulipconf" for number in (0, 57, 58, 59)]


async def test_a_post_that_comes_hours_late_is_found() -> None:
    builder = RecordingBuilder(servers=(TULIP, ROSE)).server(TULIP).status("early", "Early #tulipconf").server(ROSE)
    for number in range(5):
        builder.status(f"post{number}", f"Bulb {number} #tulipconf", by="ben")
    builder.at(START + timedelta(hours=3)).status("noon", "Noon #tulipconf", by="ben").seen("early")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        await at_work.heard(ROSE)
        stage.turn(stage.ends)
        await stage.pass_until(lambda: "Early #tulipconf" in stage.texts(ROSE), by=60)
        assert stage.texts(ROSE).count("Early #tulipconf") == 1


async def test_a_past_that_never_ends_is_not_followed_for_ever() -> None:
    outbox, clock = MemoryOutbox(an_event(servers=(TULIP,))), TurnedClock(NOON + timedelta(hours=1))
    async with strange_server() as server:

        def endless(query: dict[str, str]) -> Response:
            start = int(query.get("max_id", "Aq9999x")[2:6])
            return JSONResponse([status(start - number, second=0) for number in range(1, 41)])

        server.answer = endless
        async with collecting(
            {TULIP: server.url}, outbox, clock, replace(EAGER, history_pages=5, wide_every=1e9, overlap_every=1e9)
        ) as at_work:
            for _ in range(20):
                clock.turn(clock.now() + timedelta(seconds=15))
                await at_work.heard(TULIP)
        assert len({seen.post.id for seen in outbox.posted()}) == 40 * 6


def test_work_without_hurry_leaves_half_of_the_paging_requests_to_the_rest() -> None:
    budget, now = Budget(Policy(), NOON, lambda: 1.0), NOON
    sent = {"background": 0, "paging": 0}
    for _ in range(900):
        now += timedelta(seconds=1)
        while budget.wait("background", now) == 0:
            budget.take("background", now)
            sent["background"] += 1
    assert 150 <= sent["background"] <= 161
    assert budget.wait("paging", now) == 0
