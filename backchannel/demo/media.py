"""The pictures of a recording, served where a Mastodon server and Bluesky's CDN would have them.

In a recording, addresses begin with `https://media.example/` (Mastodon) or `https://cdn.example/img/` (Bluesky). The
pretend networks write their own address in that place when they answer, so that pictures load wherever they run.
A recording without pictures is served as it is.
"""

from collections.abc import Mapping

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route

from backchannel.demo import wire

CACHE = {"Cache-Control": "public, max-age=31536000, immutable"}
_KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class Media:
    """A recording's pictures, by name and by the hash of their content."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        self._by_name = pictures
        self._by_cid = {wire.blob_cid(content): content for content in pictures.values()}

    def of_server(self) -> Route:
        """Where a Mastodon server has them."""
        return Route("/media/{name}", self._file)

    def of_cdn(self) -> Route:
        """Where Bluesky's CDN has them; every size is the same here."""
        return Route("/img/{size}/plain/{did}/{cid}", self._blob)

    def at_home(self, answer: bytes, request: HTTPConnection, server: str = "") -> bytes:
        """An answer's JSON with the addresses of this very network; `server` is the one that answers."""
        if not self._by_name:
            return answer
        base = str(request.base_url).replace("ws://", "http://", 1)
        answer = answer.replace(wire.CDN.encode(), f"{base}img/".encode())
        return answer.replace(wire.MEDIA.encode(), f"{base}{server}/media/".encode())

    async def _file(self, request: Request) -> Response:
        return _picture(self._by_name.get(request.path_params["name"]))

    async def _blob(self, request: Request) -> Response:
        return _picture(self._by_cid.get(request.path_params["cid"].partition("@")[0]))


def _picture(content: bytes | None) -> Response:
    if content is None:
        return Response(status_code=404)
    kind = next((kind for magic, kind in _KINDS.items() if content.startswith(magic)), "application/octet-stream")
    return Response(content, headers=CACHE, media_type=kind)
