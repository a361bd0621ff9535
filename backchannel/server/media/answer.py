"""Answers `/{slug}/media/{key}/{name}`: the archive is asked at every request whether the picture may be seen."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backchannel.server.hub import Hub
from backchannel.server.media.pictures import Picture, pictures, post_id_of
from backchannel.server.media.studio import Busy, Studio
from backchannel.store.connect import Unreachable

HEADERS = {
    "Cache-Control": "no-cache",  # a browser may keep it, and must ask each time whether it still may show it
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}
AGAIN = "5"  # seconds


class MediaProxy:
    """Strangers' pictures, by post and place in it."""

    def __init__(self, hub: Hub, studio: Studio) -> None:
        self._hub, self._studio = hub, studio

    async def answer(self, request: Request) -> Response:
        """The picture; 404 where there is none to be seen, 204 where it can't be had, 503 where too many wait.

        An empty answer, unlike an error, leaves a wall's console clean: a host that is gone is nothing to mend here.
        """
        picture = await self._visible(request)
        if _tag(picture) in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=HEADERS | {"ETag": _tag(picture)})
        try:
            made = await self._studio.picture(picture, _holder(request))
        except Busy:
            raise HTTPException(503, headers={"Retry-After": AGAIN}) from None
        await self._visible(request)  # fetching takes time, in which the post may have gone
        if not made:
            return Response(status_code=204, headers={"Cache-Control": "no-store"})
        return Response(made, headers=HEADERS | {"ETag": _tag(picture)}, media_type="image/webp")

    async def _visible(self, request: Request) -> Picture:
        slug, post_id = _holder(request)
        followed = self._hub.followed(slug)
        if followed is None or not post_id:
            raise HTTPException(404)
        try:
            [record] = await followed.archive.records([post_id])
        except Unreachable:
            raise HTTPException(503, headers={"Retry-After": AGAIN}) from None
        visible = pictures(record)
        if not visible:
            self._hub.shelf.forget(slug, post_id)
        picture = visible.get(request.path_params["name"])
        if picture is None:
            raise HTTPException(404)
        return picture


def _holder(request: Request) -> tuple[str, str]:
    return request.path_params["slug"], post_id_of(request.path_params["key"]) or ""


def _tag(picture: Picture) -> str:
    return f'"{picture.mark}"'
