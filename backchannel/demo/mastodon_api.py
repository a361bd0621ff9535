"""One Mastodon server's REST API, as a reader without a token meets it (protocols of Mastodon 4.5)."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from urllib.parse import urlencode

import msgspec
from msgspec import Raw, Struct
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from backchannel.demo.answers import JSON, json_answer, json_list
from backchannel.demo.limits import LIMIT, Allowance, RateLimits
from backchannel.demo.mastodon_server import (
    DEFAULT_LIMIT,
    MAX_BATCH,
    MAX_LIMIT,
    AccountQuery,
    MastodonServer,
    TagQuery,
)
from backchannel.demo.media import Media
from backchannel.demo.recording import Json, Status
from backchannel.text.hashtags import fold

VERSION = "4.5.0"
PAGING = ("max_id", "min_id", "since_id")
# All that the Link header keeps of a request (tag_controller.rb): following it loses any, all, none and remote.
LINK_KEEPS = ("limit", "local", "only_media")
ACCOUNT_LINK_KEEPS = ("limit", "only_media", "exclude_replies", "exclude_reblogs")
CACHE = "max-age=15, public, stale-while-revalidate=30, stale-if-error=86400"
EXTRA_TAGS = 3
MAX_TAGS = 4

Headers = Mapping[str, str]


class MastodonApi:
    """The routes of one server. `now` is the released clock, on which requests are counted."""

    def __init__(self, server: MastodonServer, now: Callable[[], datetime], media: Media) -> None:
        self._server = server
        self._now = now
        self._media = media
        self._limits = RateLimits()

    def routes(self) -> list[BaseRoute]:
        """What the server answers; streaming is not there."""
        paths: dict[str, Callable[[Request], Response]] = {
            "/api/v2/instance": self._instance,
            "/api/v1/timelines/tag/{tag}": self._tag,
            "/api/v1/accounts/lookup": self._lookup,
            "/api/v1/accounts/{id}/statuses": self._posts,
            "/api/v1/statuses": self._batch,
            "/api/v1/statuses/{id}": self._status,
            "/api/v1/statuses/{id}/context": self._context,
        }
        rest = [Route(path, self._limited(answer)) for path, answer in paths.items()]
        return [*rest, self._media.of_server(), WebSocketRoute("/{path:path}", _no_streaming)]

    def busy(self) -> Response:
        """The answer while the server wants no requests at all."""
        return _too_many(self._limits.exhausted(self._now()))

    def _limited(self, answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            paging = any(name in request.query_params for name in PAGING)
            allowance = self._limits.take(self._now(), paging=paging)
            if allowance.left < 0:
                return _too_many(allowance)
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
        page = self._server.page(_tag_query(request.path_params["tag"], request.query_params))
        return self._page(request, page, LINK_KEEPS)

    def _lookup(self, request: Request) -> Response:
        status = self._server.look_up(request.query_params.get("acct", ""))
        if status is None:
            return _not_found()
        return self._answer(request, bytes(msgspec.json.decode(status.raw, type=_Authored).account))

    def _posts(self, request: Request) -> Response:
        page = self._server.posts_of(_account_query(request.path_params["id"], request.query_params))
        return _not_found() if page is None else self._page(request, page, ACCOUNT_LINK_KEEPS)

    def _page(self, request: Request, page: list[Status], keeps: Iterable[str]) -> Response:
        headers = {"Cache-Control": CACHE, **_link(request, page, keeps)}
        return self._answer(request, json_list(status.raw for status in page), headers)

    def _batch(self, request: Request) -> Response:
        ids = list(dict.fromkeys([*request.query_params.getlist("id[]"), *request.query_params.getlist("id")]))
        if len(ids) > MAX_BATCH:
            return json_answer({"error": "Validation failed"}, status=422)
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

    def _answer(self, request: Request, statuses: bytes, headers: Headers | None = None) -> Response:
        return Response(self._media.at_home(statuses, request, self._server.name), 200, headers, JSON)


class _Authored(Struct):
    account: Raw


def _account_query(account_id: str, asked: QueryParams) -> AccountQuery:
    return AccountQuery(
        account_id=account_id,
        exclude_replies=_true(asked, "exclude_replies"),
        exclude_reblogs=_true(asked, "exclude_reblogs"),
        only_media=_true(asked, "only_media"),
        **_place(asked),
    )


def _tag_query(tag: str, asked: QueryParams) -> TagQuery:
    return TagQuery(
        tag=fold(tag),
        any=_tags(asked, "any", EXTRA_TAGS),
        all=frozenset(_tags(asked, "all", MAX_TAGS)),
        none=frozenset(_tags(asked, "none", MAX_TAGS)),
        local=_true(asked, "local"),
        remote=_true(asked, "remote"),
        only_media=_true(asked, "only_media"),
        **_place(asked),
    )


def _place(asked: QueryParams) -> Json:
    ids = {name: asked.get(name, "") for name in PAGING}
    return {**ids, "limit": _limit(asked.get("limit", str(DEFAULT_LIMIT)))}


def _tags(asked: QueryParams, name: str, most: int) -> tuple[str, ...]:
    return tuple(fold(tag) for tag in asked.getlist(f"{name}[]")[:most])


def _true(asked: QueryParams, name: str) -> bool:
    return asked.get(name, "").lower() in {"1", "t", "true", "on"}


def _limit(asked: str) -> int:
    return min(int(asked), MAX_LIMIT) if asked.isdecimal() else 0


def _link(request: Request, page: list[Status], keeps: Iterable[str]) -> Headers:
    if not page:
        return {}
    kept = {name: request.query_params[name] for name in keeps if name in request.query_params}
    here = request.url.replace(query="", fragment="")
    older = f'<{here}?{urlencode({**kept, "max_id": page[-1].id})}>; rel="next"'
    newer = f'<{here}?{urlencode({**kept, "min_id": page[0].id})}>; rel="prev"'
    return {"Link": f"{older}, {newer}"}


async def _no_streaming(socket: WebSocket) -> None:
    await socket.send_denial_response(_not_found())


def _not_found() -> Response:
    return json_answer({"error": "Record not found"}, status=404)


def _too_many(allowance: Allowance) -> Response:
    return json_answer({"error": "Too many requests"}, status=429, headers=_limit_headers(allowance))


def _limit_headers(allowance: Allowance) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(LIMIT),
        "X-RateLimit-Remaining": str(max(allowance.left, 0)),
        "X-RateLimit-Reset": allowance.reset.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
