import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from collecting import EAGER, play
from msgspec.structs import replace

from backchannel.sources.mastodon.collector import MastodonSource
from support.outbox import DyingOutbox, MemoryOutbox
from support.recordings import START, RecordingBuilder

TULIP, ROSE = "tulip.example", "rose.example"
TIMELINE = "/api/v1/timelines/tag/tulipconf"


def two_servers() -> RecordingBuilder:
    return RecordingBuilder(servers=(TULIP, ROSE))


def many(count: int) -> RecordingBuilder:
    builder = RecordingBuilder(servers=(TULIP,))
    for number in range(count):
        builder.status(f"post{number}", f"Bulb {number} #tulipconf")
    return builder


async def test_every_post_is_told_once_however_often_it_is_polled() -> None:
    async with play(many(100).build()) as stage, stage.collecting() as at_work:
        await at_work.heard(TULIP)
        while stage.clock.now() < stage.ends + timedelta(minutes=30):
            stage.turn(by=150)
            await at_work.heard(TULIP)
        await at_work.source.recheck_all()
        assert stage.texts() == [f"Bulb {number} #tulipconf" for number in range(100)]


async def test_a_first_contact_reads_everything_there_is_and_calls_it_backfilled() -> None:
    async with play(many(100).build()) as stage:
        stage.turn(stage.ends + timedelta(minutes=1))
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
            await stage.hear_all(100)
            assert len(stage.texts()) == 100
            assert all(seen.post.backfilled for seen in stage.outbox.posted())


async def test_a_first_contact_reaches_back_to_the_week_before_the_event_and_no_further() -> None:
    builder = RecordingBuilder(servers=(TULIP,))
    builder.at(START - timedelta(days=9)).status("old", "Another year #tulipconf")
    builder.at(START - timedelta(days=6)).status("early", "Packing #tulipconf")
    builder.at(START).status("now", "Here #tulipconf")
    async with play(builder.build()) as stage:
        stage.turn(stage.ends + timedelta(minutes=1))
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
            assert stage.texts() == ["Packing #tulipconf", "Here #tulipconf"]


async def test_a_post_after_first_contact_is_not_backfilled() -> None:
    async with play(many(1).build()) as stage, stage.collecting() as at_work:
        await at_work.heard(TULIP)
        stage.turn(stage.ends + timedelta(minutes=1))
        await at_work.heard(TULIP)
        assert not stage.outbox.posted()[0].post.backfilled


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("commits", [1, 2, 3, 4])
async def test_dying_at_any_commit_loses_nothing(commits: int, *, before: bool) -> None:
    async with play(many(130).build()) as stage:
        stage.outbox = outbox = DyingOutbox(stage.outbox.event)
        outbox.arm(commits, before=before)
        stage.turn(stage.ends)
        source = MastodonSource(stage.networks.endpoints.mastodon, stage.clock, EAGER)
        running = asyncio.create_task(source.run([stage.outbox]))
        async with asyncio.timeout(60):
            while not running.done():
                stage.turn(by=5)
                await asyncio.wait([running], timeout=0.01)
        assert isinstance(running.exception(), ExceptionGroup)
        outbox.arm(1000, before=True)
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
            await stage.hear_all(130)
        assert set(stage.texts()) == {f"Bulb {number} #tulipconf" for number in range(130)}


async def test_a_cancelled_collector_goes_on_at_its_cursor() -> None:
    async with play(many(100).build()) as stage:
        stage.turn(stage.ends - timedelta(minutes=50))
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
            await stage.hear_all(50)
        stage.turn(stage.ends)
        before = len(stage.texts())
        asked = stage.networks.requests[TULIP][TIMELINE]
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
        assert len(set(stage.texts())) == 100
        assert before == 50
        assert stage.networks.requests[TULIP][TIMELINE] <= asked + 5  # two to probe


async def test_nothing_counts_as_heard_before_the_newest_post_is_read() -> None:
    async with play(many(100).build()) as stage:
        stage.turn(START)
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
        heard = dict(stage.outbox.heard)
        stage.turn(stage.ends)
        async with stage.collecting(replace(EAGER, pages=2)) as at_work:
            async with asyncio.timeout(60):
                await stage.outbox.until(lambda: len(stage.texts()) == 81)
            assert stage.outbox.heard == heard
            stage.turn(by=15)
            await at_work.heard(TULIP)
            assert len(set(stage.texts())) == 100


