"""The schedule's address, on a real socket: unchanged, gone, broken, endless, slow, and leading elsewhere."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from backchannel.programme.limits import LARGEST_FILE
from backchannel.services.fetching import HEADERS, Place, Unfetched
from support.schedules import sample

Answer = Callable[[Request], Response]


class Host:
    """A web server whose next answers are told beforehand; it remembers what it was asked."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.asked: list[Request] = []
        self.answers: dict[str, Answer] = {}

    async def answer(self, request: Request) -> Response:
        self.asked.append(request)
        found = self.answers.get(request.url.path)
        return found(request) if found else Response(status_code=404)


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    listening = socket.create_server(("127.0.0.1", 0))
    there = Host(f"http://127.0.0.1:{listening.getsockname()[1]}")
    app = Starlette(routes=[Route("/{path:path}", there.answer)])
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve([listening]))
    yield there
    server.should_exit = True
    await task


def tagged(request: Request) -> Response:
    if request.headers.get("if-none-match") == '"v1"':
        return Response(status_code=304)
    return Response(sample("schedule.json"), headers={"ETag": '"v1"', "Last-Modified": "Wed, 10 Jun 2026 08:00:00 GMT"})


async def test_what_has_not_changed_is_not_sent_again(host: Host) -> None:
    host.answers["/s.json"] = tagged
    place = Place(f"{host.base}/s.json")
    assert await place.read() == sample("schedule.json")
    assert await place.read() is None
    first, second = host.asked
    assert "if-none-match" not in first.headers
    assert second.headers["if-modified-since"] == "Wed, 10 Jun 2026 08:00:00 GMT"
    assert first.headers["user-agent"] == HEADERS["User-Agent"]


@pytest.mark.parametrize("status", [404, 410, 500])
async def test_a_server_that_has_none_is_quoted(host: Host, status: int) -> None:
    host.answers["/s.json"] = lambda _: Response(status_code=status)
    with pytest.raises(Unfetched, match=rf"^{host.base}/s.json: answers {status}$"):
        await Place(f"{host.base}/s.json?token=secret").read()


async def test_a_server_that_asks_for_a_pause_gets_one_of_an_hour_at_most(host: Host) -> None:
    for asked, given in (("120", 120.0), ("999999", 3600.0), ("tomorrow", 0.0)):
        host.answers["/s.json"] = lambda _, asked=asked: Response(status_code=429, headers={"Retry-After": asked})
        with pytest.raises(Unfetched) as refused:
            await Place(f"{host.base}/s.json").read()
        assert refused.value.pause == given


async def test_an_answer_without_end_is_left_at_the_limit(host: Host) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < LARGEST_FILE * 4:  # nobody would end it, were it not left
            sent += 2**16
            yield b"x" * 2**16

    host.answers["/s.json"] = lambda _: StreamingResponse(endless())
    with pytest.raises(Unfetched, match="more than 16 MB"):
        await Place(f"{host.base}/s.json").read()
    assert sent < LARGEST_FILE * 3


async def test_an_answer_that_dawdles_is_not_waited_for(host: Host) -> None:
    async def dawdling() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    host.answers["/s.json"] = lambda _: StreamingResponse(dawdling())
    with pytest.raises(Unfetched, match=r"no answer in 0\.3 seconds"):
        await Place(f"{host.base}/s.json", seconds=0.3).read()


async def test_an_answer_that_is_packed_unasked_is_refused(host: Host) -> None:
    host.answers["/s.json"] = lambda _: Response(b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    with pytest.raises(Unfetched, match="packed"):
        await Place(f"{host.base}/s.json").read()
    assert host.asked[0].headers["accept-encoding"] == "identity"


async def test_a_few_redirects_are_followed_and_no_more(host: Host) -> None:
    host.answers["/s.json"] = tagged
    for number in range(1, 5):
        to = "/s.json" if number == 1 else f"/{number - 1}"
        host.answers[f"/{number}"] = lambda _, to=to: RedirectResponse(to)
    assert await Place(f"{host.base}/3").read() == sample("schedule.json")
    with pytest.raises(Unfetched, match="it leads on and on"):
        await Place(f"{host.base}/4").read()


async def test_nobody_at_the_address_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unfetched, match="ConnectError"):
        await Place(f"http://127.0.0.1:{port}/s.json").read()
    with pytest.raises(Unfetched, match=r"http://"):
        await Place("http://[").read()


async def test_a_file_is_read_and_one_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    with pytest.raises(Unfetched, match="No such file"):
        await Place(str(path)).read()
    path.write_bytes(sample("schedule.json"))
    assert await Place(str(path)).read() == sample("schedule.json")
    path.write_bytes(b" " * (LARGEST_FILE + 1))
    with pytest.raises(Unfetched, match="more than 16 MB"):
        await Place(str(path)).read()
