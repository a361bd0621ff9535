"""What happened before anybody listened: searched for by a member, replayed by Jetstream, or honestly unknown."""

import logging
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bluesky_stage import Host, Stage, log_of, staged
from msgspec.structs import replace

from backchannel.demo.pds import APP_PASSWORD, HANDLE
from backchannel.sources.bluesky.appview import Trouble
from backchannel.sources.bluesky.backfill import NOT_YET
from backchannel.sources.bluesky.member import Credentials, Member, Unwelcome
from support.outbox import MemoryOutbox
from support.recordings import START, RecordingBuilder

ADA = "ada.example"
BEN = "ben.example"
MIDNIGHT = datetime(2026, 5, 4, tzinfo=UTC)
LATER = START + timedelta(days=1)
OUT_OF_REACH = "Jetstream no longer had what was missed"


def three_posts() -> RecordingBuilder:
    """Two from before anybody listens, one of them by somebody who wants no bots, and one after."""
    builder = RecordingBuilder().profile(BEN, description="#nobot")
    builder.bluesky_post("early", "Early #tulipconf", by=ADA).bluesky_post("shy", "Mine #tulipconf", by=BEN)
    return builder.at(START + timedelta(hours=1)).bluesky_post("late", "Late #tulipconf", by=ADA)


def credentials(stage: Stage, folder: Path, **changes: Any) -> Credentials:
    file = folder / "bluesky.session"
    return Credentials(stage.networks.url, file, HANDLE, APP_PASSWORD)._replace(**changes)


def gaps(stage: Stage) -> list[tuple[datetime, datetime, bool]]:
    """The gaps as an archive has them: of two with one beginning, the last."""
    latest = {gap.start: gap for gap in stage.all_gaps() if gap.why in {NOT_YET, OUT_OF_REACH}}
    return [(gap.start, gap.end, gap.filled) for gap in latest.values()]


async def test_a_member_searches_for_what_was_before_and_marks_it(tmp_path: Path) -> None:
    builder = three_posts()
    async with staged(builder.build()) as stage:
        begun = stage.turn(START + timedelta(minutes=30))
        async with stage.collecting(past=True, credentials=credentials(stage, tmp_path)):
            await stage.until(lambda: len(stage.outbox.posted()) == 2)
            await stage.play()
        told = {seen.post.text: (seen.post.backfilled, seen.withheld) for seen in stage.outbox.posted()}
        assert gaps(stage) == [(MIDNIGHT, begun, True)]
    assert told == {
        "Early #tulipconf": (True, ()),
        "": (False, ("nobot",)),
        "Late #tulipconf": (False, ()),
    }


