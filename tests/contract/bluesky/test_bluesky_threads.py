"""Conversations that the stream does not tell: what an answer answers, and answers from before anybody listened."""

import logging

import pytest
from bluesky_stage import Host, log_of, staged

from backchannel.sources.bluesky.views import thread_posts
from support.recordings import RecordingBuilder

ADA = "ada.example"
BEN = "ben.example"
CHIDI = "chidi.example"


def answered() -> RecordingBuilder:
    """Ada asks without the hashtag, Ben answers, Chidi answers him with the hashtag."""
    builder = RecordingBuilder().bluesky_post("ask", "Which bulbs?", by=ADA)
    builder.bluesky_post("late", "Late ones", by=BEN, reply_to="ask")
    return builder.bluesky_post("no", "No, early ones! #tulipconf", by=CHIDI, reply_to="late")


async def test_what_a_tagged_answer_answers_is_fetched_as_its_context() -> None:
    builder = answered()
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        await stage.until(lambda: len(stage.outbox.posted()) == 3)
        told = {seen.post.text: (seen.context, seen.post.backfilled) for seen in stage.outbox.posted()}
    assert told == {
        "No, early ones! #tulipconf": (False, False),
        "Late ones": (True, True),
        "Which bulbs?": (True, True),
    }


async def test_wishes_hold_in_conversations_too() -> None:
    builder = answered().profile(BEN, description="#nobot").profile(ADA, labels=["!no-unauthenticated"])
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        await stage.until(lambda: len(stage.outbox.posted()) == 2)
        assert stage.asked("app.bsky.feed.getPostThread") == 1
        assert (stage.last(builder.uri("late")).post.text, stage.last(builder.uri("late")).withheld) == ("", ("nobot",))


async def test_an_answer_whose_conversation_is_known_asks_nobody() -> None:
    builder = RecordingBuilder().bluesky_post("ask", "Which bulbs? #tulipconf", by=ADA)
    builder.bluesky_post("late", "Late ones #tulipconf", by=BEN, reply_to="ask")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert len(stage.outbox.posted()) == 2
        assert stage.asked("app.bsky.feed.getPostThread") == 0


async def test_answers_that_nobody_heard_are_found_by_a_re_check() -> None:
    builder = RecordingBuilder().bluesky_post("ask", "Which bulbs? #tulipconf", by=ADA)
    first = builder.now
    builder.bluesky_post("late", "Late ones", by=BEN, reply_to="ask")
    builder.bluesky_post("why", "Why?", by=CHIDI, reply_to="late")
    log = log_of(builder.build())
    del log.entries[1:]
    host = Host(log)
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url) as source:
        stage.turn(first)
        await stage.until(lambda: len(stage.outbox.posted()) == 1)
        stage.turn()
        await stage.finish(source.recheck_all())
        assert [seen.post.text for seen in stage.outbox.posted() if seen.context] == ["Late ones", "Why?"]
        await stage.finish(source.recheck_all())
        assert stage.asked("app.bsky.feed.getPostThread") == 1


async def test_a_conversation_that_is_deleted_leaves_with_its_posts() -> None:
    builder = answered()
    told = builder.now
    builder.bluesky_delete("ask")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play(told)
        await stage.until(lambda: len(stage.outbox.posted()) == 3)
        await stage.play()
        assert [gone.id for gone in stage.outbox.deleted()] == [builder.uri("ask")]


async def test_an_appview_that_tells_strangers_no_conversations_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    builder = answered().bluesky_post("more", "Why? #tulipconf", by=ADA, reply_to="late")
    async with staged(builder.build()) as stage, stage.collecting() as source:
        stage.networks.fault("appview", "secretive")
        await stage.play()
        await stage.finish(source.recheck_all())
        assert set(stage.texts()) == {"No, early ones! #tulipconf", "Why? #tulipconf"}
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert [words for words in said if "part=threads" in words] == [
        "part=threads state=off why='Conversations are not told to us: it answers 403.'"
    ]


def place(key: str, **more: object) -> dict[str, object]:
    return {"post": {"uri": f"at://{key}", "cid": "b", "author": {"did": "did:plc:ada"}}} | more


def test_a_conversation_is_read_from_its_middle_and_no_further_than_wanted() -> None:
    up = place("parent", parent=place("root"))
    thread = place(
        "middle", parent=up, replies=[place("one", replies=[place("deep")]), {"notFound": True}, place("two")]
    )
    assert [view.uri for view in thread_posts(thread, 99)] == [
        f"at://{key}" for key in ("middle", "parent", "one", "two", "root", "deep")
    ]
    assert [view.uri for view in thread_posts(thread, 2)] == ["at://middle", "at://parent"]


@pytest.mark.parametrize("thread", [None, 7, [], {"post": 7}, {"replies": {"a": 1}}, {"parent": ["x"]}])
def test_a_conversation_that_makes_no_sense_is_empty(thread: object) -> None:
    assert thread_posts(thread, 9) == []
