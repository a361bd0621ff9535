"""A tiny server that answers as other software does, or as nothing should."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Json = dict[str, Any]


class StrangeServer:
    """Statuses with opaque ids, newest first as they were added; the test may replace any answer."""

    def __init__(self) -> None:
        self.statuses: list[Any] = []
        self.asked: list[dict[str, str]] = []
        self.authorizations: set[str] = set()
        self.answer: Callable[[dict[str, str]], Response | None] = lambda _: None
        self.batch: Callable[[list[str]], Response | None] = lambda _: None
        self.single: Callable[[str], Response | None] = lambda _: None
        self.account: Callable[[str], Response] = lambda _: Response(status_code=404)
        self.instance: Callable[[str], Response] = lambda _: Response(status_code=404)
        self.url = ""

    def post(self, *statuses: Any) -> None:
        """These happen, one after the other."""
        self.statuses[:0] = reversed(statuses)

    def application(self) -> Starlette:
        routes = [
            Route("/api/v2/instance", self._instance),
            Route("/api/v1/timelines/tag/{tag}", self._tag),
            Route("/api/v1/accounts/{path:path}", self._account),
            Route("/api/v1/statuses", self._batch),
            Route("/api/v1/statuses/{id}", self._status),
        ]
        return Starlette(routes=routes)

    async def _tag(self, request: Request) -> Response:
        self.authorizations |= {request.headers[name] for name in request.headers if name == "authorization"}
        query = {"tag": request.path_params["tag"], **request.query_params}
        self.asked.append(query)
        if instead := self.answer(query):
            return instead
        start = 0
        if max_id := query.get("max_id"):
            start = [status.get("id") for status in self.statuses].index(max_id) + 1
        return JSONResponse(self.statuses[start : start + int(query["limit"])])

    async def _instance(self, _: Request) -> Response:
        return self.instance("v2")

    async def _account(self, request: Request) -> Response:
        return self.account(request.path_params["path"])

    async def _batch(self, request: Request) -> Response:
        ids = request.query_params.getlist("id[]")
        return self.batch(ids) or JSONResponse([status for status in self.statuses if status["id"] in ids])

    async def _status(self, request: Request) -> Response:
        if instead := self.single(request.path_params["id"]):
            return instead
        found = [status for status in self.statuses if status["id"] == request.path_params["id"]]
        return JSONResponse(found[0]) if found else nothing_here()


@asynccontextmanager
async def strange_server() -> AsyncGenerator[StrangeServer]:
    """The server, listening on a free port while the context is open."""
    strange = StrangeServer()
    server = uvicorn.Server(uvicorn.Config(strange.application(), port=0, log_config=None, lifespan="off"))
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup()
    host, port = server.servers[0].sockets[0].getsockname()
    strange.url = f"http://{host}:{port}"
    try:
        yield strange
    finally:
        async with asyncio.timeout(60):
            server.force_exit = True
            await server.shutdown()


def nothing_here(code: int = 404) -> Response:
    """What an API says of a status that is not there, or not for us."""
    return JSONResponse({"error": "Record not found"}, code)


def status(number: int, *, second: int | None = None, **fields: Any) -> Json:
    """A status with an opaque id, made so many seconds after noon."""
    after = number if second is None else second
    told: Json = {
        "id": f"Aq{number:04}x",
        "uri": f"https://meadow.example/objects/{number}",
        "created_at": f"2026-06-10T12:{after // 60:02}:{after % 60:02}.000Z",
        "content": f"Bulb {number}",
        "visibility": "public",
        "tags": [{"name": "Tulips"}],
        "account": {"acct": "ben", "url": "https://meadow.example/ben"},
    }
    return told | fields
