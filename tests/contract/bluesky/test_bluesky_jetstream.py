"""How the stream is kept: closed, refused, moved, clamped or overflowing, nothing of it is lost unsaid."""

import asyncio
import logging
from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
from bluesky_stage import ABRUPT, Host, Stage, log_of, staged
from websockets.asyncio.client import connect

from backchannel.demo.jetstream_log import JetstreamLog
from backchannel.model.sighting import Gap
from backchannel.sources.bluesky.connection import Connection, LetGo
from backchannel.sources.bluesky.policy import Policy
from backchannel.sources.bluesky.position import stored
from support.recordings import START, RecordingBuilder

OUT_OF_REACH = "Jetstream no longer had what was missed"
OUTDATED = (
    '{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#info","name":"OutdatedCursor"}}'
)
BOTH = {"Hi #tulipconf", "Again #tulipconf"}


def two_posts(apart: timedelta = timedelta(minutes=1)) -> RecordingBuilder:
    builder = RecordingBuilder().bluesky_post("hi", "Hi #tulipconf")
    return builder.at(START + apart).bluesky_post("again", "Again #tulipconf")


@pytest.mark.parametrize("code", [1000, 1001, ABRUPT, 1007, 1008, 1011])
async def test_however_a_connection_ends_it_goes_on_at_the_last_event(code: int) -> None:
    recording = two_posts().build()
    host = Host(log_of(recording), goodbye=code)
    async with staged(recording) as stage, host.listening():
        stage.turn()
        async with stage.collecting(host.url):
            await stage.until(lambda: len(host.asked) >= 3, step=0.2)
        first, *later = host.asked
        assert first[1] >= 10**15
        assert {cursor for _, cursor in later} == {2}
        assert set(stage.texts()) == BOTH
        assert stage.all_gaps() == []


async def test_an_error_frame_ends_a_connection_that_its_host_leaves_open() -> None:
    recording = two_posts().build()
    host = Host(log_of(recording))
    async with staged(recording) as stage, host.listening(), stage.collecting(host.url):
        stage.turn()
        await stage.until(lambda: len(stage.outbox.posted()) == 2)
        await host.tell('{"$type":"error","error":"ConsumerTooSlow"}')
        await stage.until(lambda: len(host.asked) == 2, step=0.2)
        assert host.asked[1] == ("v2", 2)


async def test_a_sequence_number_is_never_sent_to_another_host() -> None:
    recording = two_posts().build()
    log = log_of(recording)
    one, other = Host(log, goodbye=1001), Host(log)
    async with staged(recording) as stage, other.listening():
        stage.turn()
        async with one.listening(), stage.collecting(one.url, other.url):
            await stage.until(lambda: len(one.asked) >= 2, step=0.2)
            assert one.asked[1] == ("v2", 2)
            one.refuse()
            await stage.until(lambda: len(other.asked) == 1, step=0.2)
        assert other.asked[0] == ("v2", _microseconds(START + timedelta(minutes=1)) - 30_000_000)
        assert all(gap.filled for gap in stage.all_gaps())


async def test_a_host_that_fails_often_is_left_though_it_answers_between() -> None:
    recording = two_posts().build()
    fickle, other = Host(log_of(recording), goodbye=1001), Host(log_of(recording))
    async with staged(recording) as stage, fickle.listening(), other.listening():
        stage.turn()
        async with stage.collecting(fickle.url, other.url):
            await stage.until(lambda: len(other.asked) == 1, step=0.2)
    assert len(fickle.asked) == 3


@pytest.mark.parametrize(
    "status",
    [HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.INTERNAL_SERVER_ERROR],
)
async def test_a_host_that_is_not_ready_is_asked_again(status: HTTPStatus) -> None:
    recording = two_posts().build()
    host = Host(log_of(recording), refusals=[(status, "not yet")] * 2)
    async with staged(recording) as stage, host.listening():
        stage.turn()
        async with stage.collecting(host.url):
            await stage.until(lambda: len(stage.outbox.posted()) == 2, step=0.2)
        assert [wire for wire, _ in host.asked] == ["v2", "v2", "v2"]
        assert [bool(why) for _, why in stage.outbox.troubles] == [True, False]


@pytest.mark.parametrize("status", [HTTPStatus.NOT_FOUND, HTTPStatus.NOT_IMPLEMENTED, HTTPStatus.BAD_REQUEST])
async def test_a_host_that_refuses_the_new_wire_is_read_on_the_old_one(status: HTTPStatus) -> None:
    recording = two_posts().build()
    host = Host(log_of(recording), wires=("v1",), refusals=[(status, "no")])
    async with staged(recording) as stage, host.listening():
        stage.turn()
        async with stage.collecting(host.url):
            await stage.until(lambda: len(stage.outbox.posted()) == 2)
        assert [wire for wire, _ in host.asked] == ["v2", "v1"]
        assert stored(stage.outbox.cursors["bluesky"]).wire == "v1"


