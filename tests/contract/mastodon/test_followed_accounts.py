"""Accounts that an event follows: what they say to everybody, without the hashtag."""

import logging
from datetime import timedelta

import pytest
from collecting import EAGER, play
from msgspec.structs import replace

from backchannel.model.codec import decode
from backchannel.sources.mastodon.accounts import read_on
from backchannel.sources.mastodon.policy import Policy
from support.builders import an_event
from support.recordings import START, RecordingBuilder

TULIP, ROSE = "tulip.example", "rose.example"
LOOKUP = "/api/v1/accounts/lookup"


def following(*accounts: str) -> RecordingBuilder:
    return RecordingBuilder(servers=(TULIP, ROSE)).follow(*accounts)


async def test_a_followed_account_needs_no_hashtag_and_others_do() -> None:
    builder = following("ada@tulip.example")
    builder.status("ada", "Doors open at nine").status("ben", "Lunch", by="ben").status(
        "tagged", "Hi #tulipconf", by="ben"
    )
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP, ROSE)
        assert sorted(stage.texts()) == ["Doors open at nine", "Hi #tulipconf"]
        seen = stage.last(builder.uri("ada"))
        assert (seen.source, seen.withheld, seen.post.author.handle) == (TULIP, (), "ada@tulip.example")


async def test_new_posts_of_a_followed_account_are_read_on_from_the_last_and_told_once() -> None:
    builder = following("ada@tulip.example")
    for number in range(60):
        builder.status(f"{number}", f"Bulb {number}")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        while stage.clock.now() < stage.ends + timedelta(minutes=5):
            stage.turn(by=300)
            await at_work.heard(TULIP)
        await at_work.source.recheck_all()
        assert stage.texts() == [f"Bulb {number}" for number in range(60)]
        assert stage.networks.requests[TULIP][LOOKUP] == 1


async def test_replies_to_others_boosts_and_unlisted_posts_are_nobodys_business() -> None:
    builder = following("ada@tulip.example").status("talk", "The talk begins").status("ask", "Where?", by="ben")
    builder.status("more", "Slides follow", reply_to="talk").status("answer", "Upstairs", reply_to="ask")
    builder.status("boost", "", reblog={"id": "1"}).status("quiet", "Psst", visibility="unlisted")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP)
        assert [seen.post.id for seen in stage.outbox.posted()] == [builder.uri("talk"), builder.uri("more")]


async def test_a_reply_to_others_with_the_hashtag_is_one_of_the_events_posts() -> None:
    builder = following("ada@tulip.example").status("ask", "Where? #tulipconf", by="ben")
    builder.status("answer", "Upstairs #tulipconf", reply_to="ask")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP)
        assert stage.texts() == ["Where? #tulipconf", "Upstairs #tulipconf"]


async def test_an_account_of_another_home_is_read_on_the_first_server() -> None:
    builder = following("cleo@meadow.example").status("cleo", "On my way", by="cleo@meadow.example")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP, ROSE)
        assert stage.texts() == ["On my way"]
        assert (stage.networks.requests[TULIP][LOOKUP], stage.networks.requests[ROSE][LOOKUP]) == (1, 0)


def test_each_account_is_read_on_one_server() -> None:
    accounts = ("ada@tulip.example", "ben@rose.example", "cleo@meadow.example", "mallory.example", "did:plc:dora")
    event = an_event(servers=(TULIP, ROSE), accounts=accounts)
    assert read_on(event, TULIP) == ("ada@tulip.example", "cleo@meadow.example")
    assert read_on(event, ROSE) == ("ben@rose.example",)
    assert read_on(replace(event, servers=()), TULIP) == ()


