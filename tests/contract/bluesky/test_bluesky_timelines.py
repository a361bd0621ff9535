"""What followed accounts posted before anybody listened to them: read where they say it, as far back as the event."""

import logging
from datetime import timedelta

import pytest
from bluesky_stage import Host, log_of, staged
from msgspec.structs import replace

from backchannel.sources.bluesky.timelines import TOO_MANY
from support.recordings import START, RecordingBuilder

ADA, BEN, CLEO = "ada.example", "ben.example", "cleo.example"
FEED = "app.bsky.feed.getAuthorFeed"


def before_and_after() -> RecordingBuilder:
    """Two of Ada's from before anybody listens, one of them from weeks ago, and one after; and what Ben says to her."""
    builder = RecordingBuilder().at(START - timedelta(days=20)).bluesky_post("old", "Another year", by=ADA)
    builder.at(START - timedelta(days=6)).bluesky_post("early", "Packing", by=ADA)
    builder.bluesky_post("ask", "What?", by=BEN).bluesky_post("answer", "Bulbs", by=ADA, reply_to="ask")
    return builder.at(START + timedelta(hours=1)).bluesky_post("late", "Doors open at nine", by=ADA)


async def test_a_first_contact_with_an_account_reaches_back_to_the_week_before_the_event() -> None:
    builder = before_and_after().follow(ADA)
    async with staged(builder.build()) as stage:
        stage.turn(START)
        async with stage.collecting(past=True):
            await stage.until(lambda: stage.texts() == ["Packing"])
            await stage.play()
        told = [(seen.post.text, seen.post.backfilled) for seen in stage.outbox.posted()]
        assert told == [("Packing", True), ("Doors open at nine", False)]
        assert stage.asked(FEED) == 1


async def test_of_a_speakers_past_only_what_is_about_the_event_is_told() -> None:
    builder = RecordingBuilder().speakers(ADA).bluesky_post("title", "Bulbs that want frost", by=ADA)
    builder.bluesky_post("more", "And more of it", by=ADA, reply_to="title").bluesky_post("eggs", "Two eggs", by=ADA)
    async with staged(builder.build()) as stage:
        stage.turn()
        async with stage.collecting(past=True):
            await stage.until(lambda: stage.asked(FEED) == 1 and len(stage.texts()) == 2)
        assert stage.texts() == ["Bulbs that want frost", "And more of it"]


async def test_an_account_that_is_added_later_is_read_alone() -> None:
    builder = before_and_after().follow(ADA)
    builder.bluesky_post("cleo", "Room B is late", by=CLEO)
    async with staged(builder.build()) as stage:
        stage.turn()
        async with stage.collecting(past=True):
            await stage.until(lambda: len(stage.texts()) == 2)
        stage.outbox.event = replace(stage.outbox.event, accounts=(ADA, builder.did(CLEO)))
        async with stage.collecting(past=True):
            await stage.until(lambda: len(stage.texts()) == 3)
        assert set(stage.texts()) == {"Packing", "Doors open at nine", "Room B is late"}
        assert stage.asked(FEED) == 2


async def test_a_handle_that_is_found_later_is_read_then() -> None:
    builder = RecordingBuilder().follow("lovelace.example").bluesky_post("hi", "Doors open at nine", by=BEN)
    builder.identity(BEN, "lovelace.example")
    renamed = builder.now
    builder.at(renamed + timedelta(hours=1)).bluesky_post("last", "Bye #tulipconf", by=CLEO)
    async with staged(builder.build()) as stage:
        stage.turn(START)
        async with stage.collecting(past=True):
            await stage.until(lambda: stage.asked("app.bsky.actor.getProfiles") == 1)
            await stage.play(renamed)
            assert stage.texts() == []
            stage.turn(renamed + timedelta(minutes=11))
            await stage.until(lambda: stage.texts() == ["Doors open at nine"])


async def test_a_reading_that_was_cut_off_is_begun_anew() -> None:
    builder = before_and_after().follow(ADA)
    async with staged(builder.build()) as stage:
        stage.turn(START)
        async with stage.collecting(past=True):
            await stage.until(lambda: stage.texts() == ["Packing"])
        stage.outbox.cursors["bluesky"] = next(commit.cursor for commit in stage.outbox.commits if commit.cursor)
        async with stage.collecting(past=True):
            await stage.until(lambda: stage.asked(FEED) == 2)
            await stage.play()
        assert stage.texts() == ["Packing", "Doors open at nine"]


async def test_an_account_that_posts_without_end_is_read_so_far_and_the_rest_is_said_to_be_missing() -> None:
    builder = RecordingBuilder().follow(ADA)
    for number in range(120):
        builder.bluesky_post(f"{number}", f"Bulb {number}", by=ADA)
    async with staged(builder.build()) as stage:
        stage.turn()
        async with stage.collecting(past=True, account_pages=1):
            await stage.until(lambda: len(stage.texts()) == 100)
            await stage.until(lambda: any(gap.why == TOO_MANY for gap in stage.all_gaps()))
        (gap,) = [gap for gap in stage.all_gaps() if gap.why == TOO_MANY]
        assert (gap.end, gap.filled) == (START + timedelta(minutes=20), False)
        assert stage.texts()[0] == "Bulb 20"


async def test_an_account_that_nobody_has_costs_nothing_but_a_question() -> None:
    builder = before_and_after()
    builder.follow(builder.did("mallory.example"), ADA)
    async with staged(builder.build()) as stage:
        stage.turn(START)
        async with stage.collecting(past=True):
            await stage.until(lambda: stage.texts() == ["Packing"])
            await stage.play()
        assert stage.texts() == ["Packing", "Doors open at nine"]


async def test_wishes_hold_for_the_past(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    builder = before_and_after().follow(ADA).profile(ADA, description="#nobot")
    async with staged(builder.build()) as stage:
        stage.turn(START)
        async with stage.collecting(past=True):
            await stage.until(lambda: bool(stage.outbox.posted()))
        assert [(seen.post.text, seen.withheld) for seen in stage.outbox.posted()] == [("", ("nobot",))]


async def test_what_the_stream_lost_of_an_account_is_read_where_the_account_says_it() -> None:
    builder = RecordingBuilder().follow(ADA).bluesky_post("heard", "Heard", by=ADA)
    builder.at(START + timedelta(hours=1)).bluesky_post("lost", "Lost", by=ADA)
    builder.at(START + timedelta(hours=2)).bluesky_post("late", "Late", by=ADA)
    log = log_of(builder.build())
    host = Host(log)
    late = log.entries.pop()
    log.entries.pop()
    async with staged(builder.build()) as stage, host.listening():
        stage.turn(START)
        async with stage.collecting(host.url):
            await stage.until(lambda: stage.texts() == ["Heard"])
        stage.turn()
        log.entries[:] = [late]
        async with stage.collecting(host.url):
            await stage.until(lambda: set(stage.texts()) == {"Heard", "Lost", "Late"}, step=0.2)
        assert stage.last(builder.uri("lost")).post.backfilled
