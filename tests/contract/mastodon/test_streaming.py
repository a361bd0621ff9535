"""A server that we have a token for tells of posts by itself; whatever becomes of the connection, nothing is lost."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

import pytest
from collecting import EAGER, Play, play
from msgspec.structs import replace
from starlette.responses import RedirectResponse
from strange import strange_server

from backchannel.clock import TurnedClock
from backchannel.demo.mastodon_tokens import TOKEN
from backchannel.sources.mastodon.collector import MastodonSource
from backchannel.sources.mastodon.credential import Token
from backchannel.sources.mastodon.hashtag_forms import is_streamed
from support.builders import NOON, an_event
from support.outbox import MemoryOutbox
from support.recordings import START, RecordingBuilder

TULIP, ROSE = "tulip.example", "rose.example"
TIMELINE = "/api/v1/timelines/tag/tulipconf"
STREAMING = "/api/v1/streaming"
PATIENT = replace(EAGER, ping_every=0.1, ping_timeout=0.2, timeout_seconds=0.5, wide_every=86_400.0)
CLOSING = ("drop", "error", "close_1000", "close_1001", "close_1007", "half_open")
DISORDER = ("garbage", "truncated", "duplicated", "reordered", "deletes_first")


def many(count: int, servers: Iterable[str] = (TULIP,)) -> RecordingBuilder:
    builder = RecordingBuilder(servers=servers)
    for number in range(count):
        builder.status(f"post{number}", f"Bulb {number} #tulipconf")
    return builder


async def told(stage: Play, *texts: str) -> None:
    """Wait until these have been told, while the clock stands: only streaming tells then."""
    async with asyncio.timeout(60):
        await stage.outbox.until(lambda: set(texts) <= set(stage.texts()))


async def is_live(stage: Play, caplog: pytest.LogCaptureFixture) -> None:
    """Let time pass until the server is listened to."""
    caplog.set_level(logging.INFO)
    await stage.pass_until(lambda: any("streaming=live" in line for line in caplog.messages))


async def goes_wrong(stage: Play, fault: str, caplog: pytest.LogCaptureFixture) -> None:
    """Let time pass, in which several posts arrive at once, until the collector complains once more."""

    def complaints() -> int:
        return sum(record.name.startswith("backchannel") for record in caplog.records if record.levelname == "WARNING")

    before = complaints()
    stage.networks.fault(TULIP, fault)
    await stage.pass_until(lambda: complaints() > before, by=180)


async def test_posts_edits_and_deletes_are_told_as_they_happen(caplog: pytest.LogCaptureFixture) -> None:
    builder = many(1).edit("post0", "Bulb zero #tulipconf")
    edited = builder.now
    builder.delete("post0")
    async with play(builder.build()) as stage, stage.collecting(EAGER, TULIP):
        await is_live(stage, caplog)
        stage.networks.release(START)
        await told(stage, "Bulb 0 #tulipconf")
        asked = stage.networks.requests[TULIP][TIMELINE]
        stage.networks.release(edited)
        await told(stage, "Bulb zero #tulipconf")
        stage.networks.release(stage.ends)
        async with asyncio.timeout(60):
            await stage.outbox.until(lambda: [seen.final for seen in stage.outbox.deleted()] == [True])
        assert stage.networks.requests[TULIP][TIMELINE] <= asked


async def test_what_is_streamed_is_read_every_two_minutes_and_heard_all_the_time() -> None:
    async with play(many(30).build()) as stage, stage.collecting(PATIENT, TULIP) as at_work:
        await stage.pass_until(lambda: "Bulb 0 #tulipconf" in stage.texts())
        before = stage.networks.requests[TULIP][TIMELINE]
        for _ in range(40):
            stage.turn(by=15)
            await at_work.heard(TULIP)
        assert stage.networks.requests[TULIP][TIMELINE] - before <= 7  # ten minutes
        assert len(stage.texts()) == len(set(stage.texts())) >= 10


@pytest.mark.parametrize("fault", CLOSING)
async def test_a_connection_that_ends_in_any_way_costs_nothing(fault: str, caplog: pytest.LogCaptureFixture) -> None:
    async with play(many(60).build()) as stage, stage.collecting(PATIENT, TULIP):
        await is_live(stage, caplog)
        connections = stage.networks.requests[TULIP][STREAMING]
        stage.networks.fault(TULIP, fault)
        await stage.pass_until(lambda: stage.networks.requests[TULIP][STREAMING] > connections, by=60)
        stage.turn(by=600)  # of which nobody tells
        stage.networks.fault(TULIP, "ok")
        stage.turn(stage.ends)
        await stage.hear_all(60)
        assert sorted(stage.texts()) == sorted(f"Bulb {number} #tulipconf" for number in range(60))


@pytest.mark.parametrize("fault", DISORDER)
async def test_disorder_on_the_line_ends_in_the_same(fault: str) -> None:
    builder = many(20)
    for number in range(0, 20, 2):
        builder.delete(f"post{number}")
    builder.edit("post1", "Bulb one #tulipconf")
    async with play(builder.build()) as stage, stage.collecting(PATIENT, TULIP) as at_work:
        await stage.pass_until(lambda: stage.networks.requests[TULIP][STREAMING] > 0)
        await at_work.heard(TULIP)
        stage.networks.fault(TULIP, fault)
        while stage.clock.now() < stage.ends:
            stage.turn(by=120)
            await at_work.heard(TULIP)
        await at_work.source.recheck_all()
        gone = {seen.id for seen in stage.outbox.deleted() if seen.final}
        alive = {seen.post.id: seen.post.text for seen in stage.outbox.posted() if seen.post.id not in gone}
        odd = {builder.uri(f"post{number}"): f"Bulb {number} #tulipconf" for number in range(3, 20, 2)}
        assert alive == {builder.uri("post1"): "Bulb one #tulipconf", **odd}


async def test_a_post_that_is_told_after_its_delete_stays_away(caplog: pytest.LogCaptureFixture) -> None:
    builder = many(1).at(START + timedelta(hours=1)).status("gone", "Gone #tulipconf").delete("gone")
    async with play(builder.build()) as stage, stage.collecting(PATIENT, TULIP):
        await is_live(stage, caplog)
        stage.networks.fault(TULIP, "deletes_first")
        stage.networks.release(stage.ends)
        stage.turn(by=15)
        async with asyncio.timeout(60):
            await stage.outbox.until(lambda: stage.outbox.heard[TULIP] == stage.clock.now())
        assert stage.texts() == ["Bulb 0 #tulipconf"]


@pytest.mark.parametrize("fault", ["revoked", "unauthorized", "forbidden"])
async def test_a_token_that_is_refused_leaves_polling_until_it_is_accepted_again(fault: str) -> None:
    async with play(many(200).build()) as stage, stage.collecting(PATIENT, TULIP):
        await stage.pass_until(lambda: "Bulb 0 #tulipconf" in stage.texts())
        stage.networks.fault(TULIP, fault)
        await stage.pass_until(lambda: "Bulb 15 #tulipconf" in stage.texts() or bool(stage.outbox.troubles), by=15)
        assert (fault == "revoked") == ("Bulb 15 #tulipconf" in stage.texts())
        stage.networks.fault(TULIP, "ok")
        connections = stage.networks.requests[TULIP][STREAMING]
        await stage.pass_until(lambda: stage.networks.requests[TULIP][STREAMING] > connections, by=120)
        stage.turn(stage.ends)
        await stage.hear_all(200)


async def test_a_hashtag_that_streaming_has_another_form_of_is_polled() -> None:
    other = "花・会"
    builder = many(30)
    recording = builder.build()
    event = replace(recording.event, hashtags=("tulipconf", other))
    async with play(recording._replace(event=event)) as stage, stage.collecting(PATIENT, TULIP) as at_work:
        await stage.pass_until(lambda: "Bulb 0 #tulipconf" in stage.texts())
        before = Counter(stage.networks.requests[TULIP])
        for _ in range(20):
            stage.turn(by=15)
            await at_work.heard(TULIP)
        after = stage.networks.requests[TULIP]
        assert after[f"/api/v1/timelines/tag/{other}"] - before[f"/api/v1/timelines/tag/{other}"] >= 18
        assert after[TIMELINE] - before[TIMELINE] <= 4


@pytest.mark.parametrize(
    ("hashtag", "streamed"),
    [
        ("tulips", True),
        ("jour_2", True),
        ("straße", True),
        ("チューリップ", True),
        ("a·b", True),
        ("花・会", False),
        ("เที่ยว", False),
        ("हिन्दी", False),
        ("عَرَبي", False),
    ],
)
def test_which_hashtags_both_halves_of_a_server_call_by_one_name(hashtag: str, *, streamed: bool) -> None:
    assert is_streamed(hashtag) == streamed


async def test_the_token_is_in_no_log_and_no_trouble(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with play(many(1000).build()) as stage, stage.collecting(PATIENT, TULIP):
        await stage.pass_until(lambda: "Bulb 0 #tulipconf" in stage.texts())
        for fault in ("revoked", "drop", "error", "garbage", "unauthorized"):
            await goes_wrong(stage, fault, caplog)
    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]  # that is the server
    said = [record.getMessage() + str(record.args) for record in ours]
    assert said
    assert not [line for line in said if TOKEN in line]
    assert not [why for _, why in stage.outbox.troubles if TOKEN in why]


async def test_a_token_is_not_taken_along_to_where_a_server_sends_us() -> None:
    async with strange_server() as here, strange_server() as elsewhere:
        here.answer = lambda _: RedirectResponse(f"{elsewhere.url}/api/v1/timelines/tag/tulips?limit=40")
        outbox, clock = MemoryOutbox(an_event(servers=(TULIP,))), TurnedClock(NOON)
        source = MastodonSource({TULIP: here.url}, clock, EAGER, tokens={TULIP: Token("not-to-be-seen")})
        task = asyncio.create_task(source.run([outbox]))
        await outbox.until(lambda: bool(outbox.troubles))
        task.cancel()
        await asyncio.wait([task])
        assert here.authorizations == {"Bearer not-to-be-seen"}
        assert elsewhere.authorizations == set()


async def test_a_token_is_not_used_where_others_read_along(caplog: pytest.LogCaptureFixture) -> None:
    outbox, clock = MemoryOutbox(an_event(servers=(TULIP,))), TurnedClock(NOON)
    policy = replace(EAGER, timeout_seconds=0.05)
    source = MastodonSource({TULIP: "http://192.0.2.1"}, clock, policy, tokens={TULIP: Token("secret")})
    task = asyncio.create_task(source.run([outbox]))
    async with asyncio.timeout(60):
        await outbox.until(lambda: bool(outbox.troubles))
    task.cancel()
    await asyncio.wait([task])
    assert "server=tulip.example token=unused why='the server is not reached by https'" in caplog.messages
