"""The AppView's answers, the odd ones above all, from a server that says what the test wants."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from backchannel.clock import TurnedClock
from backchannel.sources.bluesky.appview import AppView
from backchannel.sources.bluesky.budget import Budget
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.followed import Followed
from backchannel.sources.bluesky.health import Health
from backchannel.sources.bluesky.hydration import WaitingRoom
from backchannel.sources.bluesky.position import starting
from backchannel.sources.bluesky.profiles import Profiles
from support.builders import NOON, an_event
from support.outbox import MemoryOutbox

Reply = tuple[int, object, dict[str, str]]


def a_post(uri: str) -> dict[str, Any]:
    return {"uri": uri, "cid": "bafy", "author": {"did": "did:plc:ada"}}


def all_posts(query: dict[str, list[str]]) -> Reply:
    return 200, {"posts": [a_post(uri) for uri in query["uris"]]}, {}


async def test_any_number_is_asked_for_25_at_a_time() -> None:
    async with answering(all_posts) as (appview, asked, _):
        posts = await appview.posts([f"at://{number}" for number in range(60)])
        assert len(posts) == 60
        assert [len(query["uris"]) for query in asked] == [25, 25, 10]


async def test_nothing_is_not_asked_for() -> None:
    async with answering(all_posts) as (appview, asked, _):
        assert await appview.posts([]) == {}
        assert asked == []


async def test_one_that_may_not_be_asked_for_costs_nobody_else_their_answer() -> None:
    def fussy(query: dict[str, list[str]]) -> Reply:
        return (400, {"error": "InvalidRequest"}, {}) if "at://wrong" in query["uris"] else all_posts(query)

    async with answering(fussy) as (appview, _, outbox):
        posts = await appview.posts(["at://a", "at://b", "at://wrong", "at://c"])
        assert sorted(posts) == ["at://a", "at://b", "at://c"]
        assert outbox.troubles == []


async def test_a_view_that_makes_no_sense_is_left_out() -> None:
    views = [a_post("at://a"), {"uri": "at://b"}, 7, None, a_post("at://c") | {"labels": [{"val": 3}, {"val": "x"}]}]
    async with answering(lambda _: (200, {"posts": views}, {})) as (appview, _, _):
        posts = await appview.posts(["at://a", "at://b", "at://c"])
        assert sorted(posts) == ["at://a", "at://c"]
        assert [label.val for label in posts["at://c"].labels] == ["x"]


async def test_an_accounts_own_posts_are_those_that_nobody_reposted_into_its_feed() -> None:
    repost = {"post": a_post("at://old"), "reason": {"$type": "app.bsky.feed.defs#reasonRepost"}}
    feed = [{"post": a_post("at://a")}, repost, {"post": 7}, "nonsense", {"post": a_post("at://b")}]
    async with answering(lambda _: (200, {"feed": feed, "cursor": "2026"}, {})) as (appview, asked, _):
        page = await appview.timeline("did:plc:ada", "2027")
        assert [view.uri for view in page.views] == ["at://a", "at://b"]
        assert (page.cursor, asked[0]["actor"], asked[0]["cursor"]) == ("2026", ["did:plc:ada"], ["2027"])


@pytest.mark.parametrize("cursor", [None, 7, ""])
async def test_an_accounts_posts_end_where_there_is_no_further_page(cursor: object) -> None:
    async with answering(lambda _: (200, {"feed": [], "cursor": cursor}, {})) as (appview, _, _):
        assert await appview.timeline("did:plc:ada") == ([], "")


async def test_an_account_that_may_not_be_asked_for_has_no_posts() -> None:
    async with answering(lambda _: (400, {"error": "BlockedActor"}, {})) as (appview, _, outbox):
        assert await appview.timeline("did:plc:ada") == ([], "")
        assert outbox.troubles == []


async def test_trouble_of_any_kind_is_outlasted_and_told_once() -> None:
    troubles: list[Reply] = [
        (503, {}, {}),
        (429, {}, {"retry-after": "40"}),
        (429, {}, {"retry-after": "Wed, 10 Jun 2026 12:00:00 GMT"}),
        (200, "nonsense", {}),
        (404, {}, {}),
    ]

    def moody(query: dict[str, list[str]]) -> Reply:
        return troubles.pop(0) if troubles else all_posts(query)

    async with answering(moody) as (appview, asked, outbox):
        assert list(await appview.posts(["at://a"])) == ["at://a"]
        assert len(asked) == 6
        assert [bool(why) for _, why in outbox.troubles] == [True, False]


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"retry-after": "40"}, 40),
        ({"ratelimit-reset": str(int(NOON.timestamp()) + 90)}, 90),
        ({"ratelimit-reset": str(int(NOON.timestamp()) + 9000)}, 120),
        ({"retry-after": "soon"}, 0.5),
    ],
)
async def test_an_appview_that_wants_to_be_left_alone_is(headers: dict[str, str], pause: float) -> None:
    troubles: list[Reply] = [(429, {}, headers)]

    def busy(query: dict[str, list[str]]) -> Reply:
        return troubles.pop(0) if troubles else all_posts(query)

    clock = _Hurried(NOON)
    async with answering(busy, clock) as (appview, _, _):
        await appview.posts(["at://a"])
    assert pause <= (clock.now() - NOON).total_seconds() <= pause + 1


async def test_an_answer_that_was_overtaken_is_not_remembered() -> None:
    handles = ["ada.example", "later.example", "latest.example"]
    remembering: list[Profiles] = []

    def overtaken(query: dict[str, list[str]]) -> Reply:
        if len(handles) == 3:
            remembering[0].forget("did:plc:ada")  # the news comes while the old answer is on its way
        return 200, {"profiles": [{"did": did, "handle": handles.pop(0)} for did in query["actors"]]}, {}

    async with answering(overtaken) as (appview, _, _):
        profiles = Profiles(appview, TurnedClock(NOON), limit=10, seconds=3600)
        remembering.append(profiles)
        seen = [(await profiles.get(["did:plc:ada"]))["did:plc:ada"].handle for _ in range(3)]
        assert seen == ["ada.example", "later.example", "later.example"]


async def test_profiles_are_remembered_for_a_while_and_not_too_many_of_them() -> None:
    clock = TurnedClock(NOON)
    async with answering(lambda query: (200, {"profiles": [{"did": did} for did in query["actors"]]}, {})) as parts:
        appview, asked, _ = parts
        profiles = Profiles(appview, clock, limit=2, seconds=60)
        await profiles.get(["did:a", "did:b", "did:c"])
        assert list(await profiles.get(["did:b", "did:c"])) == ["did:b", "did:c"]
        assert len(asked) == 1
        await profiles.get(["did:a"])
        assert len(asked) == 2
        clock.turn(NOON.replace(minute=1))
        await profiles.get(["did:a"])
        assert len(asked) == 3


@asynccontextmanager
async def answering(
    answer: Callable[[dict[str, list[str]]], Reply], clock: TurnedClock | None = None
) -> AsyncGenerator[tuple[AppView, list[dict[str, list[str]]], MemoryOutbox]]:
    """An AppView client before a server; with what was asked, and where trouble is told."""
    asked: list[dict[str, list[str]]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        query = parse_qs(urlsplit(request.split(b" ")[1].decode()).query)
        asked.append(query)
        writer.write(_http(*answer(query)))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    outbox = MemoryOutbox(an_event())
    async with server, httpx.AsyncClient() as http:
        yield _appview(http, base, outbox, clock or _Hurried(NOON)), asked, outbox


def _appview(http: httpx.AsyncClient, base: str, outbox: MemoryOutbox, clock: TurnedClock) -> AppView:
    commits = Commits([Followed(outbox)], WaitingRoom(clock, limit=10), starting(NOON), clock=clock)
    budget = Budget(clock, per_second=5, burst=100)
    return AppView(http, base, clock=clock, budget=budget, health=Health(commits, clock))


class _Hurried(TurnedClock):
    """Turns itself as soon as somebody sleeps."""

    async def sleep(self, seconds: float) -> None:
        asyncio.get_running_loop().call_soon(self.turn, self.now() + timedelta(seconds=seconds))
        await super().sleep(seconds)


def _http(status: int, body: object, headers: dict[str, str]) -> bytes:
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    told = {"content-length": str(len(content)), "connection": "close"} | headers
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", ""]).encode() + content
