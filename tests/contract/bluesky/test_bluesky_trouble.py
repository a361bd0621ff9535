"""What the Bluesky collector makes of a network that is not well, and of its own ends."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from bluesky_stage import Host, log_of, staged, v2_commit, v2_sync
from msgspec.structs import replace

from backchannel.model.event import Event
from backchannel.model.sighting import AuthorChanged, Sighting
from backchannel.sources.bluesky.policy import LIVE
from backchannel.sources.bluesky.position import Position, stored
from support.outbox import MemoryOutbox
from support.recordings import START, RecordingBuilder

ADA = "ada.example"
BEN = "ben.example"


async def test_an_appview_that_is_down_loses_nothing() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf").bluesky_post("again", "Again #tulipconf")
    async with staged(builder.build()) as stage, stage.collecting():
        stage.networks.fault("appview", "error")
        stage.turn()
        await stage.until(lambda: stage.asked("app.bsky.actor.getProfiles") >= 8, step=1)
        assert stage.outbox.posted() == []
        stage.networks.fault("appview", "ratelimit")
        await stage.until(lambda: stage.asked("app.bsky.actor.getProfiles") >= 10, step=1)
        stage.networks.fault("appview", "ok")
        await stage.until(lambda: len(stage.outbox.posted()) == 2, step=1)
        why = "The AppView of Bluesky can't be asked: it answers 503."
        assert stage.outbox.troubles == [("bluesky", why), ("bluesky", "")]
        assert stage.gaps() == [(why, True)]
        assert stage.texts() == ["Hi #tulipconf", "Again #tulipconf"]


async def test_a_death_between_hydration_and_commit_loses_nothing() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf").bluesky_post("again", "Again #tulipconf")
    async with staged(builder.build()) as stage:
        dying = _DyingOutbox(stage.recording.event)
        async with stage.collecting(outbox=dying):
            stage.turn()
            await stage.until(dying.at_the_brink.is_set)
        assert dying.sightings == []
        stage.outbox.cursors, stage.outbox.heard = dying.cursors, dying.heard
        async with stage.collecting():
            await stage.play(builder.now + timedelta(minutes=1))
            assert stage.texts() == ["Hi #tulipconf", "Again #tulipconf"]


async def test_a_collector_that_was_away_says_so_and_catches_up() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    first = builder.now
    builder.bluesky_post("again", "Again #tulipconf").bluesky_delete("hi")
    async with staged(builder.build()) as stage:
        async with stage.collecting():
            await stage.play(first)
        stage.turn(builder.now + timedelta(minutes=5))
        async with stage.collecting():
            await stage.play(builder.now + timedelta(minutes=6))
        assert stage.texts() == ["Hi #tulipconf", "Again #tulipconf"]
        assert [gone.id for gone in stage.outbox.deleted()] == [builder.uri("hi")]
        assert stage.gaps() == [("the collector was not running", True)]


async def test_a_server_that_restarts_costs_nothing() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    first = builder.now
    builder.bluesky_post("again", "Again #tulipconf")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play(first)
        stage.networks.fault("jetstream", "error")
        stage.turn()
        await stage.until(lambda: bool(stage.outbox.troubles), step=0.1)
        stage.networks.fault("jetstream", "ok")
        await stage.until(lambda: len(stage.outbox.posted()) == 2, step=0.1)
        assert [bool(why) for _, why in stage.outbox.troubles] == [True, False]
        assert [filled for _, filled in stage.gaps()] == [True]
        assert stage.texts() == ["Hi #tulipconf", "Again #tulipconf"]


async def test_trouble_that_a_collector_died_in_is_over_when_the_next_one_hears() -> None:
    async with staged(RecordingBuilder().bluesky_post("hi", "Hi #tulipconf").build()) as stage:
        stage.networks.fault("jetstream", "error")
        async with stage.collecting():
            await stage.until(lambda: bool(stage.outbox.troubles), step=0.1)
        stage.networks.fault("jetstream", "ok")
        async with stage.collecting():
            await stage.until(lambda: stage.outbox.troubles[-1] == ("bluesky", ""))


async def test_a_dropped_connection_costs_nothing() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    first = builder.now
    builder.bluesky_post("again", "Again #tulipconf")
    async with staged(builder.build()) as stage, stage.collecting():
        await stage.play(first)
        stage.networks.fault("jetstream", "drop")
        stage.networks.fault("jetstream", "ok")
        stage.turn()
        await stage.until(lambda: len(stage.outbox.posted()) == 2, step=0.1)
        assert stage.texts() == ["Hi #tulipconf", "Again #tulipconf"]


async def test_a_host_that_knows_only_the_old_wire_is_read_on_it() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf").bluesky_delete("hi")
    host = Host(log_of(builder.build()), wires=("v1",))
    async with staged(builder.build()) as stage, host.listening():
        stage.turn()
        async with stage.collecting(host.url):
            await stage.until(lambda: bool(stage.outbox.cursors) and bool(_position(stage.outbox).seq))
        assert [wire for wire, _ in host.asked] == ["v2", "v1"]
        assert _position(stage.outbox).wire == "v1"


async def test_a_silent_connection_is_given_up() -> None:
    builder = RecordingBuilder()
    host = Host(log_of(builder.build()))
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url, stall=0.02):
        await stage.until(lambda: len(host.asked) >= 2, step=0.2)


async def test_what_jetstream_no_longer_has_is_an_honest_gap() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    first = builder.now
    builder.bluesky_delete("hi").at(START + timedelta(days=3)).bluesky_post("late", "Late #tulipconf")
    async with staged(builder.build()) as stage:
        async with stage.collecting():
            await stage.play(first)
        stage.turn()
        async with stage.collecting():
            await stage.until(lambda: len(stage.outbox.deleted()) == 1, step=0.5)
        assert set(stage.texts()) == {"Hi #tulipconf", "Late #tulipconf"}
        assert ("Jetstream no longer had what was missed", False) in stage.gaps()
        assert [(gone.id, gone.final) for gone in stage.outbox.deleted()] == [(builder.uri("hi"), False)]


async def test_a_post_the_appview_does_not_know_waits_and_then_keeps_its_place_without_words() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA)
    host = Host(log_of(builder.build()))
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url) as source:
        start = stage.clock.now()
        await stage.until(lambda: len(stage.outbox.posted()) == 1, step=0.5)
        assert stage.clock.now() - start >= timedelta(seconds=2 + 5 + 15 + 60)
        assert stage.asked("app.bsky.feed.getPosts") == 5
        assert stage.last(builder.uri("hi")).withheld == ("unavailable",)
        stage.turn(stage.clock.now() + timedelta(minutes=1))
        await stage.finish(source.recheck_all())
        assert stage.texts() == ["", "Hi #tulipconf"]


async def test_a_re_check_finds_what_no_event_told() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf").bluesky_post("gone", "Gone #tulipconf")
    first = builder.now
    builder.bluesky_delete("gone").bluesky_post("answer", "Yes!", by=ADA, reply_to="hi")
    async with staged(builder.build()) as stage:
        async with stage.collecting():
            await stage.play(first)
        stage.turn()
        tip = Position(host="", wire="v2", time_us=_microseconds(stage.clock.now()) + 60_000_000)
        stage.outbox.cursors["bluesky"] = tip.text()
        async with stage.collecting() as source:
            await stage.finish(source.recheck_all())
            await stage.finish(source.recheck_all())
        assert [(gone.id, gone.final) for gone in stage.outbox.deleted()] == [(builder.uri("gone"), False)]
        assert stage.last(builder.uri("hi")).post.counts.replies == 1
        assert stage.last(builder.uri("hi")).post.text == "Hi #tulipconf"
        assert stage.texts().count("Hi #tulipconf") == 2


async def test_young_posts_are_looked_at_again_from_time_to_time() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    first = builder.now
    builder.bluesky_post("answer", "Yes!", by=ADA, reply_to="hi")
    async with staged(builder.build()) as stage, stage.collecting(recheck_every=60):
        await stage.play(first)
        await stage.play()
        await stage.until(lambda: stage.last(builder.uri("hi")).post.counts.replies == 1, step=5)


async def test_old_posts_are_looked_at_again_more_seldom() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    first = builder.now
    builder.at(first + timedelta(hours=2)).bluesky_post("answer", "Yes!", by=ADA, reply_to="hi")
    async with staged(builder.build()) as stage, stage.collecting(recheck_every=60, recheck_all_every=1800):
        await stage.play(first)
        await stage.play()
        await stage.until(lambda: stage.last(builder.uri("hi")).post.counts.replies == 1, step=20)
        assert stage.clock.now() - first >= timedelta(hours=2)
    assert LIVE.recheck_all_every == 1800


async def test_two_events_share_one_connection() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf").bluesky_post("both", "#tulipconf #bulbs")
    async with staged(builder.build()) as stage:
        bulbs = MemoryOutbox(replace(stage.recording.event, slug="bulbs", hashtags=("bulbs",)))
        async with stage.collecting(beside=bulbs):
            await stage.play()
        assert stage.texts() == ["Hi #tulipconf", "#tulipconf #bulbs"]
        assert [seen.post.text for seen in bulbs.posted()] == ["#tulipconf #bulbs"]
        assert _position(bulbs).seq == _position(stage.outbox).seq
        assert stage.networks.requests["jetstream"].total() == 1


async def test_a_diverged_repository_is_looked_at_again() -> None:
    builder = (
        RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA).bluesky_post("bye", "Bye #tulipconf", by=ADA)
    )
    known = builder.now
    builder.bluesky_update("hi", "Rewritten #tulipconf").bluesky_delete("bye")
    log = log_of(builder.build())
    host = Host(log)
    del log.entries[2:]  # the host never tells of the update and the delete
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url):
        stage.turn(known)
        await stage.until(lambda: len(stage.outbox.posted()) == 2)
        stage.turn()
        await host.tell(v2_sync(builder.did(ADA), rev="3zzzzzzzzzzzz", at=builder.now))
        await stage.until(lambda: len(stage.outbox.deleted()) == 1, step=0.5)
        assert stage.last(builder.uri("hi")).post.text == "Rewritten #tulipconf"
        assert stage.last(builder.uri("hi")).post.version == "3zzzzzzzzzzzz"
        assert [(gone.id, gone.final) for gone in stage.outbox.deleted()] == [(builder.uri("bye"), False)]


async def test_no_proxy_of_the_surroundings_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.delenv("NO_PROXY", raising=False)
    async with staged(RecordingBuilder().bluesky_post("hi", "Hi #tulipconf").build()) as stage:
        async with stage.collecting():
            await stage.play()
        assert [seen.post.text for seen in stage.outbox.posted()] == ["Hi #tulipconf"]
        assert stage.outbox.troubles == []


async def test_frames_that_make_no_sense_are_dropped() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    host = Host(log_of(builder.build()))
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url):
        stage.turn()
        await stage.until(lambda: len(stage.outbox.posted()) == 1)
        for frame in ("", "{", "[]", '{"$type":"message"}', "\x00", b'{"$type":"\xff"}', '{"payload":' + "[" * 100_000):
            await host.tell(frame)
        await host.tell(v2_sync("did:plc:stranger", rev="3zzzzzzzzzzzz", at=builder.now + timedelta(minutes=1)))
        await stage.until(lambda: stage.outbox.heard["bluesky"] == builder.now + timedelta(minutes=1))
        assert len(host.asked) == 1


async def test_an_account_that_left_while_nobody_listened_is_heard_of_later() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=BEN)
    first = builder.now
    builder.account(BEN, active=False, status="takendown")
    async with staged(builder.build()) as stage:
        async with stage.collecting():
            await stage.play(first)
        async with stage.collecting():
            await stage.play()
        changes = [seen.status for seen in stage.outbox.sightings if isinstance(seen, AuthorChanged)]
        assert changes == ["takendown"]


async def test_a_gate_on_a_known_post_makes_it_looked_at_again() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf", by=ADA)
    first = builder.now
    builder.bluesky_post("answer", "Yes!", reply_to="hi")
    log = log_of(builder.build())
    del log.entries[1:]
    host = Host(log)
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url):
        stage.turn(first)
        await stage.until(lambda: len(stage.outbox.posted()) == 1)
        stage.turn()
        rkey = builder.uri("hi").rpartition("/")[2]
        for author, key in ((builder.did(BEN), rkey), (builder.did(ADA), "another"), (builder.did(ADA), rkey)):
            await host.tell(v2_commit(author, "app.bsky.feed.postgate", key, at=builder.now, record={}))
        await stage.until(lambda: len(stage.outbox.posted()) == 2)
        assert stage.last(builder.uri("hi")).post.counts.replies == 1
        assert stage.asked("app.bsky.feed.getPosts") == 2


async def test_a_profile_that_is_taken_down_by_its_author_is_looked_at_again() -> None:
    builder = RecordingBuilder().profile(ADA, description="#nobot").bluesky_post("hi", "Hi #tulipconf", by=ADA)
    host = Host(log_of(builder.build()))
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url):
        stage.turn()
        await stage.until(lambda: len(stage.outbox.posted()) == 1)
        later = builder.now + timedelta(minutes=1)
        await host.tell(v2_commit(builder.did(ADA), "app.bsky.actor.profile", "self", at=later))
        await stage.until(lambda: len(stage.outbox.sightings) == 2)
        change = stage.outbox.sightings[1]
    assert isinstance(change, AuthorChanged)
    assert change.restrictions == ("nobot",)


async def test_records_that_make_no_sense_are_dropped() -> None:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    host = Host(log_of(builder.build()))
    async with staged(builder.build()) as stage, host.listening(), stage.collecting(host.url):
        stage.turn()
        later = builder.now + timedelta(minutes=1)
        good: dict[str, object] = {"text": "x", "tags": ["tulipconf"]}
        places = (("did:plc:ada", "r/../r", good), ("ada", "r", good), ("did:plc:ada", "r", [1]))
        for did, rkey, record in places:
            await host.tell(v2_commit(did, "app.bsky.feed.post", rkey, at=later, record=record))
        await stage.until(lambda: stage.outbox.heard["bluesky"] == later)
        assert stage.texts() == ["Hi #tulipconf"]


class _DyingOutbox(MemoryOutbox):
    """Never gets through a commit that has something to say."""

    def __init__(self, event: Event) -> None:
        super().__init__(event)
        self.at_the_brink = asyncio.Event()

    async def commit(
        self, source: str, sightings: Sequence[Sighting], *, cursor: str | None = None, heard: datetime | None = None
    ) -> None:
        if sightings:
            self.at_the_brink.set()
            await asyncio.Event().wait()
        await super().commit(source, sightings, cursor=cursor, heard=heard)


def _position(outbox: MemoryOutbox) -> Position:
    return stored(outbox.cursors["bluesky"])


def _microseconds(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)
