"""The pages, and the sentences for what is not one."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from backchannel.server.hub import Hub
from backchannel.server.limits import Limits

THEMES = ("dark", "light")
SENTENCES = {
    404: "There is no page at this address. The front page / lists every wall.",
    405: "This address can only be read.",
}


class Pages:
    """Renders the pages. They hold no post: those come over the socket."""

    def __init__(self, hub: Hub, *, templates: Path, static: str, limits: Limits) -> None:
        self._hub, self._limits = hub, limits
        self._templates = Environment(
            loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._static = static

    async def index(self, request: Request) -> Response:
        """The list of events, or straight to the wall where there is only one."""
        events = self._hub.events
        if len(events) == 1:
            return RedirectResponse(request.url_for("wall", slug=events[0].slug).path, 307)
        return self._page("wall-index.html", events=events, theme="dark")

    async def wall(self, request: Request) -> Response:
        """The wall of one event; `?theme=light` for rooms with the lights on."""
        event = self._hub.event(request.path_params["slug"])
        if event is None:
            raise HTTPException(404)
        theme = request.query_params.get("theme", "")
        return self._page(
            "wall.html", event=event, theme=theme if theme in THEMES else THEMES[0], beat=self._limits.beat
        )

    def _page(self, name: str, **values: object) -> Response:
        page = self._templates.get_template(name).render(values, static=self._static)
        return HTMLResponse(page, headers={"Cache-Control": "no-cache"})


async def health(_: Request) -> Response:
    """Says that the process answers."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


async def refusal(_: Request, error: Exception) -> Response:
    """A plain sentence for every HTTP error."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    sentence = SENTENCES.get(status, "This could not be answered.")
    return PlainTextResponse(f"{sentence}\n", status)
