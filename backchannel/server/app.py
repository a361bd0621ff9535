"""The web application: its routes, and nothing else."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Route, WebSocketRoute

from backchannel.server.headers import SafeHeaders
from backchannel.server.hub import Hub
from backchannel.server.limits import Limits
from backchannel.server.live import Live
from backchannel.server.pages import Pages, health, refusal
from backchannel.server.static import ImmutableFiles, digest, web_folder


def create_app(hub: Hub, limits: Limits) -> Starlette:
    """All that answers a browser. The hub must be running for a wall to move."""
    web = web_folder()
    static = f"/static/{digest(web / 'static')}"
    pages = Pages(hub, templates=web / "templates", static=static, limits=limits)
    return Starlette(
        routes=[
            Route("/", pages.index),
            Route("/healthz", health),
            Mount(static, ImmutableFiles(directory=web / "static")),
            Route("/{slug}/wall", pages.wall, name="wall"),
            WebSocketRoute("/{slug}/live", Live(hub, limits).answer),
        ],
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={HTTPException: refusal, 500: refusal},
    )
