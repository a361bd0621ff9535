"""What another server has lost is looked for where it was written; only there it can be gone for good."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

import httpx
import pytest
from collecting import Play, play
from msgspec.structs import replace
from starlette.responses import JSONResponse, PlainTextResponse, Response
from strange import StrangeServer, strange_server

from backchannel.clock import TurnedClock
from backchannel.sources.mastodon.origin import Origin
from backchannel.sources.mastodon.origins import Origins
from backchannel.sources.mastodon.policy import Policy
from backchannel.sources.mastodon.uris import written
from backchannel.sources.mastodon.watch import Watch
from backchannel.sources.source import KnownPost
from support.builders import NOON, an_event
from support.outbox import MemoryOutbox
from support.recordings import RecordingBuilder

TULIP, ROSE = "tulip.example", "rose.example"


def abroad() -> RecordingBuilder:
    """A post of Ada's, of rose.example, on tulip.example; the event reads tulip.example alone."""
    builder = RecordingBuilder(servers=(ROSE, TULIP)).server(ROSE).status("hello", "Hello #tulipconf")
    return builder.server(TULIP).seen("hello")


@asynccontextmanager
async def read_at_tulip(builder: RecordingBuilder) -> AsyncGenerator[Play]:
    recording = builder.build()
    event = replace(recording.event, servers=(TULIP,))
    async with play(recording._replace(event=event)) as stage, stage.collecting() as at_work:
        stage.turn(by=90)
        await at_work.heard(TULIP)
        stage.turn(stage.ends)
        await at_work.source.recheck_all()
        yield stage


async def test_a_post_that_is_gone_at_its_origin_too_is_gone_for_good() -> None:
    async with read_at_tulip(abroad().server(ROSE).delete("hello").server(TULIP).delete("hello")) as stage:
        await stage.pass_until(lambda: any(seen.final for seen in stage.outbox.deleted()))
        assert [seen.final for seen in stage.outbox.deleted()] == [False, True]


async def test_a_post_that_stands_at_its_origin_is_hidden_only() -> None:
    async with read_at_tulip(abroad().delete("hello")) as stage:
        asked = stage.networks.requests[ROSE]
        await stage.pass_until(lambda: asked.total() > 0)
        await stage.pass_until(lambda: asked.total() > 1, by=300)  # so the first answer has been heeded
        assert [seen.final for seen in stage.outbox.deleted()] == [False]


async def test_what_stands_at_its_origin_is_asked_for_ever_more_rarely() -> None:
    clock, asked = TurnedClock(NOON), list[datetime]()

    def standing(_: str) -> Response:
        asked.append(clock.now())
        return JSONResponse({"id": "7"})

    async with asking() as stage:
        stage.server.single = standing
        origins, watch = Origins(stage.origin, clock), Watch(MemoryOutbox(an_event()), TULIP, [TULIP], Policy())
        origins.ask(watch, KnownPost("7", f"https://{ROSE}/users/ben/statuses/7"))
        while clock.now() < NOON + timedelta(days=3):
            await origins.step()
            clock.turn(clock.now() + timedelta(minutes=10))
    pauses = [later - sooner for sooner, later in pairwise(asked)]
    assert pauses == [timedelta(hours=hours) for hours in (1 / 6, 1, 6, 24, 24)]


async def test_a_post_of_somebody_suspended_may_come_back() -> None:
    builder = RecordingBuilder(servers=(TULIP,)).person("ada", suspended=True)
    builder.status("hello", "Hello #tulipconf").delete("hello")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        stage.turn(by=30)
        await at_work.heard(TULIP)
        stage.turn(stage.ends)
        await at_work.source.recheck_all()
        assert [seen.final for seen in stage.outbox.deleted()] == [False]


class Asking(NamedTuple):
    """An origin that is asked, and how."""

    server: StrangeServer
    origin: Origin

    async def is_gone(self, path: str = "users/ben/statuses/7") -> bool:
        return await self.origin.is_gone(f"https://rose.example/{path}")


@asynccontextmanager
async def asking() -> AsyncGenerator[Asking]:
    async with strange_server() as server, httpx.AsyncClient() as http:
        yield Asking(server, Origin(http, {ROSE: server.url}, Policy(timeout_seconds=0.5)))


def answering(answer: Response) -> Callable[[str], Response]:
    def said(_: str) -> Response:
        return answer

    return said


def found(**account: object) -> Callable[[str], Response]:
    return answering(JSONResponse({"id": "1", **account}))


GONE = JSONResponse({"error": "Record not found"}, 404)


@pytest.mark.parametrize(
    ("status", "account", "gone"),
    [
        (GONE, found(), True),
        (GONE, found(suspended=False), True),
        (GONE, found(suspended=True), False),
        (GONE, answering(GONE), True),
        (JSONResponse({}, 410), found(), True),
        (JSONResponse({"id": "7"}), found(), False),
        (PlainTextResponse("For sale", 404), found(), False),
        (JSONResponse({}, 500), found(), False),
        (JSONResponse({}, 302, headers={"location": "https://elsewhere.example/"}), found(), False),
        (PlainTextResponse("x" * 1_000_000, 404, media_type="application/json"), found(), False),
        (GONE, answering(PlainTextResponse("<html>")), False),
    ],
)
async def test_what_an_origin_says_is_believed_where_it_is_clear(
    status: Response, account: Callable[[str], Response], *, gone: bool
) -> None:
    async with asking() as stage:
        stage.server.single = lambda _: status
        stage.server.account = account
        assert await stage.is_gone() == gone


@pytest.mark.parametrize(
    "uri",
    [
        "https://127.0.0.1/users/ben/statuses/7",
        "https://localhost/users/ben/statuses/7",
        "https://[::1]/users/ben/statuses/7",
        "https://192.168.0.1/objects/7",
        "https://169.254.169.254/latest/meta-data",
        "http://rose.example:8080/objects/7",
        "http://rose.example/objects/7",
        "https://ada:secret@rose.example/objects/7",
        "https://nowhere.invalid/objects/7",
        "https://[/users/ben/statuses/7",
        "ftp://rose.example/objects/7",
        "objects/7",
    ],
)
async def test_no_strangers_address_leads_to_a_machine_that_is_not_public(uri: str) -> None:
    async with asking() as stage:
        assert not await stage.origin.is_gone(uri)


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        ("https://rose.example/users/ben/statuses/7", ("https://rose.example/users/ben", "7", "ben", "")),
        ("https://rose.example/ap/users/116/statuses/7", ("https://rose.example/ap/users/116", "7", "", "116")),
        ("https://rose.example/users/ben/statuses/7/activity", ("https://rose.example/users/ben", "7", "ben", "")),
        ("https://rose.example/objects/7", None),
        ("", None),
    ],
)
def test_what_a_uri_tells(uri: str, told: tuple[str, str, str, str] | None) -> None:
    assert written(uri) == told
