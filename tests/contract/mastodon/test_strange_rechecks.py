"""Looking again at the posts of servers that do not know how, or that take their time."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import NamedTuple

import pytest
from collecting import EAGER, Collecting, collecting
from msgspec.structs import replace
from starlette.responses import HTMLResponse, Response
from strange import Json, StrangeServer, nothing_here, status, strange_server

from backchannel.clock import TurnedClock
from backchannel.sources.mastodon.policy import Policy, Rate
from support.builders import NOON, an_event
from support.outbox import MemoryOutbox

MEADOW = "meadow.example"
YOUNG = "2026-06-10T12:00:00Z"


class Known(NamedTuple):
    """A server whose posts have been told."""

    server: StrangeServer
    outbox: MemoryOutbox
    clock: TurnedClock
    at_work: Collecting

    async def look_again(self) -> tuple[str, ...]:
        """A re-check of everything, while time passes: after a failure of its own a server is left alone a while."""
        looking = asyncio.create_task(self.at_work.source.recheck_all())
        async with asyncio.timeout(60):
            while not looking.done():
                self.clock.turn(self.clock.now() + timedelta(seconds=1))
                await asyncio.wait([looking], timeout=0.005)
        return looking.result()

    def texts(self) -> list[str]:
        return [seen.post.text for seen in self.outbox.posted()]


@asynccontextmanager
async def known(*statuses: Json, policy: Policy = EAGER) -> AsyncGenerator[Known]:
    outbox, clock = MemoryOutbox(an_event(servers=(MEADOW,))), TurnedClock(NOON)
    async with strange_server() as server:
        server.post(*statuses)
        async with collecting({MEADOW: server.url}, outbox, clock, policy) as at_work:
            await at_work.heard(MEADOW)
            yield Known(server, outbox, clock, at_work)


@pytest.mark.parametrize("refusal", [404, 405, 422, 500])
async def test_a_server_that_does_not_know_the_question_about_many_is_asked_about_each(refusal: int) -> None:
    async with known(status(1), status(2), status(3)) as stage:
        stage.server.batch = lambda _: Response(status_code=refusal)
        stage.server.statuses = [status(2, content="Other bulbs", edited_at=YOUNG), status(3)]
        assert await stage.look_again() == ()
        assert [(seen.id, seen.final) for seen in stage.outbox.deleted()] == [
            ("https://meadow.example/objects/1", True)
        ]
        assert stage.texts()[3:] == ["Other bulbs"]


@pytest.mark.parametrize(("code", "answer"), [(401, nothing_here(401)), (404, HTMLResponse("<p>For sale", 404))])
async def test_a_server_that_says_nothing_of_any_status_deletes_nothing_and_is_told_of_once(
    caplog: pytest.LogCaptureFixture, code: int, answer: Response
) -> None:
    caplog.set_level(logging.INFO)
    async with known(status(1), status(2)) as stage:
        stage.server.batch = lambda _: Response(status_code=404)
        stage.server.single = lambda _: answer
        for _ in range(3):
            assert await stage.at_work.source.recheck_all() == (MEADOW,)
        assert stage.outbox.deleted() == []
    assert [message for message in caplog.messages if "recheck" in message] == [
        f"server={MEADOW} recheck=singly why='refuses to show its posts (HTTP 404)'",
        f"server={MEADOW} recheck_trouble='refuses to show its posts (HTTP {code})'",
    ]


async def test_a_status_the_server_will_not_speak_of_holds_up_no_other() -> None:
    async with known(status(1), status(2)) as stage:
        stage.server.batch = lambda _: Response(status_code=404)
        stage.server.single = lambda own_id: Response(status_code=500) if own_id == status(2)["id"] else None
        stage.server.statuses = [status(2)]
        assert await stage.look_again() == ()
        assert [seen.id for seen in stage.outbox.deleted()] == ["https://meadow.example/objects/1"]


async def test_a_long_look_at_everything_holds_up_no_look_at_the_young() -> None:
    old = [status(number, created_at="2026-06-10T10:00:00Z") for number in range(200)]
    young = status(999, created_at=YOUNG)
    policy = replace(EAGER, other=Rate(1.0, 5), recheck_young_every=3.0)
    async with known(*old, young, policy=policy) as stage:
        while len(stage.texts()) < 201:  # the past is read beside all else
            stage.clock.turn(stage.clock.now() + timedelta(seconds=15))
            await stage.at_work.heard(MEADOW)
        asked: list[list[str]] = []
        stage.server.batch = asked.append
        await stage.look_again()
        assert asked.index([young["id"]]) < max(number for number, ids in enumerate(asked) if len(ids) == 20)
