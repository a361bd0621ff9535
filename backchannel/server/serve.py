"""Serves the application on a listening socket, until cancelled."""

import asyncio
import logging
import socket
from collections.abc import Generator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from backchannel.clock import Clock
from backchannel.server.app import create_app
from backchannel.server.closing import Summaries
from backchannel.server.followed import Followed
from backchannel.server.hub import Hub
from backchannel.server.limits import Limits
from backchannel.server.media.fetch import open_fetcher, pictures_bounds
from backchannel.server.media.studio import Studio
from backchannel.server.requests import bounded
from backchannel.server.site import Site

FAREWELL = 2  # seconds to say goodbye to the screens; they come back by themselves

logger = logging.getLogger(__name__)


async def serve(
    followed: Sequence[Followed],
    listening: socket.socket,
    *,
    clock: Clock,
    limits: Limits | None = None,
    site: Site | None = None,
) -> None:
    """Show these events to every browser that comes to the socket."""
    limits, site = limits or Limits(), site or Site()
    hub = Hub(followed, clock=clock, limits=limits, summaries=Summaries(site.summaries))
    async with open_fetcher(pictures_bounds(limits), site.allowed_hosts) as fetcher, asyncio.TaskGroup() as tasks:
        app = create_app(hub, Studio(fetcher, hub.shelf, limits), limits=limits, site=site)
        tasks.create_task(hub.run())
        tasks.create_task(_answer(app, listening, limits))


class _Server(uvicorn.Server):
    """Uvicorn, with the signals left to the runtime, where they become cancellation."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


class _Socket(WebSocketsSansIOProtocol):
    """Uvicorn's WebSocket, stopped without a word where the other side has said goodbye just before.

    There uvicorn 0.54 says goodbye again, which websockets refuses, and no other socket is closed.
    """

    def shutdown(self) -> None:
        if self.transport.is_closing():
            self.stop_keepalive()
        else:
            super().shutdown()


async def _answer(app: ASGIApp, listening: socket.socket, limits: Limits) -> None:
    server = _Server(_config(app, limits))
    logger.info("web serving address=%s", listening.getsockname())
    try:
        await server.serve([listening])
    finally:
        if server.started:
            await server.shutdown([listening])


def _config(app: ASGIApp, limits: Limits) -> uvicorn.Config:
    """Compression is off: it costs a screen 35 KB and the process four times the work, for frames of one kilobyte."""
    return uvicorn.Config(
        app,
        http=bounded(limits),
        limit_concurrency=limits.sockets + limits.connections,
        ws=_Socket,
        ws_max_size=limits.message_bytes,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=FAREWELL,
    )
