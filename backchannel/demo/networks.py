"""The pretend networks on one port: started in a test's own process, or served as a process of their own.

async with PretendNetworks(load(folder)) as networks:
    networks.endpoints                     what collectors connect to
    networks.release(time)                 everything up to then happens
    networks.fault("jetstream", "drop")    and something goes wrong
"""

import asyncio
import socket
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, WebSocketRoute
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from backchannel.demo.appview_api import AppViewApi
from backchannel.demo.bell import Bell
from backchannel.demo.control_api import ControlApi, Endpoints
from backchannel.demo.jetstream_api import JetstreamApi
from backchannel.demo.mastodon_api import MastodonApi
from backchannel.demo.mastodon_server import MastodonServer
from backchannel.demo.media import Media
from backchannel.demo.pds import Pds
from backchannel.demo.recording import Recording
from backchannel.demo.surfaces import APPVIEW, JETSTREAM, JETSTREAM_WEST, Surface, Surfaces
from backchannel.demo.world import Released, World

SUBSCRIBE_V2 = "/xrpc/network.bsky.jetstream.subscribeEvents"
SUBSCRIBE_V1 = "/subscribe"
WEST = "/west"  # the second Jetstream, which has other numbers and saw everything a moment later
KEEP_ALIVE = 75  # seconds an idle connection stays open, as behind nginx
PING = 30.0  # seconds between Jetstream's pings
PONG = 20.0  # seconds to answer one; the real 5 s are too short for readers in a busy test


class PretendNetworks:
    """Both networks of a recording, listening while the context is open. Nothing happens before the first release."""

    def __init__(self, recording: Recording, host: str = "127.0.0.1", port: int = 0) -> None:
        bell = Bell()
        self._surfaces = Surfaces(bell, recording.servers)
        self.world = World(recording, bell, self._surfaces.mode)
        self._media = Media(recording.pictures)
        self.pds = Pds(self.world.appview, self._media)
        self._host = host
        self._port = port
        self._server = uvicorn.Server(_config(self._application()))

    async def __aenter__(self) -> Self:
        """Listen; the port is known from now on."""
        listener = _listener(self._host, self._port)
        self._port = listener.getsockname()[1]
        self._server.config.load()
        self._server.lifespan = self._server.config.lifespan_class(self._server.config)
        await self._server.startup(sockets=[listener])
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop at once, as a killed process does: every connection ends in the middle of what it was doing."""
        for listener in self._server.servers:
            listener.close()
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()
        self._surfaces.recover()
        await asyncio.gather(*self._server.server_state.tasks)

    @property
    def url(self) -> str:
        """The base of every address."""
        return f"http://{self._host}:{self._port}"

    @property
    def endpoints(self) -> Endpoints:
        """Where each network is found."""
        servers = {name: f"{self.url}/{name}" for name in self.world.servers}
        jetstream = f"ws://{self._host}:{self._port}"
        return Endpoints(mastodon=servers, jetstream=jetstream, appview=self.url, jetstream_west=f"{jetstream}{WEST}")

    @property
    def requests(self) -> Mapping[str, Counter[str]]:
        """How often each path of each surface was asked for."""
        return self._surfaces.requests

    def release(self, until: datetime) -> Released:
        """Let everything happen up to and at `until`."""
        return self.world.release(until)

    def fault(self, surface: str, mode: str) -> None:
        """Let a surface behave so from now on, by `FAULTS`. Raises `ValueError` for what is not there."""
        self._surfaces.fault(surface, mode)

    def _application(self) -> Starlette:
        control = ControlApi(self.world, self._surfaces, lambda: self.endpoints)
        return Starlette(routes=[*self._bluesky(), *self._mastodon(), *control.routes()])

    def _mastodon(self) -> list[BaseRoute]:
        return [self._mastodon_server(server) for server in self.world.servers.values()]

    def _mastodon_server(self, server: MastodonServer) -> Mount:
        api = MastodonApi(server, self._now, self._media, self._surfaces)
        return Mount(f"/{server.name}", routes=api.routes(), middleware=[self._surface(server.name, api.busy)])

    def _bluesky(self) -> list[BaseRoute]:
        appview = AppViewApi(self.world.appview, self._media, lambda: self._surfaces.mode(APPVIEW))
        xrpc = [*appview.routes(), *self.pds.routes()]
        return [
            *self._jetstream(JETSTREAM),
            Mount(WEST, routes=self._jetstream(JETSTREAM_WEST)),
            self._media.of_cdn(),
            Mount("/xrpc", routes=xrpc, middleware=[self._surface(APPVIEW, appview.busy)]),
        ]

    def _jetstream(self, name: str) -> list[BaseRoute]:
        jetstream = JetstreamApi(self.world.jetstreams[name], self._now, self._surfaces, name)
        readers = [self._surface(name, jetstream.busy)]
        return [
            WebSocketRoute(SUBSCRIBE_V2, jetstream.v2, middleware=readers),
            WebSocketRoute(SUBSCRIBE_V1, jetstream.v1, middleware=readers),
        ]

    def _surface(self, name: str, busy: Callable[[], Response]) -> Middleware:
        return Middleware(Surface, name, self._surfaces, busy)

    def _now(self) -> datetime:
        return self.world.released


async def serve(recording: Recording, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve the pretend networks until cancelled; `ready` is told their address once they listen."""
    async with PretendNetworks(recording, host, port) as networks:
        ready(networks.url)
        await asyncio.Event().wait()


def _listener(host: str, port: int) -> socket.socket:
    # The protocol is named because asyncio turns Nagle's delay off (40 ms an answer) only where it reads TCP.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    return listener


class _Severable(HttpToolsProtocol):
    """Hands the application its own connection, so that a fault can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_Severable,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_ping_interval=PING,
        ws_ping_timeout=PONG,
        timeout_keep_alive=KEEP_ALIVE,
        lifespan="off",
        log_config=None,
        access_log=False,
    )
