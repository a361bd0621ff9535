"""What a server shows is found out, and what it keeps back is said: a quiet hashtag is not taken for health."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from collecting import EAGER, Collecting, Play, collecting, play
from msgspec.structs import replace
from starlette.responses import JSONResponse, PlainTextResponse, Response
from strange import StrangeServer, status, strange_server

from backchannel.clock import TurnedClock
from backchannel.model.sighting import Gap
from backchannel.sources.mastodon.credential import Token
from support.builders import NOON, an_event
from support.outbox import MemoryOutbox
from support.recordings import START, RecordingBuilder

TULIP, ROSE = "tulip.example", "rose.example"
TIMELINE = "/api/v1/timelines/tag/tulipconf"
INSTANCE = "/api/v2/instance"
LOCAL = "shows strangers only what its own people write"
CLOSED = "shows hashtags to its own people only: backchannel login mastodon tulip.example"


def many(count: int) -> RecordingBuilder:
    builder = RecordingBuilder(servers=(TULIP,))
    for number in range(count):
        builder.status(f"post{number}", f"Bulb {number} #tulipconf")
    return builder


def why(stage: Play) -> str:
    """What is said to be wrong with the server now: that it is not heard, or only in part."""
    return said_of(stage.outbox).removeprefix(f"{TULIP} ")


def said_of(outbox: MemoryOutbox) -> str:
    trouble = outbox.troubles[-1][1] if outbox.troubles else ""
    return trouble or outbox.modes.get(TULIP, ("", ""))[1]


@pytest.mark.parametrize(
    ("fault", "said", "posts"),
    [
        ("only_local", LOCAL, 3),
        ("first_page", "shows strangers only its newest posts", 3),
        ("unprocessable", CLOSED, 0),
        ("unauthorized", CLOSED, 0),
        ("ok", "", 3),
    ],
)
async def test_what_a_server_keeps_back_is_said_in_words(fault: str, said: str, posts: int) -> None:
    async with play(many(3).build()) as stage:
        stage.networks.fault(TULIP, fault)
        stage.turn(stage.ends)
        async with stage.collecting() as at_work:
            if said:
                await stage.pass_until(lambda: bool(why(stage)))
            else:
                await at_work.heard(TULIP)
            assert (why(stage), len(stage.texts())) == (said, posts)


async def test_a_server_is_probed_again_every_hour_and_its_recovery_is_found() -> None:
    async with play(many(3).build()) as stage:
        stage.networks.fault(TULIP, "only_local")
        async with stage.collecting() as at_work:
            stage.turn(stage.ends)
            await at_work.heard(TULIP)
            stage.networks.fault(TULIP, "ok")
            for _ in range(7):
                stage.turn(by=600)
                await at_work.heard(TULIP)
            assert why(stage) == ""
            assert 2 <= stage.networks.requests[TULIP][INSTANCE] <= 3


async def test_a_refusal_has_the_server_probed_at_once() -> None:
    async with play(many(30).build()) as stage, stage.collecting() as at_work:
        stage.turn(START)
        await at_work.heard(TULIP)
        stage.networks.fault(TULIP, "only_local")
        stage.turn(by=120)
        await at_work.heard(TULIP)
        await stage.outbox.until(lambda: why(stage) == LOCAL)
        assert len(stage.texts()) == 3


async def test_a_spell_of_empty_answers_is_trouble_and_what_it_hid_is_told_after_it() -> None:
    async with play(many(60).build()) as stage, stage.collecting() as at_work:
        stage.turn(START + timedelta(minutes=20))
        await at_work.heard(TULIP)
        heard = stage.outbox.heard[TULIP]
        stage.networks.fault(TULIP, "empty")
        await stage.pass_until(lambda: why(stage) == "lists no posts, and has some", by=30)
        stage.turn(by=1200)
        stage.networks.fault(TULIP, "ok")
        stage.turn(stage.ends)
        await stage.hear_all(60)
        await stage.pass_until(lambda: why(stage) == "", by=60)
        (gap,) = [seen for seen in stage.outbox.sightings if isinstance(seen, Gap)]
        assert gap.filled
        assert heard <= gap.start <= heard + timedelta(minutes=3)
        assert stage.outbox.deleted() == []


async def test_a_server_that_never_shows_what_others_show_is_not_taken_for_healthy() -> None:
    builder = RecordingBuilder(servers=(TULIP, ROSE)).server(ROSE)
    for number in range(6):
        builder.status(f"post{number}", f"Bulb {number} #tulipconf")
    async with play(builder.build()) as stage, stage.collecting() as at_work:
        for _ in range(5):
            stage.turn(by=300)
            await at_work.heard(TULIP, ROSE)
        assert stage.outbox.modes[ROSE] == ("polling", "")
        assert why(stage).startswith("shows nothing under #tulipconf, though other servers do")


async def test_a_hashtag_that_is_quiet_everywhere_is_no_trouble() -> None:
    async with play(RecordingBuilder(servers=(TULIP, ROSE)).build()) as stage, stage.collecting() as at_work:
        for _ in range(5):
            stage.turn(by=300)
            await at_work.heard(TULIP, ROSE)
        assert stage.outbox.troubles == []


async def test_where_there_is_one_page_only_what_lies_below_it_is_a_hole() -> None:
    builder = many(1).at(START + timedelta(hours=1))
    for number in range(60):
        builder.status(f"more{number}", f"More {number} #tulipconf")
    async with play(builder.build()) as stage:
        stage.networks.fault(TULIP, "first_page")
        stage.turn(START)
        async with stage.collecting() as at_work:
            await at_work.heard(TULIP)
            stage.turn(stage.ends)
            await at_work.heard(TULIP)
        assert len(stage.texts()) == 41
        (gap,) = [seen for seen in stage.outbox.sightings if isinstance(seen, Gap)]
        assert (gap.start, gap.filled) == (START, False)
        assert gap.end == START + timedelta(hours=1, minutes=20)


async def test_what_a_server_kept_back_is_read_when_it_shows_everything_again() -> None:
    builder = RecordingBuilder(servers=(ROSE, TULIP)).server(TULIP).status("first", "First #tulipconf")
    for number in range(30):
        builder.server(ROSE).status(f"rose{number}", f"Rose {number} #tulipconf", by="ben")
        builder.server(TULIP).seen(f"rose{number}").status(f"tulip{number}", f"Tulip {number} #tulipconf")
    recording = builder.build()
    recording = recording._replace(event=replace(recording.event, servers=(TULIP,)))
    async with play(recording) as stage, stage.collecting() as at_work:
        stage.turn(START)
        await at_work.heard(TULIP)
        stage.networks.fault(TULIP, "only_local")
        stage.turn(stage.ends)
        await stage.hear_all(31)
        assert not [text for text in stage.texts() if text.startswith("Rose")]
        stage.networks.fault(TULIP, "ok")
        await stage.pass_until(lambda: len(set(stage.texts())) == 61, by=300)
        await stage.pass_until(lambda: any(isinstance(seen, Gap) for seen in stage.outbox.sightings))
        (gap,) = [seen for seen in stage.outbox.sightings if isinstance(seen, Gap)]
        assert (gap.start, gap.filled) == (START, True)


@asynccontextmanager
async def meadow(
    *, token: bool = False, refused: int = 404, **facts: Any
) -> AsyncGenerator[tuple[StrangeServer, Collecting]]:
    """A server that says these things of itself, and has that to say of the token."""
    outbox, clock = MemoryOutbox(an_event(servers=(TULIP,))), TurnedClock(NOON)
    tokens = {TULIP: Token("a-token")} if token else {}
    async with strange_server() as server:
        server.instance = lambda _: JSONResponse(facts)
        server.account = lambda _: JSONResponse({"error": "The access token is invalid"}, refused)
        server.post(status(1))
        async with collecting({TULIP: server.url}, outbox, clock, EAGER, tokens) as at_work:
            yield server, at_work


def feeds(local: str, remote: str) -> dict[str, Any]:
    return {"timelines_access": {"hashtag_feeds": {"local": local, "remote": remote}}}


@pytest.mark.parametrize(
    ("access", "said"),
    [
        (feeds("public", "disabled"), "shows us only what its own people write"),
        (feeds("disabled", "disabled"), "shows us no hashtags"),
    ],
)
async def test_who_is_logged_in_and_may_not_read_is_told_so_by_the_server_alone(access: Any, said: str) -> None:
    async with meadow(token=True, configuration=access) as (_, at_work):
        async with asyncio.timeout(60):
            await at_work.outbox.until(lambda: bool(said_of(at_work.outbox)))
        assert said_of(at_work.outbox) == f"{TULIP} {said}"


@pytest.mark.parametrize("status", [401, 403])
async def test_a_token_that_is_no_longer_valid_is_found_though_hashtags_are_shown_all_the_same(status: int) -> None:
    told = {"configuration": feeds("public", "disabled")}
    async with meadow(token=True, refused=status, **told) as (server, at_work):
        await at_work.heard(TULIP)
        assert [seen.post.text for seen in at_work.outbox.posted()] == ["Bulb 1"]
        assert server.authorizations == set()
        assert said_of(at_work.outbox) == ""  # what it shows to those who are logged in is not about us


@pytest.mark.parametrize(
    "answer",
    [
        PlainTextResponse("<html>"),
        JSONResponse([]),
        JSONResponse({"domain": 7, "configuration": [], "version": None}),
        JSONResponse({"configuration": {"urls": "x", "timelines_access": {"hashtag_feeds": 3}}}),
        Response(status_code=404),
        Response(status_code=401),
        Response(status_code=500),
    ],
)
async def test_a_server_that_says_nothing_sensible_of_itself_is_read_all_the_same(answer: Response) -> None:
    async with meadow() as (server, at_work):
        server.instance = lambda _: answer
        async with asyncio.timeout(60):
            while not at_work.outbox.heard:
                at_work.clock.turn(at_work.clock.now() + timedelta(seconds=1))
                await asyncio.sleep(0.01)  # real time, in which it answers
        assert [seen.post.text for seen in at_work.outbox.posted()] == ["Bulb 1"]
        assert at_work.outbox.troubles == []


@pytest.mark.parametrize(
    ("name", "domain", "handle"),
    [
        ("social.tulip.example", "tulip.example", "ben@tulip.example"),
        ("tulip.example", "tulip.example", "ben@tulip.example"),
        ("tulip.example", "rose.example", "ben@tulip.example"),
        ("tulip.example", "example", "ben@tulip.example"),
        ("tulip.example", "", "ben@tulip.example"),
    ],
)
async def test_a_servers_own_people_are_called_by_its_domain(name: str, domain: str, handle: str) -> None:
    outbox, clock = MemoryOutbox(an_event(servers=(name,))), TurnedClock(NOON)
    async with strange_server() as server:
        server.instance = lambda _: JSONResponse({"domain": domain})
        server.post(status(1))
        async with collecting({name: server.url}, outbox, clock, EAGER) as at_work:
            await at_work.heard(name)
        assert outbox.posted()[0].post.author.handle == handle


async def test_each_credential_has_a_patience_of_its_own() -> None:
    async with play(many(3).build()) as stage:
        stage.turn(START)
        address = stage.networks.endpoints.mastodon[TULIP]
        assert address
        async with stage.collecting(replace(EAGER, timeout_seconds=1), TULIP) as at_work:
            await at_work.heard(TULIP)
            stage.networks.fault(TULIP, "ratelimit_number")
            stage.turn(by=30)
            await stage.outbox.until(lambda: bool(stage.outbox.troubles))
            assert "fewer requests until 09:05" in stage.outbox.troubles[0][1]