async def test_a_stranger_says_that_nothing_is_known_of_what_was_before(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    builder = three_posts()
    async with staged(builder.build()) as stage:
        begun = stage.turn(START + timedelta(minutes=30))
        async with stage.collecting(past=True):
            await stage.play()
            assert stage.texts() == ["Late #tulipconf"]
            assert gaps(stage) == [(MIDNIGHT, begun, False)]
            assert stage.outbox.commits[0].heard == MIDNIGHT  # so that the time before counts as not heard
    assert "Nobody is logged in, and strangers may not search." in caplog.text


async def test_jetstream_is_asked_for_as_many_hours_as_the_settings_say() -> None:
    builder = three_posts()
    async with staged(builder.build()) as stage:
        begun = stage.turn(START + timedelta(minutes=30))
        async with stage.collecting(past=True, past_hours=0.5):
            await stage.until(lambda: len(stage.outbox.posted()) == 2)
            await stage.play()
        assert {seen.post.text: seen.post.backfilled for seen in stage.outbox.posted()} == {
            "Early #tulipconf": True,
            "": False,
            "Late #tulipconf": False,
        }
        assert sorted(gaps(stage)) == [(MIDNIGHT, START, False), (START, begun, True)]


async def test_a_jetstream_that_no_longer_has_so_much_is_not_believed_to() -> None:
    builder = three_posts()
    log = log_of(builder.build())
    del log.entries[0]
    host = Host(log)
    async with staged(builder.build()) as stage, host.listening():
        begun = stage.turn(START + timedelta(minutes=30))
        async with stage.collecting(host.url, past=True, past_hours=0.5):
            await stage.until(lambda: len(gaps(stage)) == 2, step=0.5)
        second = START + timedelta(minutes=1)
        assert sorted(gaps(stage)) == [(MIDNIGHT, second, False), (second, begun, True)]


async def test_a_hashtag_that_is_added_later_is_searched_for_alone(tmp_path: Path) -> None:
    builder = RecordingBuilder().bluesky_post("one", "One #tulipconf", by=ADA)
    builder.bluesky_post("two", "Two #bulbs", by=ADA)
    async with staged(builder.build()) as stage:
        async with stage.collecting(past=True, credentials=credentials(stage, tmp_path)):
            await stage.play()
        first = stage.outbox
        event = replace(stage.recording.event, hashtags=("tulipconf", "bulbs"))
        stage.outbox = MemoryOutbox(event)
        stage.outbox.cursors, stage.outbox.heard = first.cursors, first.heard
        async with stage.collecting(past=True, credentials=credentials(stage, tmp_path)):
            await stage.until(lambda: len(stage.outbox.posted()) == 1)
            assert stage.texts() == ["Two #bulbs"]


async def test_a_search_that_was_cut_off_is_begun_anew(tmp_path: Path) -> None:
    builder = three_posts()
    async with staged(builder.build()) as stage:
        begun = stage.turn(START + timedelta(minutes=30))
        stage.networks.fault("appview", "slow")
        async with stage.collecting(past=True, credentials=credentials(stage, tmp_path)):
            await stage.until(lambda: "bluesky" in stage.outbox.cursors)
        stage.networks.fault("appview", "ok")
        stage.turn(START + timedelta(minutes=40))
        async with stage.collecting(past=True, credentials=credentials(stage, tmp_path)):
            await stage.until(lambda: len(stage.outbox.posted()) == 2)
            await stage.until(lambda: gaps(stage) == [(MIDNIGHT, begun, True)])


async def test_what_the_stream_lost_is_searched_for_and_its_gap_is_filled(tmp_path: Path) -> None:
    builder = RecordingBuilder().bluesky_post("heard", "Heard #tulipconf", by=ADA)
    builder.at(START + timedelta(hours=1)).bluesky_post("lost", "Lost #tulipconf", by=ADA)
    builder.at(START + timedelta(hours=2)).bluesky_post("late", "Late #tulipconf", by=ADA)
    log = log_of(builder.build())
    host = Host(log)
    late = log.entries.pop()
    log.entries.pop()
    async with staged(builder.build()) as stage, host.listening():
        stage.turn(START)
        async with stage.collecting(host.url, credentials=credentials(stage, tmp_path)):
            await stage.until(lambda: len(stage.outbox.posted()) == 1)
        stage.turn()
        log.entries[:] = [late]
        async with stage.collecting(host.url, credentials=credentials(stage, tmp_path)):
            await stage.until(lambda: "Lost #tulipconf" in stage.texts(), step=0.2)
            await stage.until(lambda: gaps(stage) == [(START, builder.now, True)], step=0.2)
        assert stage.last(builder.uri("lost")).post.backfilled


async def test_an_event_that_has_not_begun_owes_nothing() -> None:
    builder = three_posts()
    recording = builder.build()
    early = recording._replace(event=replace(recording.event, starts=(START + timedelta(days=1)).date()))
    async with staged(early) as stage, stage.collecting(past=True):
        await stage.play()
        assert gaps(stage) == []


async def test_a_wrong_password_costs_only_the_search(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    builder = three_posts()
    async with staged(builder.build()) as stage:
        begun = stage.turn(START + timedelta(minutes=30))
        wrong = credentials(stage, tmp_path, password="let-me-in-please")  # noqa: S106 - the wrong one
        async with stage.collecting(past=True, credentials=wrong):
            await stage.play()
        assert stage.texts() == ["Late #tulipconf"]
        assert gaps(stage) == [(MIDNIGHT, begun, False)]
    assert "are not accepted" in caplog.text
    assert "let-me-in-please" not in caplog.text


async def test_a_member_is_told_conversations_that_strangers_are_not(tmp_path: Path) -> None:
    builder = RecordingBuilder().bluesky_post("ask", "Which bulbs?", by=BEN)
    builder.bluesky_post("late", "Late ones #tulipconf", by=ADA, reply_to="ask")
    async with staged(builder.build()) as stage:
        stage.networks.fault("appview", "secretive")
        async with stage.collecting(credentials=credentials(stage, tmp_path)) as source:
            await stage.play()
            await stage.finish(source.recheck_all())
        assert set(stage.texts()) == {"Late ones #tulipconf", "Which bulbs?"}


async def test_a_session_is_kept_for_its_owner_alone_and_gone_on_with(tmp_path: Path) -> None:
    async with staged(three_posts().build()) as stage:
        stage.turn()
        told = credentials(stage, tmp_path)
        member = Member(told)
        await member.log_in()
        await member.close()
        assert stat.S_IMODE(told.file.stat().st_mode) == 0o600
        again = Member(credentials(stage, tmp_path, handle="", password=""))
        page = await again.search("tulipconf", MIDNIGHT, LATER)
        assert len(page.views) == 3
        await again.close()
        assert stage.asked("com.atproto.server.createSession") == 1


async def test_a_session_that_is_over_is_begun_anew_where_the_password_is_known(tmp_path: Path) -> None:
    async with staged(three_posts().build()) as stage:
        stage.turn()
        member = Member(credentials(stage, tmp_path))
        await member.log_in()
        stage.networks.pds.end_sessions()
        with pytest.raises(Unwelcome):
            await member.search("tulipconf", MIDNIGHT, LATER)
        assert len((await member.search("tulipconf", MIDNIGHT, LATER)).views) == 3
        await member.close()
        stage.networks.pds.end_sessions()
        stranger = Member(credentials(stage, tmp_path, password=""))
        with pytest.raises(Unwelcome, match="log in again"):
            await stranger.search("tulipconf", MIDNIGHT, LATER)
        await stranger.close()


async def test_an_account_host_in_trouble_is_no_refusal(tmp_path: Path) -> None:
    async with staged(three_posts().build()) as stage:
        member = Member(credentials(stage, tmp_path))
        await member.log_in()
        stage.networks.fault("appview", "error")
        with pytest.raises(Trouble):
            await member.search("tulipconf", MIDNIGHT, LATER)
        await member.close()


async def test_a_search_of_many_pages_is_read_to_its_end(tmp_path: Path) -> None:
    builder = RecordingBuilder()
    for number in range(230):
        builder.at(START + timedelta(seconds=number)).bluesky_post(f"{number}", f"{number} #tulipconf", by=ADA)
    async with staged(builder.build()) as stage:
        begun = stage.turn(START + timedelta(hours=1))
        async with stage.collecting(past=True, credentials=credentials(stage, tmp_path)):
            await stage.until(lambda: len(stage.outbox.posted()) == 230)
            await stage.until(lambda: gaps(stage) == [(MIDNIGHT, begun, True)])
        assert stage.asked("app.bsky.feed.searchPosts") == 3


async def test_a_search_of_too_many_pages_says_how_far_it_came(tmp_path: Path) -> None:
    builder = RecordingBuilder()
    for number in range(230):
        builder.at(START + timedelta(seconds=number)).bluesky_post(f"{number}", f"{number} #tulipconf", by=ADA)
    async with staged(builder.build()) as stage:
        begun = stage.turn(START + timedelta(hours=1))
        async with stage.collecting(past=True, search_pages=2, credentials=credentials(stage, tmp_path)):
            await stage.until(lambda: len(gaps(stage)) == 2)
        reached = START + timedelta(seconds=30)
        assert sorted(gaps(stage)) == [(MIDNIGHT, reached, False), (reached, begun, True)]


def test_credentials_do_not_tell_their_password(tmp_path: Path) -> None:
    told = Credentials("https://host.example", tmp_path, "ada.example", "open-sesame")
    assert "sesame" not in repr(told)
    assert "sesame" not in str(told)
