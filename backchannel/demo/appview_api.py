"""The AppView's XRPC queries, as an anonymous reader meets them."""

from collections.abc import Awaitable, Callable

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from backchannel.demo.answers import JSON, json_answer
from backchannel.demo.appview import MAX_BATCH, AppView, NotThere
from backchannel.demo.faults import OK
from backchannel.demo.media import Media
from backchannel.demo.recording import Json

DEFAULT_DEPTH = 6
DEFAULT_PARENTS = 80
DEFAULT_PAGE = 50
MAX_STEPS = 1000


class AppViewApi:
    """The queries over one AppView."""

    def __init__(self, appview: AppView, media: Media, mode: Callable[[], str] = lambda: OK) -> None:
        self._appview = appview
        self._media = media
        self._mode = mode

    def routes(self) -> list[Route]:
        """What the AppView answers, without the `/xrpc` before it."""
        queries: dict[str, Callable[[QueryParams], Json]] = {
            "/app.bsky.feed.getPosts": self._posts,
            "/app.bsky.feed.getPostThread": self._thread,
            "/app.bsky.feed.getAuthorFeed": self._timeline,
            "/app.bsky.actor.getProfiles": self._profiles,
            "/app.bsky.actor.getProfile": self._profile,
        }
        return [Route(path, self._query(path, answer)) for path, answer in queries.items()]

    def busy(self) -> Response:
        """The answer while the AppView wants no requests at all."""
        return xrpc_error("RateLimitExceeded", "Rate Limit Exceeded", status=429)

    def _query(self, path: str, answer: Callable[[QueryParams], Json]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            match self._mode():
                case "nonsense":
                    return HTMLResponse("<title>Please stand by</title>")
                case "empty":
                    return json_answer({})
                case "secretive" if "Thread" in path and "authorization" not in request.headers:
                    return xrpc_error("Forbidden", "Please sign in", status=403)
                case _:
                    return _answer(answer, request, self._media)

        return endpoint

    def _posts(self, asked: QueryParams) -> Json:
        return {"posts": self._appview.posts(_batch(asked, "uris"))}

    def _profiles(self, asked: QueryParams) -> Json:
        return {"profiles": self._appview.profiles(_batch(asked, "actors"))}

    def _profile(self, asked: QueryParams) -> Json:
        return self._appview.profile(_one(asked, "actor"))

    def _timeline(self, asked: QueryParams) -> Json:
        limit, start = _steps(asked, "limit", DEFAULT_PAGE), _steps(asked, "cursor", 0)
        found = self._appview.timeline(_one(asked, "actor"))
        more = {"cursor": str(start + limit)} if len(found) > start + limit else {}
        return {"feed": [{"post": view} for view in found[start : start + limit]], **more}

    def _thread(self, asked: QueryParams) -> Json:
        depth = _steps(asked, "depth", DEFAULT_DEPTH)
        parents = _steps(asked, "parentHeight", DEFAULT_PARENTS)
        return {"thread": self._appview.thread(_one(asked, "uri"), depth=depth, parents=parents)}


def xrpc_error(error: str, message: str, *, status: int = 400) -> Response:
    """An error as every XRPC service words it."""
    return json_answer({"error": error, "message": message}, status=status)


def _answer(answer: Callable[[QueryParams], Json], request: Request, media: Media) -> Response:
    try:
        told = msgspec.json.encode(answer(request.query_params))
        return Response(media.at_home(told, request), media_type=JSON)
    except NotThere as missing:
        return xrpc_error(missing.error, str(missing))
    except ValueError as wrong:
        return xrpc_error("InvalidRequest", f"Error: {wrong}")


def _batch(asked: QueryParams, name: str) -> list[str]:
    given = asked.getlist(name)
    if not given:
        raise ValueError(f'Params must have the property "{name}"')
    if len(given) > MAX_BATCH:
        raise ValueError(f"{name} must not have more than {MAX_BATCH} elements")
    return given


def _one(asked: QueryParams, name: str) -> str:
    if name not in asked:
        raise ValueError(f'Params must have the property "{name}"')
    return asked[name]


def _steps(asked: QueryParams, name: str, default: int) -> int:
    given = asked.get(name, str(default))
    if not given.isdecimal() or int(given) > MAX_STEPS:
        raise ValueError(f"{name} must be an integer from 0 to {MAX_STEPS}")
    return int(given)
