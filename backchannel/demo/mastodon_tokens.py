"""Logging in to a pretend Mastodon server: everybody who asks is let in, and gets the same code and the same token."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from backchannel.demo.answers import json_answer

TOKEN = "pretend-token"  # noqa: S105 - it opens nothing
CODE = "pretend-code"
CLIENT = {"client_id": "pretend-client", "client_secret": "pretend-secret"}
ME = {"id": "1", "username": "cleo", "acct": "cleo", "display_name": "Cleo", "url": ""}


class Tokens:
    """The tokens of one server. While they are revoked, none is valid."""

    def __init__(self, are_revoked: Callable[[], bool]) -> None:
        self._are_revoked = are_revoked

    def are_valid(self, authorization: str) -> bool:
        """Whether a request with this header is a logged-in user's."""
        return not self._are_revoked() and authorization == f"Bearer {TOKEN}"

    def routes(self) -> list[Route]:
        """Registering an application, asking its user, and exchanging the code for a token."""
        return [
            Route("/api/v1/apps", _register, methods=["POST"]),
            Route("/oauth/authorize", _ask),
            Route("/oauth/token", _exchange, methods=["POST"]),
            Route("/api/v1/accounts/verify_credentials", self._verify),
        ]

    async def _verify(self, request: Request) -> Response:
        if not self.are_valid(request.headers.get("authorization", "")):
            return json_answer({"error": "The access token is invalid"}, status=401)
        return json_answer(ME)


async def _register(request: Request) -> Response:
    form = await _form(request)
    return json_answer({**CLIENT, "name": form.get("client_name"), "redirect_uri": form.get("redirect_uris")})


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode()))


async def _ask(_: Request) -> Response:
    return HTMLResponse(f"<p>Copy this code: <code>{CODE}</code></p>")


async def _exchange(request: Request) -> Response:
    form = await _form(request)
    if form.get("code") != CODE or form.get("client_id") != CLIENT["client_id"]:
        return json_answer({"error": "invalid_grant"}, status=400)
    return json_answer({"access_token": TOKEN, "token_type": "Bearer", "scope": form.get("scope"), "created_at": 0})
