import asyncio
from datetime import timedelta

import pytest
from collecting import EAGER, Collecting, Play, play

from backchannel.model.event import over
from backchannel.model.sighting import Deleted, Posted
from backchannel.sources.mastodon.collector import MastodonSource
from support.recordings import START, RecordingBuilder

TULIP, ROSE = "tulip.example", "rose.example"
BATCH = "/api/v1/statuses"
LATER = START + timedelta(minutes=9)


def hello() -> RecordingBuilder:
    """A post of Ada's that rose.example has, too."""
    builder = RecordingBuilder(servers=(TULIP, ROSE)).status("hello", "Hello #tulipconf")
    return builder.server(ROSE).seen("hello").server(TULIP)


async def told_in_the_end(builder: RecordingBuilder, server: str) -> list[Posted | Deleted]:
    """What is told of the server's posts by a poll after two minutes, and a re-check when all is over."""
    async with play(builder.build()) as stage:
        start = stage.clock.now()
        async with stage.collecting() as at_work:
            stage.turn(start + timedelta(minutes=2))
            await at_work.heard(TULIP, ROSE)
            stage.turn(stage.ends + timedelta(minutes=1))
            await at_work.source.recheck_all()
            await at_work.source.recheck_all()
        return [seen for seen in stage.outbox.sightings if isinstance(seen, Posted | Deleted) and seen.source == server]


async def test_an_edit_is_found_and_sorts_behind_what_it_replaces() -> None:
    first, second = await told_in_the_end(hello().edit("hello", "Hello all #tulipconf"), TULIP)
    assert isinstance(first, Posted)
    assert isinstance(second, Posted)
    assert (first.post.text, second.post.text) == ("Hello #tulipconf", "Hello all #tulipconf")
    assert first.post.version < second.post.version
    assert second.post.edited_at is not None


async def test_a_post_deleted_at_its_origin_is_gone_for_good() -> None:
    _, gone = await told_in_the_end(hello().delete("hello"), TULIP)
    assert isinstance(gone, Deleted)
    assert gone.final


async def test_a_post_missing_elsewhere_may_come_back() -> None:
    _, gone = await told_in_the_end(hello().server(ROSE).delete("hello"), ROSE)
    assert isinstance(gone, Deleted)
    assert not gone.final


async def test_a_lost_hashtag_leaves_the_words_at_the_door() -> None:
    _, untagged = await told_in_the_end(hello().edit("hello", "Hello all of you"), TULIP)
    assert isinstance(untagged, Posted)
    assert (untagged.withheld, untagged.post.text) == (("untagged",), "")


async def test_an_author_who_is_limited_is_withheld() -> None:
    builder = hello().person("ada", limited=True).edit("hello", "Hello all #tulipconf")
    _, limited = await told_in_the_end(builder, TULIP)
    assert isinstance(limited, Posted)
    assert limited.withheld == ("limited",)


async def test_a_picture_that_arrives_later_is_told_without_an_edit() -> None:
    waiting = {"type": "image", "url": None}
    ready = {"type": "image", "url": "https://media.example/1.jpg"}
    builder = RecordingBuilder(servers=(TULIP, ROSE))
    builder.status("hello", "Hello #tulipconf", media_attachments=[waiting])
    builder.at(LATER).edit("hello", "Hello #tulipconf", media_attachments=[ready], edited_at=None)
    first, second = await told_in_the_end(builder, TULIP)
    assert isinstance(first, Posted)
    assert isinstance(second, Posted)
    assert (len(first.post.media), len(second.post.media)) == (0, 1)
    assert first.post.version == second.post.version


async def test_a_quote_that_is_revoked_is_told_without_an_edit() -> None:
    quoted = {"quoted_status": {"uri": "https://garden.example/1"}}
    builder = RecordingBuilder(servers=(TULIP, ROSE))
    builder.status("hello", "Hello #tulipconf", quote={"state": "accepted", **quoted})
    builder.at(LATER).edit("hello", "Hello #tulipconf", quote={"state": "revoked", **quoted}, edited_at=None)
    first, second = await told_in_the_end(builder, TULIP)
    assert isinstance(first, Posted)
    assert isinstance(second, Posted)
    assert (first.post.quote_of, second.post.quote_of) == ("https://garden.example/1", None)


async def test_counts_are_told_once_and_where_they_are_whole() -> None:
    builder = hello().edit("hello", "Hello #tulipconf", edited_at=None, favourites_count=9)
    builder.server(ROSE).edit("hello", "Hello #tulipconf", edited_at=None, favourites_count=1)
    first, second = await told_in_the_end(builder, TULIP)
    assert isinstance(first, Posted)
    assert isinstance(second, Posted)
    assert (first.post.counts.likes, second.post.counts.likes) == (0, 9)
    assert len(await told_in_the_end(builder, ROSE)) == 1


