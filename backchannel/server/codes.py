"""The codes to scan, each leading to a page of the event."""

from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backchannel.programme.limits import LONGEST_NAME
from backchannel.server.hub import Hub
from backchannel.server.qr import qr_code, reachable


class Codes:
    """Draws them. `address` is the public base address; empty: the one the code itself was asked for at."""

    def __init__(self, hub: Hub, address: str) -> None:
        self._hub, self._address = hub, address

    async def join(self, request: Request) -> Response:
        """The code that leads to the page on how to join in."""
        return self._code(request, "/{slug}/")

    async def summary(self, request: Request) -> Response:
        """The code that leads to the summary."""
        return self._code(request, "/{slug}/summary/")

    async def door(self, request: Request) -> Response:
        """The code on a room's door, which leads to what is on in the room."""
        room = request.query_params.get("room", "")[:LONGEST_NAME]
        return self._code(request, "/{slug}/programme/doors?room=" + quote(room, safe=""))

    def _code(self, request: Request, path: str) -> Response:
        event = self._hub.event(request.path_params["slug"])
        if event is None:
            raise HTTPException(404)
        base = self._address or str(request.base_url)
        try:
            code = qr_code(reachable(base, path.replace("{slug}", event.slug), event))
        except ValueError:
            raise HTTPException(404) from None
        return Response(code, media_type="image/svg+xml", headers={"Cache-Control": "no-cache", "Vary": "Host"})
