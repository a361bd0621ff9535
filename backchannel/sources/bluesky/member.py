"""Somebody who is logged in: asks what Bluesky does not tell strangers, and keeps the session in a private file.

The library is imported when it is first needed: that costs two seconds and 78 MB, which a stranger does not pay.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import httpx
from msgspec import Struct

from backchannel.sources.bluesky.appview import Trouble
from backchannel.sources.bluesky.lenient import fit
from backchannel.sources.bluesky.views import PostView, thread_posts

if TYPE_CHECKING:
    from atproto import AsyncClient
    from atproto.exceptions import BadRequestError
    from atproto_client.models.base import DataModelBase, ParamsModelBase
    from atproto_client.request import Response

T = TypeVar("T")

SESSION_FILE = "bluesky.session"  # in the data directory
PDS = "https://bsky.social"
PAGE = 100  # lexicon app.bsky.feed.searchPosts


class Credentials(NamedTuple):
    """Who logs in, where, and where the session is kept. The password is an app password, and may be empty."""

    pds: str
    file: Path
    handle: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Credentials(pds={self.pds!r}, handle={self.handle!r})"


class Unwelcome(Exception):
    """The session is over, or the handle and the app password are not accepted."""


class Page(NamedTuple):
    """Some of the posts found, newest first, and the cursor to those before them; None where there are none."""

    views: list[PostView]
    cursor: str | None


class Member:
    """Asks as the owner of these credentials; logs in when it must, and no more often."""

    def __init__(self, credentials: Credentials, *, seconds: float = 20.0) -> None:
        self._credentials = credentials
        self._seconds = seconds
        self._client: AsyncClient | None = None
        self._one_at_a_time = asyncio.Lock()

    async def log_in(self) -> None:
        """Begin a session with handle and password, whether there was one or not. Raises `Unwelcome` or `Trouble`."""
        await _plainly(self._begin())

    async def search(self, hashtag: str, since: datetime, until: datetime, cursor: str | None = None) -> Page:
        """Posts with the hashtag between two times. Raises `Unwelcome` or `Trouble`."""
        from atproto import models

        asked = models.AppBskyFeedSearchPosts.Params(
            q=f"#{hashtag}",
            tag=[hashtag],
            sort="latest",
            limit=PAGE,
            since=_iso(since),
            until=_iso(until),
            cursor=cursor,
        )
        found = fit(await self.ask("app.bsky.feed.searchPosts", asked), _Found) or _Found()
        views = (fit(told, PostView) for told in found.posts)
        return Page([view for view in views if view], found.cursor or None)

    async def thread(self, uri: str, *, parents: int, depth: int, most: int) -> list[PostView]:
        """The conversation around a post, as `AppView.thread`. Raises `Unwelcome` or `Trouble`."""
        from atproto import models

        asked = models.AppBskyFeedGetPostThread.Params(uri=uri, parent_height=parents, depth=depth)
        answer = fit(await self.ask("app.bsky.feed.getPostThread", asked), _Thread) or _Thread()
        return thread_posts(answer.thread, most)

    async def close(self) -> None:
        """Let go of the connections; the next question begins anew."""
        client, self._client = self._client, None
        if client is not None:
            await client.request.close()

    async def ask(self, method: str, asked: "ParamsModelBase | None" = None) -> object:
        """The answer to a query. Raises `Unwelcome` or `Trouble`."""
        return await self._alone(
            lambda client: client.invoke_query(method, params=asked, output_encoding="application/json")
        )

    async def tell(self, method: str, told: "DataModelBase") -> object:
        """The answer to a procedure. Raises `Unwelcome` or `Trouble`."""
        return await self._alone(
            lambda client: client.invoke_procedure(
                method, data=told, input_encoding="application/json", output_encoding="application/json"
            )
        )

    async def _alone(self, request: "Callable[[AsyncClient], Awaitable[Response]]") -> object:
        async with self._one_at_a_time:  # a session that is refreshed twice at once is over
            try:
                return await _plainly(self._answer(request))
            except Unwelcome:
                await self.close()
                raise

    async def _answer(self, request: "Callable[[AsyncClient], Awaitable[Response]]") -> object:
        client = self._client or await self._resumed() or await self._begin()
        return (await request(client)).content

    async def _resumed(self) -> "AsyncClient | None":
        """Go on with the session that was kept; None where there is none, or it is over."""
        from atproto.exceptions import BadRequestError, LoginRequiredError, UnauthorizedError

        kept = _read(self._credentials.file)
        if not kept:
            return None
        client = await self._fresh()
        try:
            await client.login(session_string=kept, fetch_bsky_profile=False)
            await client.com.atproto.server.get_session()
        except (UnauthorizedError, BadRequestError, LoginRequiredError, ValueError):
            await self.close()
            return None
        return client

    async def _begin(self) -> "AsyncClient":
        told = self._credentials
        if not (told.handle and told.password):
            raise Unwelcome("there is no session, or it is over: log in again")
        client = await self._fresh()
        await client.login(told.handle, told.password, fetch_bsky_profile=False)
        return client

    async def _fresh(self) -> "AsyncClient":
        await self.close()
        self._client = self._new_client()
        return self._client

    def _new_client(self) -> "AsyncClient":
        from atproto import AsyncClient, AsyncRequest

        client = AsyncClient(self._credentials.pds, request=AsyncRequest(timeout=self._seconds))
        client.on_session_change(lambda _, session: _keep(self._credentials.file, session.encode()))
        return client


class _Found(Struct):
    posts: tuple[Any, ...] = ()
    cursor: str = ""


class _Thread(Struct):
    thread: Any = None


async def _plainly(work: Awaitable[T]) -> T:
    """Do it, and say in our words what went wrong; never in the library's, which may quote what was sent."""
    from atproto.exceptions import (
        AtProtocolError,
        BadRequestError,
        LoginRequiredError,
        RateLimitExceededError,
        UnauthorizedError,
    )

    try:
        return await work
    except (UnauthorizedError, LoginRequiredError):
        raise Unwelcome("handle or app password are not accepted, or the session is over") from None
    except BadRequestError as refused:
        if _is_about_the_token(refused):
            raise Unwelcome("the session is over") from None
        raise Trouble("it refuses the question") from None
    except RateLimitExceededError as much:
        until = f" before {much.reset_at:%H:%M} UTC" if much.reset_at else " for now"
        raise Trouble(f"it wants no more requests{until}") from None
    except (AtProtocolError, httpx.HTTPError) as trouble:
        raise Trouble(type(trouble).__name__) from None


def _is_about_the_token(refused: "BadRequestError") -> bool:
    return any(word in str(refused) for word in ("ExpiredToken", "InvalidToken"))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _keep(file: Path, session: str) -> None:
    """Write a file that nobody but its owner can read, at no moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".part")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
        opened.write(session)
    half.replace(file)


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
