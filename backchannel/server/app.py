"""The web application: its routes, and nothing else."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Route, WebSocketRoute

from backchannel.server.codes import Codes
from backchannel.server.doors import Doors
from backchannel.server.follow import FollowPages, while_reachable
from backchannel.server.headers import SafeHeaders
from backchannel.server.hub import Hub
from backchannel.server.limits import Limits
from backchannel.server.live import Live
from backchannel.server.media.answer import MediaProxy
from backchannel.server.media.studio import Studio
from backchannel.server.operators import Operators
from backchannel.server.pages import Pages, health
from backchannel.server.people import PeoplePages
from backchannel.server.refusals import Refusals
from backchannel.server.roots import Roots
from backchannel.server.session_pages import SessionPages
from backchannel.server.site import Site
from backchannel.server.static import ImmutableFiles, digest, web_folder
from backchannel.server.summary_files import SummaryFiles
from backchannel.server.templates import Templates


def create_app(hub: Hub, studio: Studio, *, limits: Limits, site: Site) -> Starlette:
    """All that answers a browser. The hub must be running for a wall to move."""
    web = web_folder()
    static = f"/static/{digest(web / 'static')}"
    templates = Templates(web / "templates", static)
    pages = Pages(hub, templates, beat=limits.beat, address=site.address)
    follow = FollowPages(hub, templates, limits)
    people = PeoplePages(hub, templates, limits, web / "templates")
    refusals = Refusals(hub, templates)
    live = Live(hub, limits)
    operators = Operators(hub, limits, allowed=site.metrics_from, sockets=lambda: live.sockets)
    app = Starlette(
        routes=[
            Route("/", pages.index),
            *_for_programs(Roots(web / "static"), operators),
            Mount(static, ImmutableFiles(directory=web / "static")),
            Route("/{slug}/wall", while_reachable(pages.wall), name="wall"),
            Route("/{slug}/theme.css", pages.theme),
            Route("/{slug}/paper.css", pages.paper),
            *_follow(follow),
            *_programme(SessionPages(follow, site.address)),
            Route("/{slug}/people/{handle:path}/draft.md", while_reachable(people.draft)),
            Route("/{slug}/people/{handle:path}", while_reachable(people.person)),
            WebSocketRoute("/{slug}/live", live.answer),
            Route("/{slug}/live", live.unspoken),
            Route("/{slug}/media/{key}/{name}", MediaProxy(hub, studio).answer),
            *_codes(Codes(hub, site.address)),
            Route("/{slug}/programme/doors", Doors(hub, templates).answer, name="doors"),
            Route("/{slug}/summary", pages.entrance),
            Route("/{slug}/summary/{path:path}", SummaryFiles(hub, site.summaries).answer),
            Route("/{slug}", pages.entrance),
            Route("/{slug}/", pages.front),
            Route("/{slug}/{rest:path}/", pages.slashed),
        ],
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={HTTPException: refusals.answer, 500: refusals.answer},
    )
    app.router.redirect_slashes = False  # it would name the host and scheme, which a proxy has changed
    return app


def _for_programs(roots: Roots, operators: Operators) -> list[Route]:
    return [
        Route("/robots.txt", roots.robots),
        Route("/favicon.ico", roots.favicon),
        Route("/healthz", health),
        Route("/health", operators.health),
        Route("/metrics", operators.metrics),
    ]


def _follow(pages: FollowPages) -> list[Route]:
    return [
        Route("/{slug}/follow", while_reachable(pages.follow)),
        Route("/{slug}/posts", while_reachable(pages.posts)),
        Route("/{slug}/posts/{key}", while_reachable(pages.post)),
    ]


def _codes(codes: Codes) -> list[Route]:
    return [
        Route("/{slug}/join.svg", codes.join),
        Route("/{slug}/summary.svg", codes.summary),
        Route("/{slug}/programme/door.svg", codes.door),
    ]


def _programme(pages: SessionPages) -> list[Route]:
    return [
        Route("/{slug}/programme", while_reachable(pages.programme)),
        Route("/{slug}/sessions/{id:path}/feed.atom", while_reachable(pages.feed)),
        Route("/{slug}/sessions/{id:path}", while_reachable(pages.session)),
    ]
