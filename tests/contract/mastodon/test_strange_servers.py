import json
import logging
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import NamedTuple

import pytest
from collecting import EAGER, Collecting, collecting
from msgspec.structs import replace
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from strange import StrangeServer, nothing_here, status, strange_server

from backchannel.clock import TurnedClock
from backchannel.model.sighting import Gap
from support.builders import NOON, an_event
from support.outbox import MemoryOutbox

MEADOW = "meadow.example"


class Stage(NamedTuple):
    server: StrangeServer
    outbox: MemoryOutbox
    clock: TurnedClock
    at_work: Collecting

    async def pass_by(self, seconds: float = 15) -> None:
        """Let time pass until the server has been heard after it."""
        self.clock.turn(self.clock.now() + timedelta(seconds=seconds))
        await self.at_work.heard(MEADOW)

    async def in_trouble(self) -> str:
        await self.outbox.until(lambda: bool(self.outbox.troubles))
        return self.outbox.troubles[-1][1]

    def texts(self) -> list[str]:
        return [seen.post.text for seen in self.outbox.posted()]


@pytest.fixture
async def stage() -> AsyncGenerator[Stage]:
    outbox = MemoryOutbox(an_event(servers=(MEADOW,)))
    clock = TurnedClock(NOON)
    policy = replace(EAGER, pages=5, longest_answer_bytes=100_000)
    async with strange_server() as server, collecting({MEADOW: server.url}, outbox, clock, policy) as at_work:
        yield Stage(server, outbox, clock, at_work)


def polls(stage: Stage) -> list[dict[str, str]]:
    """What was asked of the newest page; what is below it is the past's."""
    return [query for query in stage.server.asked if "max_id" not in query]


async def test_opaque_ids_are_read_downward_and_nothing_is_told_twice(stage: Stage) -> None:
    await stage.pass_by()
    stage.server.post(*(status(number, second=30 + number) for number in range(100)))
    await stage.pass_by(300)
    assert sorted(stage.texts()) == sorted(f"Bulb {number}" for number in range(100))
    stage.server.post(*(status(number, second=230 + number) for number in range(100, 200)))
    await stage.pass_by(300)
    assert sorted(stage.texts()) == sorted(f"Bulb {number}" for number in range(200))
    seen = stage.outbox.posted()[0].post
    assert (seen.author.id, seen.author.handle) == ("https://meadow.example/ben", "ben@meadow.example")


async def test_a_quiet_server_with_opaque_ids_is_asked_once_a_poll(stage: Stage) -> None:
    stage.server.post(*(status(number) for number in range(100)))
    await stage.pass_by(300)
    await stage.pass_by()
    before = len(polls(stage))
    await stage.pass_by()
    await stage.pass_by()
    assert len(polls(stage)) == before + 2


async def test_more_posts_than_the_pages_hold_leave_a_hole_that_is_told(stage: Stage) -> None:
    stage.server.post(status(0))
    await stage.pass_by(60)
    stage.server.post(*(status(number, second=1200 + number) for number in range(1, 300)))
    await stage.pass_by(3600)
    (gap,) = [seen for seen in stage.outbox.sightings if isinstance(seen, Gap)]
    assert gap.start == NOON
    assert gap.end == NOON + timedelta(seconds=1200 + 99)
    assert not gap.filled


async def test_a_server_that_cannot_page_is_read_as_far_as_it_goes(stage: Stage) -> None:
    stage.server.answer = lambda _: JSONResponse([status(number) for number in range(40, 0, -1)])
    await stage.pass_by(300)
    assert len(stage.texts()) == 40


async def test_a_server_that_ignores_min_id_is_not_asked_for_ever(stage: Stage) -> None:
    snowflake = 116_000_000_000_000_000
    page = [status(number, id=str(snowflake + number)) for number in range(40, 0, -1)]
    stage.server.answer = lambda _: JSONResponse(page)
    await stage.pass_by(300)
    assert len(stage.texts()) == 40
    assert len(stage.server.asked) < 10


MALFORMED: list[object] = [
    None,
    7,
    "text",
    [],
    {},
    {"id": 7},
    status(1, account=None),
    status(2, account={"acct": "x"}),
    status(3, created_at="yesterday"),
    status(4, created_at="0001-01-01T00:00:00+14:00"),
    status(4, edited_at="9999-12-31T23:59:59-14:00"),
    status(4, poll={"options": [], "expires_at": "0000-00-00"}),
    status(5, uri=""),
    status(6, uri="with space"),
    status(7, tags="tulips"),
    status(8, content=["x"]),
    status(9, uri="https://meadow.example/" + "x" * 3000),
]


async def test_malformed_statuses_are_dropped_and_counted(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    await stage.pass_by()
    stage.server.answer = lambda query: JSONResponse([] if "max_id" in query else [*MALFORMED, status(50)])
    await stage.pass_by(61)
    await stage.pass_by(61)
    assert stage.texts() == ["Bulb 50"]
    assert f"server={MEADOW} malformed={len(MALFORMED)}" in caplog.messages


async def test_statuses_that_are_no_utf_8_are_dropped_and_counted_too(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    stage.server.instance = lambda _: Response(b'{"domain": "\xff"}')
    await stage.pass_by(3700)  # until it is probed again
    bad = [b'{"id": "\xff"}', json.dumps(status(49)).replace("Bulb", "XX").encode().replace(b"XX", b"\xff")]
    answer = b"[%b]" % b",".join([*bad, json.dumps(status(50)).encode()])
    stage.server.answer = lambda query: JSONResponse([]) if "max_id" in query else Response(answer)
    await stage.pass_by(61)
    await stage.pass_by(61)
    assert stage.texts() == ["Bulb 50"]
    assert f"server={MEADOW} malformed=2" in caplog.messages


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (PlainTextResponse("<html>"), "answers with something that is no list of posts"),
        (JSONResponse({"error": "?"}), "answers with something that is no list of posts"),
        (PlainTextResponse("[" * 90_000), "answers with something that is no list of posts"),
        (PlainTextResponse("[" + " " * 200_000 + "]"), "answers with more than can be read"),
        (RedirectResponse("http://elsewhere.example/"), "has trouble of its own (HTTP 307)"),
        (Response(status_code=404), "refuses to show its posts (HTTP 404)"),
    ],
)
async def test_an_answer_that_makes_no_sense_is_trouble(stage: Stage, answer: Response, trouble: str) -> None:
    await stage.pass_by()
    stage.server.answer = lambda _: answer
    stage.clock.turn(stage.clock.now() + timedelta(seconds=15))
    assert await stage.in_trouble() == f"{MEADOW} {trouble}"