async def test_the_same_post_of_two_servers_has_one_id() -> None:
    builder = two_servers().status("hello", "Hello #tulipconf", by="ada").server(ROSE).seen("hello")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP, ROSE)
        at_home, abroad = stage.outbox.posted(TULIP)[0], stage.outbox.posted(ROSE)[0]
        assert at_home.post.id == abroad.post.id == builder.uri("hello")
        assert {at_home.local_id, abroad.local_id} == {builder.local_id("hello", server) for server in (TULIP, ROSE)}
        assert at_home.post.author == abroad.post.author
        assert at_home.post.author.handle == "ada@tulip.example"


async def test_a_post_that_arrives_late_below_the_mark_is_found() -> None:
    builder = two_servers().status("early", "Early #tulipconf").server(ROSE)
    for number in range(5):
        builder.status(f"post{number}", f"Bulb {number} #tulipconf", by="ben")
    builder.seen("early")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        while stage.clock.now() < stage.ends + timedelta(minutes=3):
            stage.turn(by=15)
            await at_work.heard(ROSE)
        assert "Early #tulipconf" in stage.texts(ROSE)


async def test_a_quiet_poll_costs_one_request() -> None:
    async with play(many(3).build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP)
        stage.turn(by=3 * 3600)
        await at_work.heard(TULIP)
        before = stage.networks.requests[TULIP][TIMELINE]
        for _ in range(8):
            stage.turn(by=15)
            await at_work.heard(TULIP)
        assert stage.networks.requests[TULIP][TIMELINE] == before + 8


async def test_hours_that_pass_in_one_step_are_one_poll() -> None:
    policy = replace(EAGER, probed_for=timedelta(days=1), wide_every=86_400.0)
    async with play(many(3).build()) as stage, stage.collecting(policy) as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP)
        before = stage.networks.requests[TULIP][TIMELINE]
        stage.turn(by=6 * 3600)
        await at_work.heard(TULIP)
        stage.turn(by=0.001)
        await at_work.source.recheck_all()
        assert stage.networks.requests[TULIP][TIMELINE] == before + 1


async def test_a_reply_names_the_post_it_answers() -> None:
    builder = (
        RecordingBuilder(servers=(TULIP,))
        .status("ask", "Why? #tulipconf")
        .status("answer", "Frost. #tulipconf", by="ben", reply_to="ask")
    )
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP)
        assert stage.last(builder.uri("answer")).post.reply_to == builder.uri("ask")


async def test_words_of_somebody_who_wants_no_bots_never_leave_the_source() -> None:
    builder = RecordingBuilder(servers=(TULIP,)).person("cleo", note='<p><a href="x">#<span>NoBot</span></a></p>')
    builder.status("hello", "Hello #tulipconf", by="cleo")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP)
        seen = stage.outbox.posted()[0]
        assert (seen.restrictions, seen.withheld, seen.post.text) == (("nobot",), ("nobot",), "")


async def test_only_the_servers_an_event_names_are_read() -> None:
    async with play(many(1).build()) as stage:
        other = MemoryOutbox(replace(stage.outbox.event, servers=("other.example",)))
        source = MastodonSource(stage.networks.endpoints.mastodon, stage.clock, EAGER)
        await source.run([other])
        assert stage.asked(TULIP) == 0


async def test_looking_again_needs_a_running_collector() -> None:
    async with play(many(1).build()) as stage:
        source = MastodonSource(stage.networks.endpoints.mastodon, stage.clock, EAGER)
        with pytest.raises(RuntimeError):
            await source.recheck_all()
        task = asyncio.create_task(source.run([stage.outbox]))
        async with asyncio.timeout(60):
            await stage.outbox.until(lambda: TULIP in stage.outbox.heard)
        assert await source.recheck_all() == ()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        with pytest.raises(RuntimeError):
            await source.recheck_all()
