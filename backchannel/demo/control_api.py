"""How a rehearsal or a test moves the pretend networks; no real network has this."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backchannel.demo.answers import json_answer
from backchannel.demo.surfaces import Surfaces
from backchannel.demo.world import World


class Endpoints(Struct, frozen=True):
    """Where each network is found: Mastodon servers by name, the `ws://` bases of both Jetstreams, the AppView's."""

    mastodon: dict[str, str]
    jetstream: str
    appview: str
    jetstream_west: str = ""


class ControlApi:
    """The controls of one world. `endpoints` is asked when needed: the port is known late."""

    def __init__(self, world: World, surfaces: Surfaces, endpoints: Callable[[], Endpoints]) -> None:
        self._world = world
        self._surfaces = surfaces
        self._endpoints = endpoints

    def routes(self) -> list[Route]:
        """The controls' addresses."""
        return [
            Route("/pretend", self._state),
            Route("/pretend/release", self._release, methods=["POST"]),
            Route("/pretend/fault", self._fault, methods=["POST"]),
            Route("/pretend/requests", self._requests),
        ]

    async def _state(self, _: Request) -> Response:
        world = self._world
        told = {"released": world.released, "next": world.next, "ends": world.ends, "event": world.recording.event}
        return json_answer({**told, "endpoints": self._endpoints()})

    async def _release(self, request: Request) -> Response:
        try:
            until = _time(request.query_params.get("until", ""))
        except ValueError as wrong:
            return json_answer({"error": f"until: {wrong}"}, status=400)
        return json_answer(self._world.release(until)._asdict())

    async def _fault(self, request: Request) -> Response:
        try:
            fault = msgspec.json.decode(await request.body(), type=_Fault)
            self._surfaces.fault(fault.surface, fault.mode)
        except (ValueError, msgspec.MsgspecError) as wrong:
            return json_answer({"error": str(wrong)}, status=400)
        return json_answer(fault)

    async def _requests(self, _: Request) -> Response:
        return json_answer(self._surfaces.requests)


class _Fault(Struct):
    surface: str
    mode: str


def _time(asked: str) -> datetime:
    # A `+` that nobody escaped arrives as a space.
    time = datetime.fromisoformat(asked.replace(" ", "+"))
    if time.tzinfo is None:
        raise ValueError(f"{asked} names no time zone")
    return time