async def test_a_server_that_shows_strangers_its_own_posts_only_is_read_so_for_an_hour(stage: Stage) -> None:
    stage.server.post(status(1))
    stage.server.answer = lambda query: None if "local" in query else Response(status_code=422)
    await stage.pass_by()
    assert stage.texts() == ["Bulb 1"]
    stage.server.asked.clear()
    await stage.pass_by(1800)
    assert all("local" in query for query in stage.server.asked)
    assert stage.outbox.modes[MEADOW] == ("polling", f"{MEADOW} shows strangers only what its own people write")
    stage.server.answer = lambda _: None
    await stage.pass_by(3600)
    stage.server.asked.clear()
    await stage.pass_by()
    assert all("local" not in query for query in stage.server.asked)
    assert stage.outbox.modes[MEADOW] == ("polling", "")


async def test_a_server_that_refuses_strangers_is_tried_again_after_an_hour(stage: Stage) -> None:
    await stage.pass_by()
    stage.server.answer = lambda _: Response(status_code=401)
    stage.clock.turn(stage.clock.now() + timedelta(seconds=15))
    await stage.in_trouble()
    stage.server.answer = lambda _: None
    stage.server.asked.clear()
    stage.clock.turn(stage.clock.now() + timedelta(minutes=59))
    await stage.at_work.source.recheck_all()
    assert stage.server.asked == []
    await stage.pass_by(120)
    assert stage.outbox.troubles[-1] == (MEADOW, "")


async def test_a_server_that_does_not_know_the_question_deletes_nothing(stage: Stage) -> None:
    stage.server.post(status(1), status(2))
    await stage.pass_by()
    stage.server.batch = lambda _: JSONResponse([])
    await stage.at_work.source.recheck_all()
    assert stage.outbox.deleted() == []


@pytest.mark.parametrize(("answer", "final"), [(404, True), (410, True), (401, False)])
async def test_posts_that_are_all_gone_are_gone_for_good_if_the_server_says_so(
    stage: Stage, answer: int, *, final: bool
) -> None:
    stage.server.post(status(1), status(2))
    await stage.pass_by()
    stage.server.statuses.clear()
    stage.server.single = lambda _: nothing_here(answer)
    await stage.at_work.source.recheck_all()
    assert [seen.final for seen in stage.outbox.deleted()] == [final, final]


async def test_a_boost_is_read_as_what_it_boosts(stage: Stage) -> None:
    stage.server.post(status(9, reblog=status(1), content="", tags=[]))
    await stage.pass_by()
    assert [(seen.local_id, seen.post.text) for seen in stage.outbox.posted()] == [("Aq0001x", "Bulb 1")]


@pytest.mark.parametrize("answer", [PlainTextResponse("<html>"), JSONResponse([]), Response(status_code=401)])
async def test_a_server_that_tells_nothing_sensible_of_accounts_is_read_all_the_same(answer: Response) -> None:
    outbox, clock = MemoryOutbox(an_event(servers=(MEADOW,), accounts=(f"ada@{MEADOW}",))), TurnedClock(NOON)
    async with strange_server() as server, collecting({MEADOW: server.url}, outbox, clock, EAGER) as at_work:
        server.account = lambda _: answer
        server.post(status(1))
        clock.turn(NOON + timedelta(minutes=2))
        await at_work.heard(MEADOW)
        assert [seen.post.text for seen in outbox.posted()] == ["Bulb 1"]
        assert outbox.troubles == []


async def test_what_a_server_adds_to_an_accounts_posts_is_left_out() -> None:
    outbox, clock = MemoryOutbox(an_event(servers=(MEADOW,), accounts=(f"ben@{MEADOW}",))), TurnedClock(NOON)
    own = status(1, tags=[], account={"id": "b", "acct": "ben", "url": "https://meadow.example/ben"})
    others = [
        own | {"id": "r", "uri": "https://meadow.example/r", "in_reply_to_id": "9", "in_reply_to_account_id": "a"},
        own | {"id": "s", "uri": "https://meadow.example/s", "in_reply_to_account_id": "a"},
        own | {"id": "t", "uri": "https://meadow.example/t", "in_reply_to_id": "9"},
        own | {"id": "u", "uri": "https://meadow.example/u", "visibility": "unlisted"},
        own | {"id": "v", "uri": "https://meadow.example/v", "reblog": status(2, tags=[])},
    ]
    async with strange_server() as server, collecting({MEADOW: server.url}, outbox, clock, EAGER) as at_work:
        server.account = lambda path: JSONResponse({"id": "b"} if path == "lookup" else [*others, own])
        clock.turn(NOON + timedelta(minutes=2))
        await at_work.heard(MEADOW)
        assert [seen.post.text for seen in outbox.posted()] == ["Bulb 1"]