async def test_an_account_nobody_knows_is_said_once_and_harms_nothing(caplog: pytest.LogCaptureFixture) -> None:
    builder = following("nobody@tulip.example", "ada@tulip.example").status("hi", "Hi #tulipconf", by="ben")
    builder.status("ada", "Doors open at nine")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        for _ in range(30):
            stage.turn(by=300)
            await at_work.heard(TULIP)
        assert sorted(stage.texts()) == ["Doors open at nine", "Hi #tulipconf"]
        assert stage.outbox.troubles == []
        assert stage.networks.requests[TULIP][LOOKUP] == 1 + 3  # an hour between two tries
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert warnings == ["server=tulip.example account=nobody@tulip.example trouble='not known there'"]


async def test_a_first_contact_with_an_account_reaches_back_to_the_week_before_the_event() -> None:
    builder = following("ada@tulip.example")
    builder.at(START - timedelta(days=9)).status("old", "Another year")
    builder.at(START - timedelta(days=6)).status("early", "Packing")
    builder.at(START).status("now", "Here")
    builder.at(START + timedelta(days=1)).status("later", "Still here")
    async with play(builder.build()) as stage:
        stage.turn(START + timedelta(minutes=1))
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
            stage.turn(stage.ends)
            await at_work.heard(TULIP)
        told = [(seen.post.text, seen.post.backfilled) for seen in stage.outbox.posted()]
        assert told == [("Packing", True), ("Here", True), ("Still here", False)]


async def test_an_account_added_later_goes_on_beside_the_hashtags_cursor() -> None:
    builder = following().status("hi", "Hi #tulipconf", by="ben").status("ada", "Doors open at nine")
    async with play(builder.build()) as stage:
        stage.turn(stage.ends)
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
        stage.turn(by=3600)
        stage.outbox.event = replace(stage.outbox.event, accounts=("ada@tulip.example",))
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
        assert set(stage.texts(TULIP)) == {"Hi #tulipconf", "Doors open at nine"}
        assert stage.last(builder.uri("ada")).post.backfilled
        assert set(decode(stage.outbox.cursors[TULIP], dict[str, object])) == {"tulipconf", "@ada@tulip.example"}


async def test_the_wishes_of_a_followed_account_are_heard() -> None:
    builder = following("ada@tulip.example").person("ada", note="<p>#nobot</p>").status("ada", "Doors open at nine")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP)
        (seen,) = stage.outbox.posted()
        assert (seen.withheld, seen.post.text) == (("nobot",), "")


async def test_edits_and_deletes_of_a_followed_account_are_found() -> None:
    builder = following("ada@tulip.example").status("kept", "Doors open at nine").status("gone", "At ten?")
    told = builder.now
    builder.edit("kept", "Doors open at ten").delete("gone")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(told)
        await at_work.heard(TULIP)
        stage.turn(stage.ends)
        await at_work.source.recheck_all()
        last = stage.last(builder.uri("kept"))
        assert (last.post.text, last.withheld) == ("Doors open at ten", ())
        assert [(gone.id, gone.final) for gone in stage.outbox.deleted()] == [(builder.uri("gone"), True)]


async def test_accounts_are_read_a_minute_apart_and_hashtags_more_often() -> None:
    builder = following("ada@tulip.example").status("ada", "Doors open at nine")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP)
        asked = stage.networks.requests[TULIP]
        tags = asked["/api/v1/timelines/tag/tulipconf"]
        posts = sum(count for path, count in asked.items() if path.endswith("/statuses") and "accounts" in path)
        for _ in range(8):
            stage.turn(by=15)
            await at_work.heard(TULIP)
        assert asked["/api/v1/timelines/tag/tulipconf"] == tags + 8
        now = sum(count for path, count in asked.items() if path.endswith("/statuses") and "accounts" in path)
        assert now == posts + 2


def test_many_accounts_are_read_less_often_so_that_hashtags_keep_half_of_the_requests() -> None:
    policy = Policy()
    assert policy.every_for(1) == policy.every_for(10) == timedelta(seconds=60)
    assert policy.every_for(50) == timedelta(seconds=300)
    assert EAGER.every_for(50) == timedelta(seconds=60)