async def test_a_host_that_refuses_both_wires_is_left_at_once_and_said(caplog: pytest.LogCaptureFixture) -> None:
    recording = two_posts().build()
    strict = Host(log_of(recording), refusals=[(HTTPStatus.BAD_REQUEST, "unknown collection")] * 2)
    other = Host(log_of(recording))
    async with staged(recording) as stage, strict.listening(), other.listening():
        stage.turn()
        async with stage.collecting(strict.url, other.url):
            await stage.until(lambda: len(stage.outbox.posted()) == 2, step=0.2)
    assert [wire for wire, _ in strict.asked] == ["v2", "v1"]
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert errors == [f"host={strict.url} wire=v2 refused='unknown collection'"]


@pytest.mark.parametrize("wire", ["v1", "v2"])
async def test_a_silent_clamp_is_a_gap_from_the_last_event_to_the_first_one_kept(wire: str) -> None:
    builder = two_posts(timedelta(hours=2))
    log = log_of(builder.build())
    late = log.entries.pop()
    host = Host(log, wires=(wire,))
    async with staged(builder.build()) as stage, host.listening():
        await _hear(stage, host, posts=1, until=START)
        log.entries[:] = [late]
        await _hear(stage, host, posts=2, until=builder.now)
        (away, lost) = stage.all_gaps()
    assert away.filled
    assert lost == Gap(source="bluesky", start=START, end=builder.now, why=OUT_OF_REACH)


async def test_a_warning_that_cost_nothing_is_no_gap() -> None:
    recording = two_posts().build()
    host = Host(log_of(recording), goodbye=1001)
    host.preface = [OUTDATED]
    async with staged(recording) as stage, host.listening():
        stage.turn()
        async with stage.collecting(host.url):
            await stage.until(lambda: len(host.asked) >= 3, step=0.2)
        assert stage.all_gaps() == []


async def test_a_warning_makes_the_shortest_loss_a_gap() -> None:
    builder = two_posts(timedelta(seconds=3))
    log = log_of(builder.build())
    host = Host(log)
    late = log.entries.pop()
    async with staged(builder.build()) as stage, host.listening():
        await _hear(stage, host, posts=1, until=START)
        log.entries[:], host.preface = [late], [OUTDATED]
        await _hear(stage, host, posts=2, until=builder.now)
        assert [(gap.start, gap.end, gap.filled) for gap in stage.all_gaps()] == [(START, builder.now, False)]


async def test_a_host_that_begins_its_numbers_anew_is_asked_by_time() -> None:
    builder = two_posts()
    log = log_of(builder.build())
    host = Host(log)
    async with staged(builder.build()) as stage, host.listening():
        await _hear(stage, host, posts=2, until=builder.now)
        later = RecordingBuilder().at(builder.now + timedelta(seconds=5)).bluesky_post("new", "New #tulipconf").build()
        anew = _Renumbered(log_of(later))
        async with anew.listening():
            stage.outbox.cursors["bluesky"] = stage.outbox.cursors["bluesky"].replace(host.url, anew.url)
            async with stage.collecting(anew.url):
                await stage.until(lambda: len(anew.asked) == 2)
    assert anew.asked == [("v2", 2), ("v2", _microseconds(builder.now) - 30_000_000)]


async def test_whoever_can_take_no_more_hangs_up_before_a_ping_goes_unanswered() -> None:
    recording = two_posts().build()
    host = Host(log_of(recording), wires=("v1",))
    async with host.listening(), connect(f"{host.url}/subscribe?cursor={10**16}", compression=None) as socket:
        connection = Connection(socket, host.url, "v1", Policy(read_ahead=2, deaf=0.02))
        await asyncio.wait_for(socket.wait_closed(), 60)
        assert len(await connection.take(9, 1)) == 2
        with pytest.raises(LetGo):
            await connection.take(9, 1)
        await connection.close()


async def test_a_stream_that_outruns_us_is_let_go_and_taken_up_again() -> None:
    builder = RecordingBuilder()
    for number in range(40):
        builder.at(START + timedelta(seconds=number)).bluesky_post(f"{number}", f"{number} #tulipconf")
    host = Host(log_of(builder.build()))
    async with staged(builder.build()) as stage, host.listening():
        stage.networks.fault("appview", "slow")
        stage.turn()
        async with stage.collecting(host.url, waiting=5, read_ahead=5, deaf=0.02) as source:
            await stage.until(lambda: source.waiting == 5)
            await asyncio.sleep(0.1)  # deaf for long enough; nothing tells that from outside
            stage.networks.fault("appview", "ok")
            await stage.until(lambda: len(stage.outbox.posted()) == 40)
        assert len({seen.post.id for seen in stage.outbox.posted()}) == 40
        assert len(host.asked) > 1
        assert stage.all_gaps() == []


class _Renumbered(Host):
    """A host that was rebuilt: it takes a number it has not reached yet for the future, and only tells what is new."""

    def __init__(self, log: JetstreamLog) -> None:
        super().__init__(log)
        self.preface = [log.entries[0].frames["v2"]]


async def _hear(stage: Stage, host: Host, *, posts: int, until: datetime) -> None:
    """Let a collector read the host until so many posts are delivered."""
    stage.turn(until)
    async with stage.collecting(host.url):
        await stage.until(lambda: len(stage.outbox.posted()) >= posts, step=0.1)


def _microseconds(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)