async def test_a_post_that_comes_back_is_told_again() -> None:
    builder = hello().server(ROSE).delete("hello")
    back = builder.now + timedelta(minutes=30)
    builder.at(back).seen("hello")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        for until in (stage.ends - timedelta(minutes=29.5), stage.ends + timedelta(minutes=1)):
            stage.turn(stage.clock.now() + timedelta(minutes=2))
            await at_work.heard(ROSE)
            stage.turn(until)
            await at_work.source.recheck_all()
        kinds = [type(seen).__name__ for seen in stage.outbox.sightings if getattr(seen, "source", "") == ROSE]
        assert kinds == ["Posted", "Deleted", "Posted"]


async def test_posts_are_looked_at_twenty_at_a_time() -> None:
    builder = RecordingBuilder(servers=(TULIP,))
    for number in range(50):
        builder.status(f"post{number}", f"Bulb {number} #tulipconf")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends + timedelta(hours=2))
        await at_work.heard(TULIP)
        await stage.hear_all(50)
        before = stage.networks.requests[TULIP][BATCH]
        await at_work.source.recheck_all()
        assert stage.networks.requests[TULIP][BATCH] == before + 3


async def test_the_young_are_looked_at_every_minute_and_the_old_every_half_hour() -> None:
    async with play(hello().build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends + timedelta(minutes=1))
        await at_work.heard(TULIP)
        young = await asked_while(stage, at_work, minutes=10)
        stage.turn(by=3 * 3600)
        await at_work.heard(TULIP)
        old = await asked_while(stage, at_work, minutes=60)
        assert 9 <= young <= 11
        assert 1 <= old <= 3


async def asked_while(stage: Play, at_work: Collecting, minutes: int) -> int:
    """How often the server is asked for known posts in that time."""
    before = stage.networks.requests[TULIP][BATCH]
    for _ in range(minutes * 4):
        stage.turn(by=15)
        await at_work.heard(TULIP)
    return stage.networks.requests[TULIP][BATCH] - before


async def test_counting_anew_tells_likes_though_nothing_else_has_changed() -> None:
    builder = hello().liked("hello", 3)
    async with play(builder.build()) as stage:
        start = stage.clock.now()
        async with stage.collecting() as at_work:
            stage.turn(start + timedelta(minutes=2))
            await at_work.heard(TULIP, ROSE)
            stage.turn(stage.ends + timedelta(minutes=1))
            told = len(stage.outbox.posted())
            await at_work.source.recount()
            assert len(stage.outbox.posted()) > told
        likes = {seen.source: seen.post.counts.likes for seen in stage.outbox.posted()}
        assert likes == {TULIP: 3, ROSE: 0}


async def test_a_source_that_is_only_open_looks_and_says_nothing_else() -> None:
    builder = hello().liked("hello", 3).status("late", "Late #tulipconf").delete("hello")
    async with play(builder.build()) as stage:
        async with stage.collecting() as at_work:
            stage.turn(stage.clock.now() + timedelta(minutes=2))
            await at_work.heard(TULIP, ROSE)
        heard, before = dict(stage.outbox.heard), len(stage.outbox.sightings)
        stage.turn(stage.ends + timedelta(days=21))
        source = MastodonSource(stage.networks.endpoints.mastodon, stage.clock, EAGER)
        async with source.opened([stage.outbox]):
            assert await source.recount() == ()
        with pytest.raises(RuntimeError):
            await source.recheck_all()
        told = stage.outbox.sightings[before:]
        assert [(type(seen), seen.source) for seen in told if isinstance(seen, Deleted)] == [(Deleted, TULIP)]
        assert [seen.post.text for seen in told if isinstance(seen, Posted)] == ["Hello #tulipconf"]
        assert stage.outbox.heard == heard


async def test_posts_of_an_event_that_is_over_are_all_looked_at_once_a_day() -> None:
    async with play(hello().build()) as stage:
        async with stage.collecting() as at_work:
            stage.turn(stage.ends + timedelta(minutes=1))
            await at_work.heard(TULIP, ROSE)
            before = stage.networks.requests[TULIP][BATCH]
            for hours, looks in ((24, 1), (36, 1), (49, 2), (61, 2), (74, 3)):
                stage.turn(over(stage.outbox.event) + timedelta(hours=hours))
                await at_work.heard(TULIP, ROSE)
                async with asyncio.timeout(60):
                    while stage.networks.requests[TULIP][BATCH] < before + looks:
                        await asyncio.sleep(0.005)
        assert stage.networks.requests[TULIP][BATCH] == before + 3
