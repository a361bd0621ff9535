"""Accounts that an event follows: what they say to everybody, without the hashtag."""

import logging
from datetime import timedelta

import pytest
from bluesky_stage import staged

from support.outbox import MemoryOutbox
from support.recordings import RecordingBuilder

ADA = "ada.example"
BEN = "ben.example"


async def test_a_followed_account_needs_no_hashtag_and_others_do() -> None:
    builder = RecordingBuilder().follow(ADA).bluesky_post("ada", "Doors open at nine", by=ADA)
    builder.bluesky_post("ben", "Lunch", by=BEN).bluesky_post("tagged", "Hi #tulipconf", by=BEN)
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert stage.texts() == ["Doors open at nine", "Hi #tulipconf"]
        assert stage.last(builder.uri("ada")).withheld == ()


async def test_an_account_may_be_followed_by_its_did() -> None:
    builder = RecordingBuilder()
    builder.follow(builder.did(ADA)).bluesky_post("ada", "Doors open at nine", by=ADA)
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert stage.texts() == ["Doors open at nine"]


async def test_replies_to_others_are_nobodys_business() -> None:
    builder = RecordingBuilder().follow(ADA).bluesky_post("talk", "The talk begins", by=ADA)
    builder.bluesky_post("ask", "Where?", by=BEN).bluesky_post("more", "Slides follow", by=ADA, reply_to="talk")
    builder.bluesky_post("answer", "Upstairs", by=ADA, reply_to="ask")
    builder.bluesky_post("tagged", "Upstairs! #tulipconf", by=ADA, reply_to="ask")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert stage.texts() == ["The talk begins", "Slides follow", "Upstairs! #tulipconf"]


async def test_a_followed_account_stays_followed_under_a_new_handle() -> None:
    builder = RecordingBuilder().follow(ADA).bluesky_post("before", "Doors open at nine", by=ADA)
    before = builder.now
    builder.identity(ADA, "lovelace.example").bluesky_post("after", "At ten", by=ADA)
    async with staged(builder.build()) as stage, stage.collecting() as source:
        await stage.play(before)
        await stage.play()
        await stage.finish(source.recheck_all())
        assert {stage.last(builder.uri(key)).post.author.handle for key in ("before", "after")} == {"lovelace.example"}
        assert not [seen for seen in stage.outbox.posted() if seen.withheld]


async def test_a_handle_stays_whose_it_was_when_the_event_first_followed_it() -> None:
    builder = RecordingBuilder().follow(ADA).profile(BEN).bluesky_post("before", "Doors open at nine", by=ADA)
    builder.identity(ADA, "lovelace.example").identity(BEN, ADA)
    renamed = builder.now
    builder.bluesky_post("after", "At ten", by=ADA).bluesky_post("heir", "Nice handle", by=BEN)
    async with staged(builder.build()) as stage:
        async with stage.collecting():
            await stage.play(renamed)
        async with stage.collecting():
            await stage.play()
        assert set(stage.texts()) == {"Doors open at nine", "At ten"}


async def test_nothing_is_passed_over_while_the_appview_is_in_trouble() -> None:
    builder = RecordingBuilder().follow(ADA).bluesky_post("ada", "Doors open at nine", by=ADA)
    async with staged(builder.build()) as stage:
        stage.networks.fault("appview", "error")
        async with stage.collecting():
            await stage.until(lambda: bool(stage.outbox.troubles))
            to = stage.turn()
            assert "bluesky" not in stage.outbox.heard
            stage.networks.fault("appview", "ok")
            await stage.until(lambda: stage.outbox.heard.get("bluesky", builder.now) >= to, step=0.5)
            assert stage.texts() == ["Doors open at nine"]


async def test_a_handle_that_nobody_has_is_said_once_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    builder = RecordingBuilder().follow(ADA, "lovelace.example").bluesky_post("hi", "Doors open at nine", by=ADA)
    builder.profile(BEN).identity(BEN, "lovelace.example")
    renamed = builder.now
    builder.at(renamed + timedelta(hours=1)).bluesky_post("later", "Here I am", by=BEN)
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play(renamed)
        asked = stage.asked("app.bsky.actor.getProfiles")
        stage.turn(renamed + timedelta(minutes=11))
        await stage.until(lambda: stage.asked("app.bsky.actor.getProfiles") > asked)
        await stage.play()
        assert stage.texts() == ["Doors open at nine", "Here I am"]
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert warnings == ["account=lovelace.example trouble='nobody on Bluesky has this handle'"]


async def test_the_wishes_of_a_followed_account_are_heard() -> None:
    builder = RecordingBuilder().follow(ADA, BEN)
    builder.profile(ADA, description="Gardener. #nobot").bluesky_post("ada", "Doors open at nine", by=ADA)
    builder.profile(BEN, labels=["!no-unauthenticated"]).bluesky_post("ben", "At ten", by=BEN)
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert [(seen.post.text, seen.withheld) for seen in stage.outbox.posted()] == [
            ("", ("nobot",)),
            ("", ("no-unauthenticated",)),
        ]


async def test_edits_deletes_and_departures_of_a_followed_account_are_told() -> None:
    builder = RecordingBuilder().follow(ADA).bluesky_post("kept", "At nine", by=ADA).bluesky_post("gone", "Oh", by=ADA)
    told = builder.now
    builder.bluesky_update("kept", "At ten").bluesky_delete("gone").account(ADA, active=False, status="deactivated")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play(told)
        await stage.play(builder.now - timedelta(seconds=30))
        assert stage.texts() == ["At nine", "Oh", "At ten"]
        assert [gone.id for gone in stage.outbox.deleted()] == [builder.uri("gone")]
        await stage.play()
        assert [seen for seen in stage.outbox.sightings if getattr(seen, "status", "") == "deactivated"]


async def test_an_account_is_followed_for_the_events_that_name_it_alone() -> None:
    recording = RecordingBuilder().follow(ADA).bluesky_post("ada", "Doors open at nine", by=ADA).build()
    other = MemoryOutbox(RecordingBuilder("roseconf").build().event)
    async with staged(recording) as stage, stage.collecting(beside=other):
        await stage.play()
        assert stage.texts() == ["Doors open at nine"]
        assert other.posted() == []
