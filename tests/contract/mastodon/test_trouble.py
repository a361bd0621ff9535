from datetime import timedelta

from collecting import EAGER, Play, play
from msgspec.structs import replace

from backchannel.model.sighting import Gap
from backchannel.sources.mastodon.policy import Policy
from support.recordings import START, RecordingBuilder

TULIP, ROSE = "tulip.example", "rose.example"
TIMELINE = "/api/v1/timelines/tag/tulipconf"


def two_gardens() -> RecordingBuilder:
    builder = RecordingBuilder(servers=(TULIP, ROSE))
    for number in range(30):
        builder.server(TULIP).status(f"tulip{number}", f"Tulip {number} #tulipconf")
        builder.server(ROSE).status(f"rose{number}", f"Rose {number} #tulipconf")
    return builder


def gaps(stage: Play) -> list[Gap]:
    return [seen for seen in stage.outbox.sightings if isinstance(seen, Gap)]


async def test_a_silent_server_delays_no_other() -> None:
    async with play(two_gardens().build()) as stage:
        stage.networks.fault(TULIP, "slow")
        async with stage.collecting(replace(EAGER, timeout_seconds=60)) as at_work:
            while stage.clock.now() < stage.ends:
                stage.turn(by=300)
                await at_work.heard(ROSE)
            assert len(stage.texts(ROSE)) == 30
            assert stage.texts(TULIP) == []
        stage.networks.fault(TULIP, "ok")


async def test_a_server_that_hangs_up_is_in_trouble_once_and_its_gap_is_filled() -> None:
    async with play(two_gardens().build()) as stage, stage.collecting() as at_work:
        stage.turn(START + timedelta(minutes=10))
        await at_work.heard(TULIP, ROSE)
        heard = stage.outbox.heard[TULIP]
        stage.networks.fault(TULIP, "drop")
        for _ in range(5):
            stage.turn(by=300)
            await at_work.heard(ROSE)
        await stage.outbox.until(lambda: bool(stage.outbox.troubles))
        assert [source for source, _ in stage.outbox.troubles] == [TULIP]
        assert stage.outbox.troubles[0][1].startswith("tulip.example does not answer")
        assert stage.outbox.heard[TULIP] == heard
        stage.networks.fault(TULIP, "ok")
        stage.turn(by=3600)
        await at_work.heard(TULIP, ROSE)
        await stage.outbox.until(lambda: stage.outbox.troubles[-1] == (TULIP, ""))
        assert len(stage.outbox.troubles) == 2
        (gap,) = gaps(stage)
        assert (gap.source, gap.start, gap.filled) == (TULIP, heard, True)
        assert START + timedelta(minutes=35) <= gap.end <= stage.clock.now()
        assert sorted(stage.texts(TULIP)) == sorted(f"Tulip {number} #tulipconf" for number in range(30))


async def test_trouble_that_a_collector_died_in_is_over_when_the_next_one_hears() -> None:
    async with play(two_gardens().build()) as stage:
        stage.networks.fault(TULIP, "drop")
        async with stage.collecting() as at_work:
            await at_work.heard(ROSE)
            await stage.outbox.until(lambda: bool(stage.outbox.troubles))
        stage.networks.fault(TULIP, "ok")
        async with stage.collecting():
            await stage.outbox.until(lambda: stage.outbox.troubles[-1] == (TULIP, ""))


async def test_errors_of_the_server_are_waited_out() -> None:
    async with play(two_gardens().build()) as stage:
        stage.networks.fault(TULIP, "error")
        async with stage.collecting() as at_work:
            stage.turn(stage.ends)
            await at_work.heard(ROSE)
            await stage.outbox.until(lambda: bool(stage.outbox.troubles))
            assert stage.outbox.troubles == [(TULIP, "tulip.example has trouble of its own (HTTP 503)")]
            stage.networks.fault(TULIP, "ok")
            stage.turn(by=600)
            await at_work.heard(TULIP)
            assert len(stage.texts(TULIP)) == 30


async def test_a_server_that_wants_fewer_requests_gets_none_until_its_limit_is_reset() -> None:
    async with play(two_gardens().build()) as stage, stage.collecting() as at_work:
        stage.turn(START + timedelta(minutes=10, seconds=30))
        await at_work.heard(TULIP, ROSE)
        stage.networks.fault(TULIP, "ratelimit")
        stage.turn(by=30)
        await stage.outbox.until(lambda: bool(stage.outbox.troubles))
        assert "fewer requests until 09:15" in stage.outbox.troubles[0][1]
        await at_work.heard(ROSE)
        stage.networks.fault(TULIP, "ok")
        before = stage.asked(TULIP)
        while stage.clock.now() < START + timedelta(minutes=14, seconds=45):
            stage.turn(by=15)
            await at_work.heard(ROSE)
        assert stage.asked(TULIP) <= before + 2  # the two re-checks that were on their way
        stage.turn(by=60)
        await stage.outbox.until(lambda: stage.outbox.troubles[-1] == (TULIP, ""))


async def test_our_own_pace_stays_below_what_servers_allow() -> None:
    async with play(two_gardens().build()) as stage, stage.collecting(Policy(recheck_all_every=60.0)) as at_work:
        while stage.clock.now() < stage.ends:
            stage.turn(by=15)
            await at_work.heard(ROSE)
        assert not stage.outbox.troubles


async def test_time_in_which_no_collector_ran_is_a_gap_that_gets_filled() -> None:
    async with play(two_gardens().build()) as stage:
        async with stage.collecting() as at_work:
            stage.turn(START + timedelta(minutes=10))
            await at_work.heard(TULIP, ROSE)
        stopped = stage.clock.now()
        stage.turn(stage.ends)
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP, ROSE)
        assert {(gap.source, gap.start, gap.end, gap.why, gap.filled) for gap in gaps(stage)} == {
            (server, stopped, stage.clock.now(), "the collector was not running", True) for server in (TULIP, ROSE)
        }


async def test_a_quick_restart_is_no_gap() -> None:
    async with play(two_gardens().build()) as stage:
        for _ in range(2):
            stage.turn(by=60)
            async with stage.collecting() as at_work:
                await at_work.heard(TULIP, ROSE)
        assert gaps(stage) == []


async def test_looking_again_says_which_servers_could_not_finish() -> None:
    async with play(two_gardens().build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP, ROSE)
        stage.networks.fault(TULIP, "error")
        assert await at_work.source.recheck_all() == (TULIP,)
