"""The pages that hold no post."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from backchannel.model.event import Event
from backchannel.server.hub import Hub
from backchannel.server.templates import Templates
from backchannel.server.theme import paper_sheet, wall_sheet

THEMES = ("dark", "light")


class Pages:
    """Renders the pages that hold no post: a wall's posts come over the socket."""

    def __init__(self, hub: Hub, templates: Templates, *, beat: float, address: str) -> None:
        self._hub, self._templates = hub, templates
        self._wall = {"beat": beat, "address": address.partition("://")[2].rstrip("/")}

    async def index(self, request: Request) -> Response:
        """The list of events, or straight to the wall where there is only one."""
        events = self._hub.events
        if len(events) == 1:
            return RedirectResponse(request.url_for("wall", slug=events[0].slug).path, 307)
        return self._templates.page("wall-index.html", {"events": events, "theme": "dark"})

    async def entrance(self, request: Request) -> Response:
        """Leads to where a slash is missing at the end of an address."""
        self._event(request)
        return _led(request, f"{request.url.path}/")

    async def slashed(self, request: Request) -> Response:
        """Leads to where there is a slash too many at the end of an address."""
        self._event(request)
        return _led(request, request.url.path.rstrip("/"))

    async def wall(self, request: Request) -> Response:
        """The wall of one event, or of its room that `?room=` names; `?theme=light` for rooms with the lights on."""
        event, room = self._event(request), request.query_params.get("room", "")
        if room and not await self._hub.has_room(event.slug, room):
            raise HTTPException(404)
        return self._templates.page(
            "wall.html", {"event": event, "room": room, "theme": theme_of(request), **self._wall}
        )

    async def front(self, request: Request) -> Response:
        """Where to read, how to join in, and how to leave: in the reader's own theme unless the address names one."""
        event = self._event(request)
        values = {"event": event, "theme": theme_of(request, "auto"), "closing": self._hub.closing(event)}
        return self._templates.page("join.html", values)

    async def theme(self, request: Request) -> Response:
        """The event's own colours, over the tokens of a wall."""
        return _sheet(wall_sheet(self._event(request)))

    async def paper(self, request: Request) -> Response:
        """The same over the tokens of a page to read."""
        return _sheet(paper_sheet(self._event(request)))

    def _event(self, request: Request) -> Event:
        event = self._hub.event(request.path_params["slug"])
        if event is None:
            raise HTTPException(404)
        return event


def theme_of(request: Request, usual: str = THEMES[0]) -> str:
    """The theme that an address names, else the usual one."""
    asked = request.query_params.get("theme", "")
    return asked if asked in THEMES else usual


def _led(request: Request, path: str) -> Response:
    """To a path of the same event, whatever host we are called by."""
    query = request.url.query
    return RedirectResponse(f"{path}?{query}" if query else path, 307)


def _sheet(rules: str) -> Response:
    return Response(rules, media_type="text/css", headers={"Cache-Control": "no-cache"})


async def health(_: Request) -> Response:
    """Says that the process answers."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})
