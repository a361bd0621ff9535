"""The pages, and the sentences for what is not one."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from backchannel.model.colour import most_readable
from backchannel.model.event import Event
from backchannel.server.hub import Hub

THEMES = ("dark", "light")
INKS = ("#15110a", "#ffffff")  # what may be written on an accent
SENTENCES = {
    404: "There is no page at this address. The front page / lists every wall.",
    405: "This address can only be read.",
    503: "There is too much to do just now; please try again.",
}


class Pages:
    """Renders the pages. They hold no post: those come over the socket."""

    def __init__(self, hub: Hub, templates: Path, *, static: str, beat: float, address: str) -> None:
        self._hub, self._static = hub, static
        self._wall = {"beat": beat, "address": address.partition("://")[2].rstrip("/")}
        self._templates = Environment(
            loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    async def index(self, request: Request) -> Response:
        """The list of events, or straight to the wall where there is only one."""
        events = self._hub.events
        if len(events) == 1:
            return RedirectResponse(request.url_for("wall", slug=events[0].slug).path, 307)
        return self.page("wall-index.html", events=events, theme="dark")

    async def wall(self, request: Request) -> Response:
        """The wall of one event; `?theme=light` for rooms with the lights on."""
        return self.page("wall.html", event=self._event(request), theme=theme_of(request), **self._wall)

    async def join(self, request: Request) -> Response:
        """How to join in, and how to leave: in the reader's own theme unless the address names one."""
        event = self._event(request)
        theme, closing = theme_of(request, "auto"), self._hub.closing(event)
        return self.page("join.html", event=event, theme=theme, closing=closing)

    async def theme(self, request: Request) -> Response:
        """The event's own colour, over the tokens; nothing where it has none."""
        accent = self._event(request).accent
        ink = most_readable(accent, INKS) if accent else ""
        rule = f"@layer tokens {{ :root {{ --accent: {accent}; --on-accent: {ink}; }} }}\n" if accent else ""
        return Response(rule, media_type="text/css", headers={"Cache-Control": "no-cache"})

    def _event(self, request: Request) -> Event:
        event = self._hub.event(request.path_params["slug"])
        if event is None:
            raise HTTPException(404)
        return event

    def page(self, name: str, **values: object) -> Response:
        """That template, with these values. Raises jinja2's `UndefinedError` where one is missing."""
        page = self._templates.get_template(name).render(values, static=self._static)
        return HTMLResponse(page, headers={"Cache-Control": "no-cache"})


def theme_of(request: Request, usual: str = THEMES[0]) -> str:
    """The theme that an address names, else the usual one."""
    asked = request.query_params.get("theme", "")
    return asked if asked in THEMES else usual


async def health(_: Request) -> Response:
    """Says that the process answers."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


async def refusal(_: Request, error: Exception) -> Response:
    """A plain sentence for every HTTP error."""
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    sentence = SENTENCES.get(status, "This could not be answered.")
    return PlainTextResponse(f"{sentence}\n", status, headers)
