"""Questions need their answers: what answers a post, and what a post answers, is fetched as context."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from collecting import EAGER, Collecting, Play, collecting, play
from strange import status as strange_status
from strange import strange_server

from backchannel.clock import TurnedClock
from backchannel.model.sighting import Posted
from backchannel.sources.mastodon.policy import Policy
from backchannel.sources.mastodon.raw import Account, Status
from backchannel.sources.mastodon.threads import Threads
from support.builders import NOON, a_post, an_event, seen
from support.outbox import MemoryOutbox
from support.recordings import RecordingBuilder

TULIP, ROSE = "tulip.example", "rose.example"


def question(**fields: Any) -> RecordingBuilder:
    return RecordingBuilder(servers=(TULIP,)).status("ask", "Why? #tulipconf", replies_count=1, **fields)


async def told(builder: RecordingBuilder, *keys: str) -> dict[str, Posted]:
    """The last sighting of these posts, once conversations have been read."""
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        await _through(stage, at_work)
        return {key: stage.last(builder.uri(key)) for key in keys if _is_told(stage, builder.uri(key))}


def _is_told(stage: Play, post: str) -> bool:
    return any(each.post.id == post for each in stage.outbox.posted())


async def _through(stage: Play, at_work: Collecting) -> None:
    stage.turn(stage.ends)
    await at_work.heard(TULIP)
    for _ in range(4):
        stage.turn(by=30)
        await stage.pass_until(lambda: stage.outbox.heard[TULIP] >= stage.clock.now(), by=15)


async def test_an_answer_without_the_hashtag_is_told_as_context() -> None:
    builder = question().status("answer", "Because of frost.", by="ben", reply_to="ask")
    sightings = await told(builder, "ask", "answer")
    assert (sightings["ask"].context, sightings["answer"].context) == (False, True)
    assert sightings["answer"].post.text == "Because of frost."
    assert sightings["answer"].post.reply_to == builder.uri("ask")


async def test_what_a_post_answers_is_told_as_context() -> None:
    builder = RecordingBuilder(servers=(TULIP,)).status("root", "Frost tonight.", by="ben")
    builder.status("reply", "Cover the bulbs #tulipconf", reply_to="root")
    sightings = await told(builder, "root")
    assert sightings["root"].context


async def test_of_a_conversation_only_what_may_be_kept_is_told() -> None:
    builder = question().person("chidi", note="<p>#nobot</p>")
    builder.status("shy", "I think so.", by="chidi", reply_to="ask")
    builder.status("quiet", "Me too.", by="ben", reply_to="ask", visibility="unlisted")
    assert await told(builder, "shy", "quiet") == {}


async def test_an_answer_with_the_hashtag_is_an_ordinary_post() -> None:
    builder = question().status("answer", "Frost. #tulipconf", by="ben", reply_to="ask")
    assert not (await told(builder, "answer"))["answer"].context


async def test_context_is_looked_at_again_and_stays_context() -> None:
    builder = question().status("answer", "Because of frost.", by="ben", reply_to="ask")
    later = builder.now + timedelta(minutes=20)
    builder.at(later).edit("answer", "Because of snow.")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(later - timedelta(minutes=5))
        await stage.pass_until(lambda: _is_told(stage, builder.uri("answer")), by=10)
        stage.turn(later)
        await at_work.source.recheck_all()
        last = stage.last(builder.uri("answer"))
        assert (last.post.text, last.context, last.withheld) == ("Because of snow.", True, ())


async def test_context_is_known_as_such_to_a_collector_that_starts_anew() -> None:
    builder = question().status("answer", "Because of frost.", by="ben", reply_to="ask")
    later = builder.now + timedelta(minutes=20)
    builder.at(later).edit("answer", "Because of snow.")
    async with play(builder.build()) as stage:
        async with stage.collecting():
            stage.turn(later - timedelta(minutes=5))
            await stage.pass_until(lambda: _is_told(stage, builder.uri("answer")), by=10)
        stage.turn(later)
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
            await at_work.source.recheck_all()
            last = stage.last(builder.uri("answer"))
            assert (last.post.text, last.context) == ("Because of snow.", True)


async def test_a_conversation_is_asked_for_at_its_home_only() -> None:
    builder = RecordingBuilder(servers=(TULIP, ROSE)).server(TULIP)
    builder.status("ask", "Why? #tulipconf", replies_count=1).server(ROSE).seen("ask")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(stage.ends)
        await at_work.heard(TULIP, ROSE)
        for _ in range(8):
            stage.turn(by=15)
            await at_work.heard(TULIP, ROSE)
        context = [path for path in stage.networks.requests[ROSE] if path.endswith("/context")]
        assert context == []
        assert [path for path in stage.networks.requests[TULIP] if path.endswith("/context")]


async def test_a_server_that_knows_no_conversations_is_read_all_the_same() -> None:
    outbox, clock = MemoryOutbox(an_event(servers=(TULIP,))), TurnedClock(NOON)
    async with strange_server() as server, collecting({TULIP: server.url}, outbox, clock, EAGER) as at_work:
        server.post(strange_status(1, replies_count=2))
        for _ in range(6):
            clock.turn(clock.now() + timedelta(seconds=15))
            await at_work.heard(TULIP)
        assert [each.post.text for each in outbox.posted()] == ["Bulb 1"]
        assert outbox.troubles == []


def status(local_id: str, replies: int, *, answers: bool = False) -> Status:
    account = Account(acct="ada", uri="https://garden.example/users/ada")
    uri = f"https://garden.example/users/ada/statuses/{local_id}"
    return Status(local_id, uri, NOON, account, replies_count=replies, in_reply_to_id="9" if answers else None)


def posted(local_id: str, **facts: Any) -> Posted:
    return seen(a_post(int(local_id)), **facts)


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def asked(threads: Threads, now: datetime) -> list[str]:
    found: list[str] = []
    while (local_id := threads.next(now)) is not None:
        found.append(local_id)
    return found


def test_the_most_unread_replies_come_first_and_then_the_newest() -> None:
    threads = Threads(Policy())
    for local_id, replies in (("1", 1), ("2", 5), ("3", 1), ("4", 0)):
        threads.note(status(local_id, replies), posted(local_id))
    threads.note(status("5", 0, answers=True), posted("5"))
    assert asked(threads, NOON) == ["2", "5", "3", "1"]


def test_a_conversation_is_asked_for_again_when_it_has_grown_and_not_at_once() -> None:
    threads = Threads(Policy())
    threads.note(status("1", 1), posted("1"))
    assert asked(threads, NOON) == ["1"]
    assert asked(threads, later(60)) == []
    threads.note(status("1", 2), posted("1"))
    assert asked(threads, later(1)) == []
    assert asked(threads, later(6)) == ["1"]


def test_no_post_and_no_hour_takes_more_than_its_share() -> None:
    threads = Threads(Policy(thread_looks=3, threads_an_hour=5))
    for replies in range(1, 10):
        threads.note(status("1", replies), posted("1"))
        threads.next(later(replies * 6))
    assert asked(threads, later(100)) == []
    for number in range(2, 20):
        threads.note(status(str(number), 1), posted(str(number)))
    assert len(asked(threads, later(200))) == 5
    assert len(asked(threads, later(261))) == 5


def test_what_is_withheld_or_context_has_no_conversation() -> None:
    threads = Threads(Policy())
    threads.note(status("1", 3), posted("1"))
    threads.note(status("1", 3), posted("1", withheld=("nobot",)))
    threads.note(status("2", 3), seen(a_post(2, hashtags=()), context=True))
    assert asked(threads, NOON) == []


def test_a_question_without_an_answer_may_be_asked_once_more() -> None:
    threads = Threads(Policy())
    threads.note(status("1", 1), posted("1"))
    assert asked(threads, NOON) == ["1"]
    threads.undone("1")
    threads.undone("7")
    assert asked(threads, later(6)) == ["1"]


@pytest.mark.parametrize(("number", "is_remembered"), [(999, False), (1_000, True)])
def test_so_many_conversations_are_remembered_and_no_more(number: int, *, is_remembered: bool) -> None:
    threads = Threads(Policy())
    for other in range(1, 6_000):
        threads.note(status(str(other), 2 if other == number else 1), posted("1"))
    assert (threads.next(NOON) == str(number)) == is_remembered  # the one with the most replies comes first
