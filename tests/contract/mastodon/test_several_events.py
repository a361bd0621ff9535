"""Several events on one server: what is wrong with one must not be the others' trouble."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from collecting import EAGER
from msgspec.structs import replace
from starlette.responses import PlainTextResponse, Response
from strange import StrangeServer, status, strange_server

from backchannel.clock import TurnedClock
from backchannel.sources.mastodon.collector import MastodonSource
from support.builders import NOON, an_event
from support.outbox import MemoryOutbox

MEADOW = "meadow.example"


class Garden:
    """The events Weeds and Tulips on one server, read in that order. The server has a bad answer for Weeds."""

    def __init__(self, server: StrangeServer) -> None:
        self.clock = TurnedClock(NOON)
        self.server = server
        self.weeds = MemoryOutbox(an_event(slug="weeds", hashtags=("weeds",), servers=(MEADOW,)))
        self.tulips = MemoryOutbox(an_event(servers=(MEADOW,)))

    def answer_weeds(self, answer: Response | None) -> None:
        self.server.answer = lambda query: answer if query["tag"] == "weeds" else None

    def outage_of_tulips(self) -> str:
        """What is in the way of Tulips now."""
        return self.tulips.troubles[-1][1] if self.tulips.troubles else ""

    async def pass_by(self, seconds: float, heard: MemoryOutbox) -> None:
        """Let time pass until that event has been heard after it."""
        then = self.clock.now() + timedelta(seconds=seconds)
        async with asyncio.timeout(60):
            while heard.heard.get(MEADOW, NOON) < then:
                self.clock.turn(self.clock.now() + timedelta(seconds=seconds))
                with suppress(TimeoutError):
                    await asyncio.wait_for(heard.until(lambda: heard.heard.get(MEADOW, NOON) >= then), 0.05)


@asynccontextmanager
async def garden(answer: Response) -> AsyncGenerator[Garden]:
    async with strange_server() as server:
        stage = Garden(server)
        server.post(status(1))
        stage.answer_weeds(answer)
        policy = replace(EAGER, longest_answer_bytes=10_000)
        task = asyncio.create_task(
            MastodonSource({MEADOW: server.url}, stage.clock, policy).run([stage.weeds, stage.tulips])
        )
        try:
            yield stage
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@pytest.mark.parametrize(
    "answer",
    [
        Response(status_code=500),
        Response(status_code=404),
        PlainTextResponse("[" + " " * 20_000 + "]"),
        PlainTextResponse("<html>"),
        Response(status_code=502),
    ],
)
async def test_a_server_that_has_no_answer_for_one_event_is_heard_for_the_others(answer: Response) -> None:
    async with garden(answer) as stage:
        await stage.pass_by(60, stage.tulips)
        assert [seen.post.text for seen in stage.tulips.posted()] == ["Bulb 1"]
        await stage.weeds.until(lambda: bool(stage.weeds.troubles))
        assert stage.outage_of_tulips() == ""


async def test_an_event_without_an_answer_is_tried_again_after_a_minute() -> None:
    async with garden(Response(status_code=500)) as stage:
        await stage.pass_by(15, stage.tulips)
        await stage.pass_by(15, stage.tulips)
        await stage.weeds.until(lambda: bool(stage.weeds.troubles))
        asked = [query["tag"] for query in stage.server.asked if query["limit"] != "1"]  # that is the probe
        assert asked.count("weeds") == 1
        stage.answer_weeds(None)
        await stage.pass_by(60, stage.weeds)
        assert [why for _, why in stage.weeds.troubles] == ["meadow.example has trouble of its own (HTTP 500)", ""]
