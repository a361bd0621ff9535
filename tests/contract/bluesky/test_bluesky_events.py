"""Events that change what was delivered: gates, lost edits, early deletes, new handles, conversations."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from bluesky_stage import Host, Stage, log_of, staged, v2_commit, v2_identity

from backchannel.sources.bluesky.mark import from_local_id
from backchannel.sources.source import KnownPost
from support.outbox import MemoryOutbox
from support.recordings import START, RecordingBuilder

ADA = "ada.example"
BEN = "ben.example"
CHIDI = "chidi.example"
HIDDEN = "hidden-reply"


async def test_an_edit_that_nobody_told_of_is_found_by_a_re_check() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA)
    first = builder.now
    builder.bluesky_update("hi", "Rewritten #tulipconf")
    log = log_of(builder.build())
    told = log.entries.pop()  # the host never tells of it …
    host = Host(log)
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url) as source:
        stage.turn(first)
        await stage.until(lambda: len(stage.outbox.posted()) == 1)
        stage.turn(first + timedelta(minutes=4))
        await stage.finish(source.recheck_all())
        assert stage.texts() == ["Hi #tulipconf"]  # the AppView might just be late
        stage.turn(first + timedelta(minutes=6))
        await stage.finish(source.recheck_all())
        assert stage.texts()[-1] == "Rewritten #tulipconf"
        before, after = stage.outbox.posted()
        assert before.post.version < after.post.version
        assert after.post.edited_at is not None
        await host.tell(told.frames["v2"])  # … until later
        await stage.until(lambda: len(stage.outbox.posted()) == 3)
        assert stage.last(builder.uri("hi")).post.version > after.post.version


async def test_an_edit_that_lost_the_hashtag_unheard_takes_the_words_away() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA)
    first = builder.now
    builder.bluesky_update("hi", "Private now")
    log = log_of(builder.build())
    log.entries.pop()
    host = Host(log)
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url) as source:
        stage.turn(first)
        await stage.until(lambda: len(stage.outbox.posted()) == 1)
        stage.turn(first + timedelta(minutes=6))
        await stage.finish(source.recheck_all())
        last = stage.last(builder.uri("hi"))
    assert (last.post.text, last.withheld) == ("", ("untagged",))


async def test_an_appview_that_is_behind_brings_no_old_words_back() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA)
    first = builder.now
    builder.bluesky_update("hi", "Rewritten #tulipconf")
    host = Host(log_of(builder.build()))
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url) as source:
        stage.networks.release(first)  # all that the AppView will ever know
        stage.clock.turn(builder.now)
        await stage.until(lambda: "Rewritten #tulipconf" in stage.texts())
        stage.clock.turn(builder.now + timedelta(hours=1))
        await stage.finish(source.recheck_all())
        assert stage.last(builder.uri("hi")).post.text == "Rewritten #tulipconf"
        assert stage.outbox.deleted() == []


async def test_a_delete_that_comes_before_its_post_holds() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA).bluesky_post("end", "End #tulipconf")
    builder.bluesky_delete("hi")
    log = log_of(builder.build())
    log.entries.insert(0, log.entries.pop())
    host = Host(log)
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url):
        stage.turn()
        await stage.until(lambda: len(stage.outbox.posted()) == 1)
        assert [(gone.id, gone.final) for gone in stage.outbox.deleted()] == [(builder.uri("hi"), True)]
        assert stage.texts() == ["End #tulipconf"]


async def test_a_post_that_is_written_again_after_its_delete_is_new() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA).bluesky_delete("hi")
    deleted = builder.now
    rkey = builder.uri("hi").rpartition("/")[2]
    builder.bluesky_update("hi", "Hi again #tulipconf")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play(deleted)
        await stage.play()
        assert stage.texts()[-1] == "Hi again #tulipconf"
        assert stage.last(builder.uri("hi")).post.id.endswith(rkey)


class _Forgetful(MemoryOutbox):
    """Knows, as the archive does, nothing more of what is withheld for good."""

    async def known(self, source: str, since: datetime | None = None) -> list[KnownPost]:
        withheld = {seen.post.id for seen in self.posted() if seen.withheld}
        return [known for known in await super().known(source, since) if known.id not in withheld]


async def test_the_delete_of_what_an_earlier_process_withheld_is_told() -> None:
    builder = RecordingBuilder().profile(ADA, description="#nobot").bluesky_post("hi", "Hi #tulipconf", by=ADA)
    first = builder.now
    builder.bluesky_post("lunch", "Lunch", by=ADA).bluesky_delete("lunch").bluesky_delete("hi")
    async with staged(builder.build()) as stage:
        stage.outbox = _Forgetful(stage.recording.event)
        async with stage.collecting():
            await stage.play(first)
        async with stage.collecting():
            await stage.play()
        assert [(gone.id, gone.final) for gone in stage.outbox.deleted()] == [(builder.uri("hi"), True)]


async def test_what_was_missed_is_marked_as_told_late_and_stays_so() -> None:
    builder = RecordingBuilder().bluesky_post("live", "Live #tulipconf", by=ADA)
    first = builder.now
    builder.bluesky_post("missed", "Missed #tulipconf", by=ADA)
    missed = builder.now
    builder.at(missed + timedelta(minutes=11)).bluesky_post("again", "Again #tulipconf", by=ADA)
    async with staged(builder.build()) as stage:
        async with stage.collecting():
            await stage.play(first)
        stage.turn(missed + timedelta(minutes=10))
        async with stage.collecting() as source:
            await stage.until(lambda: "Missed #tulipconf" in stage.texts())
            await stage.play()
            await stage.finish(source.recheck_all())
        told = {key: stage.last(builder.uri(key)).post.backfilled for key in ("live", "missed", "again")}
    assert told == {"live": False, "missed": True, "again": False}


async def test_a_handle_that_the_appview_hears_of_later_is_waited_for() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA)
    first = builder.now
    builder.identity(ADA, "lovelace.example")
    log = log_of(builder.build())
    log.entries.pop()
    host = Host(log)
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url):
        stage.turn(first)
        await stage.until(lambda: len(stage.outbox.posted()) == 1)
        await host.tell(v2_identity(builder.did(ADA), "lovelace.example", at=builder.now))
        await stage.until(lambda: stage.asked("app.bsky.actor.getProfiles") == 2)
        assert len(stage.outbox.posted()) == 1
        stage.turn(builder.now)
        await stage.until(lambda: len(stage.outbox.posted()) == 2, step=0.5)
        assert stage.last(builder.uri("hi")).post.author.handle == "lovelace.example"


def conversation() -> RecordingBuilder:
    """Ada asks, Ben and Chidi answer with the hashtag."""
    builder = RecordingBuilder().bluesky_post("ask", "Which bulbs? #tulipconf", by=ADA)
    builder.bluesky_post("good", "Late ones #tulipconf", by=BEN, reply_to="ask")
    return builder.bluesky_post("bad", "Buy mine #tulipconf", by=CHIDI, reply_to="ask")


def gate(builder: RecordingBuilder, *hidden: str) -> dict[str, Any]:
    return {"post": builder.uri("ask"), "hiddenReplies": [builder.uri(key) for key in hidden]}


def labels(stage: Stage, builder: RecordingBuilder) -> dict[str, tuple[str, ...]]:
    return {key: stage.last(builder.uri(key)).post.labels for key in ("ask", "good", "bad")}


async def test_an_answer_that_the_author_of_the_conversation_hides_says_so_and_may_be_shown_again() -> None:
    builder = conversation()
    host = Host(log_of(builder.build()))
    rkey = builder.uri("ask").rpartition("/")[2]
    threadgate = ("app.bsky.feed.threadgate", rkey)
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url):
        stage.turn()
        await stage.until(lambda: len(stage.outbox.posted()) == 3)
        await host.tell(v2_commit(builder.did(ADA), *threadgate, at=builder.now, record=gate(builder, "bad")))
        await stage.until(lambda: HIDDEN in labels(stage, builder)["bad"])
        assert labels(stage, builder) == {"ask": (), "good": (), "bad": (HIDDEN,)}
        await host.tell(v2_commit(builder.did(ADA), *threadgate, at=builder.now))
        await stage.until(lambda: HIDDEN not in labels(stage, builder)["bad"])


async def test_an_answer_that_was_hidden_before_anybody_listened_is_known_as_such() -> None:
    builder = conversation()
    builder.counts("ask", threadgate={"record": gate(builder, "bad")})
    async with staged(builder.build()) as stage, stage.collecting() as source:
        await stage.play()
        assert labels(stage, builder) == {"ask": (), "good": (), "bad": (HIDDEN,)}
        asked = stage.asked("app.bsky.feed.getPosts")
        await stage.finish(source.recheck_all())
        assert stage.asked("app.bsky.feed.getPosts") == asked + 1  # the gate is remembered
        assert labels(stage, builder)["bad"] == (HIDDEN,)


async def test_a_quote_that_is_taken_back_makes_its_post_looked_at_again() -> None:
    quote = {"$type": "app.bsky.embed.record", "record": {"uri": "at://did:plc:zoe/app.bsky.feed.post/3kzoe"}}
    builder = RecordingBuilder().bluesky_post("quote", "See #tulipconf", by=ADA, record={"embed": quote})
    host = Host(log_of(builder.build()))
    detached = {"detachedEmbeddingUris": [builder.uri("quote"), "at://did:plc:zoe/app.bsky.feed.post/3kother", 7]}
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url):
        stage.turn()
        await stage.until(lambda: len(stage.outbox.posted()) == 1)
        await host.tell(v2_commit("did:plc:zoe", "app.bsky.feed.postgate", "3kzoe", at=builder.now, record=detached))
        await stage.until(lambda: len(stage.outbox.posted()) == 2)
        assert stage.asked("app.bsky.feed.getPosts") == 2


async def test_answers_to_a_post_of_the_event_are_its_context() -> None:
    builder = RecordingBuilder().bluesky_post("ask", "Which bulbs? #tulipconf", by=ADA)
    builder.bluesky_post("answer", "Late ones", by=BEN, reply_to="ask")
    builder.bluesky_post("deeper", "Why?", by=CHIDI, reply_to="answer").bluesky_post("other", "Lunch", by=CHIDI)
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        told = {seen.post.text: (seen.context, seen.withheld) for seen in stage.outbox.posted()}
    assert told == {
        "Which bulbs? #tulipconf": (False, ()),
        "Late ones": (True, ()),
        "Why?": (True, ()),
    }


async def test_context_is_edited_deleted_and_asked_for_its_authors_wishes_like_the_rest() -> None:
    builder = RecordingBuilder().profile(CHIDI, description="#nobot")
    builder.bluesky_post("ask", "Which bulbs? #tulipconf", by=ADA)
    builder.bluesky_post("mine", "None", by=CHIDI, reply_to="ask")
    builder.bluesky_post("answer", "Late ones", by=BEN, reply_to="ask").bluesky_post("oh", "Oh", by=BEN, reply_to="ask")
    told = builder.now
    builder.bluesky_update("answer", "Early ones").bluesky_delete("oh")
    async with staged(builder.build()) as stage:
        async with stage.collecting():
            await stage.play(told)
        async with stage.collecting():
            await stage.play()
        assert (stage.last(builder.uri("mine")).post.text, stage.last(builder.uri("mine")).withheld) == ("", ("nobot",))
        assert (stage.last(builder.uri("answer")).post.text, stage.last(builder.uri("answer")).context) == (
            "Early ones",
            True,
        )
        assert [gone.id for gone in stage.outbox.deleted()] == [builder.uri("oh")]
        assert from_local_id(stage.last(builder.uri("answer")).local_id).context


async def test_answers_to_what_is_withheld_are_nobodys_business() -> None:
    builder = RecordingBuilder().profile(ADA, description="#nobot").bluesky_post("ask", "Which? #tulipconf", by=ADA)
    builder.bluesky_post("answer", "Late ones", by=BEN, reply_to="ask")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play()
        assert stage.texts() == [""]


async def test_context_that_gets_the_hashtag_is_the_events_own() -> None:
    builder = RecordingBuilder().bluesky_post("ask", "Which bulbs? #tulipconf", by=ADA)
    builder.bluesky_post("answer", "Late ones", by=BEN, reply_to="ask")
    told = builder.now
    builder.bluesky_update("answer", "Late ones #tulipconf")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play(told)
        await stage.play()
        assert not stage.last(builder.uri("answer")).context


@pytest.mark.parametrize("appview", ["ok", "slow"])
async def test_an_answer_waits_for_what_it_answers(appview: Any) -> None:
    builder = RecordingBuilder().bluesky_post("ask", "Which bulbs? #tulipconf", by=ADA)
    builder.bluesky_post("answer", "Late ones", by=BEN, reply_to="ask")
    host = Host(log_of(builder.build()))
    async with staged(builder.build()) as stage, host.listening():
        stage.networks.fault("appview", appview)
        async with stage.collecting(host.url) as source:
            await stage.until(lambda: source.waiting == 2)
            stage.networks.fault("appview", "ok")
            stage.turn()
            await stage.until(lambda: len(stage.outbox.posted()) == 2, step=0.5)
        assert stage.texts() == ["Which bulbs? #tulipconf", "Late ones"]


async def test_a_post_that_everybody_answers_has_so_many_answers_and_no_more() -> None:
    builder = RecordingBuilder().bluesky_post("ask", "Which bulbs? #tulipconf", by=ADA)
    for number in range(12):
        builder.bluesky_post(f"{number}", f"Number {number}", by=BEN, reply_to="ask")
    async with staged(builder.build()) as stage, stage.collecting(answers=5):
        for minute in range(1, 14):
            await stage.play(START + timedelta(minutes=minute))
        assert len([seen for seen in stage.outbox.posted() if seen.context]) == 5
