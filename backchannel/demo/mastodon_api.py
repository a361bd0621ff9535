"""One Mastodon server's API, as a reader with or without a token meets it (protocols of Mastodon 4.5)."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from urllib.parse import urlencode

import msgspec
from msgspec import Raw, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from backchannel.demo.answers import JSON, json_answer, json_list
from backchannel.demo.limits import LIMIT, Allowance, RateLimits
from backchannel.demo.mastodon_queries import PAGING, account_query, tag_query, true
from backchannel.demo.mastodon_server import MAX_BATCH, MastodonServer
from backchannel.demo.mastodon_stream import MastodonStream
from backchannel.demo.mastodon_tokens import TOKEN, Tokens
from backchannel.demo.media import Media
from backchannel.demo.recording import Status
from backchannel.demo.surfaces import Surfaces

VERSION = "4.5.0"
# All that the Link header keeps of a request (tag_controller.rb): following it loses any, all, none and remote.
LINK_KEEPS = ("limit", "local", "only_media")
ACCOUNT_LINK_KEEPS = ("limit", "only_media", "exclude_replies", "exclude_reblogs")
CACHE = "max-age=15, public, stale-while-revalidate=30, stale-if-error=86400"

Headers = Mapping[str, str]


class MastodonApi:
    """The routes of one server. `now` is the released clock, on which requests are counted."""

    def __init__(self, server: MastodonServer, now: Callable[[], datetime], media: Media, surfaces: Surfaces) -> None:
        self._server = server
        self._now = now
        self._media = media
        self._surfaces = surfaces
        self._limits = RateLimits()
        self._tokens = Tokens(lambda: self._mode() == "revoked")
        self._stream = MastodonStream(server, surfaces, self._tokens, self._at_home)

    def routes(self) -> list[BaseRoute]:
        """What the server answers."""
        paths: dict[str, Callable[[Request], Response]] = {
            "/api/v2/instance": self._instance,
            "/api/v1/timelines/tag/{tag}": self._tag,
            "/api/v1/accounts/lookup": self._lookup,
            "/api/v1/accounts/{id}": self._account,
            "/api/v1/accounts/{id}/statuses": self._posts,
            "/api/v1/statuses": self._batch,
            "/api/v1/statuses/{id}": self._status,
            "/api/v1/statuses/{id}/context": self._context,
        }
        rest = [Route(path, self._limited(answer)) for path, answer in paths.items()]
        streaming = WebSocketRoute("/api/v1/streaming", self._stream.serve)
        return [*self._tokens.routes(), *rest, self._media.of_server(), streaming]

    def busy(self) -> Response:
        """The answer while the server wants no requests at all."""
        return _too_many(self._limits.exhausted(self._now()))

    def _limited(self, answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            mode, paging = self._mode(), any(name in request.query_params for name in PAGING)
            credential = TOKEN if self._is_logged_in(request) else ""
            allowance = self._limits.take(self._now(), paging=paging, credential=credential)
            if allowance.left < 0:
                return _too_many(allowance)
            if refusal := self._refusal(mode):
                return refusal
            response = answer(request)
            response.headers.update(_limit_headers(allowance))
            return response

        return endpoint

    def _instance(self, request: Request) -> Response:
        public = {"local": "public", "remote": "public"}
        access = {"live_feeds": public, "hashtag_feeds": public, "trending_link_feeds": public}
        name = self._server.name
        streaming = f"ws://{request.url.netloc}/{name}"
        configuration = {"urls": {"streaming": streaming}, "timelines_access": access}
        return json_answer({"domain": name, "title": name, "version": VERSION, "configuration": configuration})

    def _tag(self, request: Request) -> Response:
        instead = self._instead(request)
        if instead:
            return instead
        page = self._server.page(tag_query(request.path_params["tag"], request.query_params))
        return self._page(request, page, LINK_KEEPS)

    def _lookup(self, request: Request) -> Response:
        status = self._server.look_up(request.query_params.get("acct", ""))
        if status is None:
            return _not_found()
        return self._answer(request, bytes(msgspec.json.decode(status.raw, type=_Authored).account))

    def _account(self, request: Request) -> Response:
        status = self._server.somebody(request.path_params["id"])
        if status is None:
            return _not_found()
        return self._answer(request, bytes(msgspec.json.decode(status.raw, type=_Authored).account))

    def _posts(self, request: Request) -> Response:
        if self._mode() == "empty":
            return json_answer([])
        page = self._server.posts_of(account_query(request.path_params["id"], request.query_params))
        return _not_found() if page is None else self._page(request, page, ACCOUNT_LINK_KEEPS)

    def _page(self, request: Request, page: list[Status], keeps: Iterable[str]) -> Response:
        headers = {"Cache-Control": CACHE, **_link(request, page, keeps)}
        return self._answer(request, json_list(status.raw for status in page), headers)

    def _batch(self, request: Request) -> Response:
        ids = list(dict.fromkeys([*request.query_params.getlist("id[]"), *request.query_params.getlist("id")]))
        if len(ids) > MAX_BATCH:
            return json_answer({"error": "Validation failed"}, status=422)
        if self._mode() == "empty":
            return json_answer([])
        found = (self._server.status(status_id) for status_id in ids)
        return self._answer(request, json_list(status.raw for status in found if status))

    def _status(self, request: Request) -> Response:
        status = self._server.status(request.path_params["id"])
        return self._answer(request, status.raw) if status else _not_found()

    def _context(self, request: Request) -> Response:
        status = self._server.status(request.path_params["id"])
        if not status:
            return _not_found()
        ancestors = json_list(above.raw for above in self._server.ancestors(status))
        descendants = json_list(below.raw for below in self._server.descendants(status))
        return self._answer(request, b'{"ancestors":%b,"descendants":%b}' % (ancestors, descendants))

    def _mode(self) -> str:
        return self._surfaces.mode(self._server.name)

    def _is_logged_in(self, request: Request) -> bool:
        return self._tokens.are_valid(request.headers.get("authorization", ""))

    def _refusal(self, mode: str) -> Response | None:
        """What is said to everybody, whatever they ask."""
        match mode:
            case "unauthorized":
                return json_answer({"error": "This API requires an authenticated user"}, status=401)
            case "forbidden":
                return json_answer({"error": "Your login is currently disabled"}, status=403)
            case "ratelimit_number":
                return _too_many(self._limits.exhausted(self._now()), since=self._now())
            case _:
                return None

    def _instead(self, request: Request) -> Response | None:
        """What is said to who reads a hashtag, instead of a page of it."""
        is_local, is_stranger = true(request.query_params, "local"), not self._is_logged_in(request)
        match self._mode():
            case "unprocessable":
                return _unprocessable()
            case "only_local" if is_stranger and not is_local:
                return _unprocessable()
            case "first_page" if is_stranger and any(name in request.query_params for name in PAGING):
                return json_answer([])
            case "empty":
                return json_answer([])
            case _:
                return None

    def _at_home(self, payload: bytes, socket: WebSocket) -> bytes:
        return self._media.at_home(payload, socket, self._server.name)

    def _answer(self, request: Request, statuses: bytes, headers: Headers | None = None) -> Response:
        return Response(self._media.at_home(statuses, request, self._server.name), 200, headers, JSON)


class _Authored(Struct):
    account: Raw


def _link(request: Request, page: list[Status], keeps: Iterable[str]) -> Headers:
    if not page:
        return {}
    kept = {name: request.query_params[name] for name in keeps if name in request.query_params}
    here = request.url.replace(query="", fragment="")
    older = f'<{here}?{urlencode({**kept, "max_id": page[-1].id})}>; rel="next"'
    newer = f'<{here}?{urlencode({**kept, "min_id": page[0].id})}>; rel="prev"'
    return {"Link": f"{older}, {newer}"}


def _not_found() -> Response:
    return json_answer({"error": "Record not found"}, status=404)


def _unprocessable() -> Response:
    return json_answer({"error": "This method requires an authenticated user"}, status=422)


def _too_many(allowance: Allowance, *, since: datetime | None = None) -> Response:
    """429 with the time of the reset (Mastodon), or the seconds until then `since` a time (GoToSocial)."""
    headers = _limit_headers(allowance)
    if since:
        headers["X-RateLimit-Reset"] = str(int((allowance.reset - since).total_seconds()))
    return json_answer({"error": "Too many requests"}, status=429, headers=headers)


def _limit_headers(allowance: Allowance) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(LIMIT),
        "X-RateLimit-Remaining": str(max(allowance.left, 0)),
        "X-RateLimit-Reset": allowance.reset.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
