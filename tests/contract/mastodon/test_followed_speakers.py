"""Speakers whom an event follows: what they say of it to everybody, without the hashtag, and nothing else of theirs."""

from datetime import timedelta

from collecting import play
from msgspec.structs import replace

from backchannel.model.event import Roster, over
from support.recordings import START, RecordingBuilder

TULIP, ROSE = "tulip.example", "rose.example"
SLIDES = '<p>Here are <a href="https://slides.example/frost">my slides</a></p>'


def speaking(*accounts: str) -> RecordingBuilder:
    return RecordingBuilder(servers=(TULIP, ROSE)).speakers(*(accounts or ("ada@tulip.example",)))


async def test_a_speaker_is_heard_on_the_event_and_not_on_breakfast() -> None:
    builder = speaking().status("title", "Next: Bulbs that want frost").status("eggs", "Two eggs, please")
    builder.status("slides", "", content=SLIDES).status("ben", "Bulbs that want frost!", by="ben")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP, ROSE)
        assert stage.texts() == ["Next: Bulbs that want frost", "Here are my slides"]
        assert all(seen.withheld == () for seen in stage.outbox.posted())
        assert {known.id for known in await stage.outbox.known(TULIP)} == {builder.uri("title"), builder.uri("slides")}


async def test_a_speaker_goes_on_with_a_post_of_the_event_and_not_with_another() -> None:
    builder = (
        speaking().status("begin", "On stage #tulipconf").status("eggs", "Two eggs").status("ask", "Why?", by="ben")
    )
    builder.status("more", "And more of it", reply_to="begin").status("most", "The end", reply_to="more")
    builder.status("toast", "And toast", reply_to="eggs").status("answer", "Bulbs that want frost", reply_to="ask")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP, ROSE)
        assert sorted(stage.texts(TULIP)) == ["And more of it", "On stage #tulipconf", "The end"]
        await at_work.source.recount()
        assert all(seen.withheld == () for seen in stage.outbox.posted())


async def test_what_goes_on_with_a_post_without_words_is_not_heard() -> None:
    builder = speaking().status("begin", "On stage #tulipconf").edit("begin", "On a bus", tags=[])
    told = builder.now
    builder.status("more", "And another bus", reply_to="begin")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(told - timedelta(minutes=1))
        await at_work.heard(TULIP)
        stage.turn(told)
        await at_work.source.recheck_all()
        stage.turn(stage.ends)
        await at_work.heard(TULIP)
        assert stage.texts(TULIP) == ["On stage #tulipconf", ""]


async def test_a_speakers_wishes_are_heard() -> None:
    builder = speaking().person("ada", note="<p>#nobot</p>").status("title", "Next: Bulbs that want frost")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP)
        (seen,) = stage.outbox.posted()
        assert (seen.withheld, seen.post.text) == (("nobot",), "")


async def test_a_speakers_edit_to_something_else_takes_the_post_back() -> None:
    builder = speaking().status("title", "Next: Bulbs that want frost")
    told = builder.now
    builder.edit("title", "Next: lunch")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(told)
        await at_work.heard(TULIP)
        stage.turn(stage.ends)
        await at_work.source.recheck_all()
        assert (stage.last(builder.uri("title")).withheld, stage.texts()[-1]) == (("untagged",), "")


async def test_a_known_post_stays_after_a_restart_and_a_recount() -> None:
    builder = speaking().status("begin", "On stage #tulipconf").status("more", "And more of it", reply_to="begin")
    async with play(builder.build()) as stage:
        for minutes in (5, 10):
            stage.turn(stage.ends + timedelta(minutes=minutes))
            async with stage.collecting() as at_work:
                await at_work.heard(TULIP)
                await at_work.source.recount()
        assert {seen.withheld for seen in stage.outbox.posted()} == {()}
        assert set(stage.texts()) == {"On stage #tulipconf", "And more of it"}


async def test_speakers_are_left_alone_when_the_event_is_over_and_the_organiser_is_not() -> None:
    builder = speaking("ada@tulip.example").follow("ben@tulip.example").status("hi", "Hi #tulipconf", by="cleo")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(over(stage.outbox.event) + timedelta(minutes=5))
        await at_work.heard(TULIP)
        asked = [path for path in stage.networks.requests[TULIP] if path.endswith("/statuses") and "accounts" in path]
        looked_up = stage.networks.requests[TULIP]["/api/v1/accounts/lookup"]
        assert (len(asked), looked_up) == (0, 1)  # for Ben, who has not been there


async def test_a_speaker_who_leaves_the_programme_is_followed_no_more_and_what_was_said_stays() -> None:
    builder = speaking().status("one", "Bulbs that want frost: part one")
    builder.at(START + timedelta(hours=1)).status("two", "Bulbs that want frost: part two")
    async with play(builder.build()) as stage:
        stage.turn(START + timedelta(minutes=30))
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
        stage.outbox.event = replace(stage.outbox.event, roster=Roster())
        stage.turn(stage.ends)
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
            await at_work.source.recount()
        assert {(seen.post.text, seen.withheld) for seen in stage.outbox.posted()} == {
            ("Bulbs that want frost: part one", ())
        }
