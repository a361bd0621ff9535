"""Speakers whom an event follows: what they say of it to everybody, without the hashtag, and nothing else of theirs."""

from datetime import timedelta
from typing import Any

from bluesky_stage import staged
from msgspec.structs import replace

from backchannel.model.event import Roster
from support.recordings import START, RecordingBuilder

ADA, BEN = "ada.example", "ben.example"


def speaking(*accounts: str) -> RecordingBuilder:
    return RecordingBuilder().speakers(*(accounts or (ADA,)))


def linking(address: str) -> dict[str, Any]:
    return {"embed": {"$type": "app.bsky.embed.external", "external": {"uri": address, "title": "", "description": ""}}}


async def test_a_speaker_is_heard_on_the_event_and_not_on_breakfast() -> None:
    builder = speaking().bluesky_post("title", "Next: Bulbs that want frost", by=ADA)
    builder.bluesky_post("eggs", "Two eggs, please", by=ADA).bluesky_post("ben", "Bulbs that want frost!", by=BEN)
    builder.bluesky_post("slides", "Here", by=ADA, record=linking("https://slides.example/frost"))
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert stage.texts() == ["Next: Bulbs that want frost", "Here"]
        assert all(seen.withheld == () for seen in stage.outbox.posted())


async def test_a_speaker_may_be_known_by_did() -> None:
    builder = RecordingBuilder()
    builder.speakers(builder.did(ADA)).bluesky_post("title", "Next: Bulbs that want frost", by=ADA)
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert stage.texts() == ["Next: Bulbs that want frost"]


async def test_a_speaker_goes_on_with_a_post_of_the_event_and_not_with_another() -> None:
    builder = speaking().bluesky_post("begin", "On stage #tulipconf", by=ADA).bluesky_post("eggs", "Two eggs", by=ADA)
    builder.bluesky_post("more", "And more of it", by=ADA, reply_to="begin")
    builder.bluesky_post("most", "The end", by=ADA, reply_to="more").bluesky_post("ask", "Why?", by=BEN)
    builder.bluesky_post("toast", "And toast", by=ADA, reply_to="eggs")
    builder.bluesky_post("answer", "Bulbs that want frost", by=ADA, reply_to="ask")
    async with staged(builder.build()) as stage, stage.collecting() as source:
        await stage.play()
        assert stage.texts() == ["On stage #tulipconf", "And more of it", "The end"]
        await stage.finish(source.recheck_all())
        assert not [seen for seen in stage.outbox.posted() if seen.withheld or seen.context]


async def test_a_speaker_who_is_followed_as_an_account_needs_nothing_more() -> None:
    builder = speaking().follow(ADA).bluesky_post("eggs", "Two eggs, please", by=ADA)
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert stage.texts() == ["Two eggs, please"]


async def test_a_speakers_wishes_are_heard() -> None:
    builder = (
        speaking(ADA, BEN).profile(ADA, description="Gardener. #nobot").profile(BEN, labels=["!no-unauthenticated"])
    )
    builder.bluesky_post("ada", "Next: Bulbs that want frost", by=ADA)
    builder.bluesky_post("ben", "Next: Bulbs that want frost", by=BEN)
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert [(seen.post.text, seen.withheld) for seen in stage.outbox.posted()] == [
            ("", ("nobot",)),
            ("", ("no-unauthenticated",)),
        ]


async def test_a_speakers_edit_to_something_else_takes_the_post_back() -> None:
    builder = speaking().bluesky_post("title", "Next: Bulbs that want frost", by=ADA)
    told = builder.now
    builder.bluesky_update("title", "Next: lunch")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play(told)
        await stage.play()
        assert [(seen.post.text, seen.withheld) for seen in stage.outbox.posted()] == [
            ("Next: Bulbs that want frost", ()),
            ("", ("untagged",)),
        ]


async def test_a_speaker_who_leaves_the_programme_is_followed_no_more_and_what_was_said_stays() -> None:
    builder = speaking().bluesky_post("one", "Bulbs that want frost: part one", by=ADA)
    builder.at(START + timedelta(hours=1)).bluesky_post("two", "Bulbs that want frost: part two", by=ADA)
    async with staged(builder.build()) as stage:
        async with stage.collecting():
            await stage.play(START + timedelta(minutes=30))
        stage.outbox.event = replace(stage.outbox.event, roster=Roster())
        async with stage.collecting() as source:
            await stage.play()
            await stage.finish(source.recheck_all())
        told = [(seen.post.text, seen.withheld) for seen in stage.outbox.posted()]
        assert told == 2 * [("Bulbs that want frost: part one", ())]  # once more, because a new process looked at it
