"""A pretend account host: sessions for one app password, its repository, and searches that strangers are refused."""

import base64
from collections.abc import Awaitable, Callable

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backchannel.demo.answers import json_answer
from backchannel.demo.appview import AppView
from backchannel.demo.appview_api import xrpc_error
from backchannel.demo.media import Media
from backchannel.demo.repository import Repository
from backchannel.demo.wire import did

HANDLE = "reader.example"
APP_PASSWORD = "pret-ends-with-care"  # noqa: S105 - opens nothing but the pretend network
FAR_FUTURE = 4_102_444_800  # tokens of the pretend network do not end by themselves


class Pds:
    """The sessions of one account. Each has a number; `end_sessions` makes all of them invalid."""

    def __init__(self, appview: AppView, media: Media) -> None:
        self._appview = appview
        self._media = media
        self.repository = Repository(did(HANDLE))
        self._valid_from = 0
        self._number = 0

    def routes(self) -> list[Route]:
        """What the account host answers beside the AppView, without the `/xrpc` before it."""
        return [
            Route("/com.atproto.server.createSession", self._create, methods=["POST"]),
            Route("/com.atproto.server.refreshSession", self._logged_in(self._refresh), methods=["POST"]),
            Route("/com.atproto.server.getSession", self._logged_in(self._session)),
            Route("/com.atproto.repo.listRecords", self.repository.list_records),
            Route("/com.atproto.repo.applyWrites", self._logged_in(self.repository.apply_writes), methods=["POST"]),
            Route("/app.bsky.feed.searchPosts", self._logged_in(self._search)),
        ]

    def end_sessions(self) -> None:
        """Take back every session there is."""
        self._valid_from = self._number + 1

    async def _create(self, request: Request) -> Response:
        try:
            asked = msgspec.json.decode(await request.body(), type=_Login)
        except msgspec.DecodeError:
            return xrpc_error("InvalidRequest", "Input must be an object")
        if (asked.identifier, asked.password) != (HANDLE, APP_PASSWORD):
            return xrpc_error("AuthenticationRequired", "Invalid identifier or password", status=401)
        return await self._refresh(request)

    async def _refresh(self, _: Request) -> Response:
        self._number += 1
        token = _token(self._number)
        return json_answer({"accessJwt": token, "refreshJwt": token, "handle": HANDLE, "did": did(HANDLE)})

    async def _session(self, _: Request) -> Response:
        return json_answer({"handle": HANDLE, "did": did(HANDLE)})

    async def _search(self, request: Request) -> Response:
        asked = request.query_params
        hashtag, start = asked.get("tag", ""), int(asked.get("cursor", "0"))
        limit = int(asked.get("limit", "25"))
        found = self._appview.search(hashtag, since=asked.get("since", ""), until=asked.get("until", "9"))
        more = {"cursor": str(start + limit)} if len(found) > start + limit else {}
        told = msgspec.json.encode({"posts": found[start : start + limit], **more})
        return Response(self._media.at_home(told, request), media_type="application/json")

    def _logged_in(self, answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            number = _number(request.headers.get("authorization", ""))
            if number == 0:
                return xrpc_error("AuthMissing", "Authentication Required", status=401)
            if number < self._valid_from:
                return xrpc_error("ExpiredToken", "Token has expired")
            return await answer(request)

        return endpoint


class _Login(Struct):
    identifier: str
    password: str


def _token(number: int) -> str:
    """A token that says until when it holds, as clients read it, and which session it is."""
    parts = ({"alg": "none"}, {"exp": FAR_FUTURE, "jti": str(number)}, number)
    return ".".join(base64.urlsafe_b64encode(msgspec.json.encode(part)).decode().rstrip("=") for part in parts)


def _number(authorization: str) -> int:
    signature = authorization.rpartition(".")[2]
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(f"{signature}=="), type=int)
    except (ValueError, msgspec.DecodeError):
        return 0
