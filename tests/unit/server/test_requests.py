"""What a stranger's request may cost before it is whole: real sockets to the real web process."""

import asyncio
import threading
from collections.abc import Mapping
from typing import ClassVar

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from backchannel.clock import SystemClock
from backchannel.server.followed import Followed
from backchannel.server.hub import Hub
from backchannel.server.limits import Limits
from backchannel.server.people import PeoplePages
from backchannel.server.static import web_folder
from backchannel.server.templates import Templates
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from backchannel.store.wall import WallLog
from support.builders import a_post, an_event, seen
from support.path import curated
from support.screens import screen
from support.walls import Wall, a_wall

LIMITS = Limits(request_seconds=1.0)


async def said(wall: Wall, *pieces: bytes) -> bytes:
    """Everything the server says to this, until it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", wall.port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return await asyncio.wait_for(reader.read(), timeout=60)
    finally:
        writer.close()


@pytest.mark.parametrize(
    "head", [b"GET /healthz HTTP/1.1\r\nX: ", b"GET /healthz HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n"]
)
async def test_a_request_has_an_end_within_some_bytes(wall: Wall, head: bytes) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", wall.port)
    writer.write(head)
    with pytest.raises(ConnectionError):
        await poured(writer)
    writer.close()


async def poured(writer: asyncio.StreamWriter) -> None:
    """Six gigabytes: more than any socket keeps for a server that does not read."""
    for _ in range(100_000):
        writer.write(b"a" * 2**16)
        await asyncio.wait_for(writer.drain(), timeout=60)


async def test_one_that_is_too_long_is_said_so(wall: Wall) -> None:
    line = b"X: " + b"a" * Limits().request_bytes + b"\r\n\r\n"
    assert (await said(wall, b"GET /healthz HTTP/1.1\r\n" + line)).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("begun", [b"", b"GET /heal", b"GET /healthz HTTP/1.1\r\nHost: x\r\n"])
async def test_who_begins_and_does_not_go_on_is_not_waited_for(redis: Client, begun: bytes) -> None:
    async with a_wall(redis, limits=LIMITS) as wall:
        assert (await said(wall, begun)).startswith(b"HTTP/1.1 408 ")


async def test_who_begins_a_second_request_is_not_waited_for_either(redis: Client) -> None:
    async with a_wall(redis, limits=LIMITS) as wall:
        answer = await said(wall, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /heal")
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert b"HTTP/1.1 408 " in answer


async def test_a_screen_stays_for_longer_than_a_request_may_take(redis: Client) -> None:
    async with a_wall(redis, limits=Limits(request_seconds=2.0, beat=0.5)) as wall, screen(wall) as ada:
        for _ in range(6):
            await ada.next("beat", "snapshot")


async def test_when_all_connections_are_taken_others_are_told_to_come_back(redis: Client) -> None:
    async with a_wall(redis, limits=Limits(sockets=1, connections=2)) as wall, httpx.AsyncClient() as browser:
        idle = [await asyncio.open_connection("127.0.0.1", wall.port) for _ in range(3)]
        assert (await browser.get(f"http://{wall.address}/healthz")).status_code == 503
        for _, writer in idle:
            writer.close()


class Noting(Templates):
    """Templates that note by which thread they are filled."""

    threads: ClassVar[list[threading.Thread]] = []

    def page(self, name: str, values: Mapping[str, object], status: int = 200) -> Response:
        self.threads.append(threading.current_thread())
        return super().page(name, values, status)


async def test_the_page_of_one_person_is_not_made_where_walls_are_served(redis: Client) -> None:
    event, folder = an_event(), web_folder() / "templates"
    await curated(redis, event, [seen(a_post(1))])
    followed = Followed(event, Archive(redis, event.slug), WallLog(redis, event.slug))
    hub = Hub([followed], clock=SystemClock(), limits=Limits())
    people = PeoplePages(hub, Noting(folder, "/static"), Limits(), folder)
    app = Starlette(routes=[Route("/{slug}/people/{handle:path}", people.person)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://wall.example") as browser:
        assert (await browser.get("/tulips/people/ada@garden.example")).status_code == 200
    assert len(Noting.threads) == 1
    assert threading.main_thread() not in Noting.threads


async def test_no_more_such_pages_are_asked_for_than_can_wait(redis: Client) -> None:
    limits = Limits(essays_waiting=0)
    async with a_wall(redis, limits=limits) as wall, httpx.AsyncClient(base_url=f"http://{wall.address}") as browser:
        for path in ("/tulips/people/ada@garden.example", "/tulips/people/ada@garden.example/draft.md"):
            answer = await browser.get(path)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
