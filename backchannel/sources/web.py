"""Asking a stranger's web server once: bounded in time and in size, remembering nothing."""

import asyncio
from collections.abc import Mapping, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import NamedTuple

import httpx

from backchannel import USER_AGENT
from backchannel.text.clean import clean

LONGEST_REST = 86_400.0  # seconds

_VALIDATORS = {"if-none-match": "etag", "if-modified-since": "last-modified"}


class Unanswered(Exception):
    """Nothing came of a question. Its text says why, for people, after the server's name.

    `rest` is how many seconds the server is to be left alone; 0 where it did not ask for that.
    """

    def __init__(self, why: str, *, rest: float = 0.0) -> None:
        super().__init__(why)
        self.rest = min(rest, LONGEST_REST)


class Answer(NamedTuple):
    """What a server answered, whatever its status."""

    status: int
    headers: httpx.Headers
    body: bytes


def open_http(seconds: float = 10.0) -> httpx.AsyncClient:
    """A client that waits so many seconds, keeps no cookies, follows no redirects and heeds no surroundings."""
    return httpx.AsyncClient(
        timeout=seconds,
        headers={"user-agent": USER_AGENT},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        trust_env=False,  # proxies and certificates come from our own settings, never from the surroundings
    )


async def ask(
    http: httpx.AsyncClient,
    address: str,
    *,
    params: Mapping[str, str | Sequence[str]] | None = None,
    headers: Mapping[str, str] | None = None,
    longest: int = 2 * 2**20,
) -> Answer:
    """The answer, read up to `longest` bytes and within the client's time, however slowly it comes.

    Raises `Unanswered`.
    """
    body = bytearray()
    try:
        async with (
            asyncio.timeout(http.timeout.read),
            http.stream("GET", address, params=params, headers=headers) as response,
        ):
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > longest:
                    raise Unanswered("answers with more than can be read")
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
        raise Unanswered(f"does not answer ({type(error).__name__})") from error
    return Answer(response.status_code, response.headers, bytes(body))


class Page:
    """One address, asked for only what has changed since it last answered."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._unless: dict[str, str] = {}

    async def changed(self, http: httpx.AsyncClient) -> Answer | None:
        """The answer; None where it has not changed. Raises `Unanswered`, for any status but 200 too."""
        answer = await ask(http, self.address, headers=self._unless)
        if answer.status == 304:
            return None
        if answer.status != 200:
            raise refusal(answer)
        self._unless = {ours: answer.headers[its] for ours, its in _VALIDATORS.items() if its in answer.headers}
        return answer


def refusal(answer: Answer) -> Unanswered:
    """What an answer other than 200 means."""
    status, place = answer.status, answer.headers.get("location", "")
    if status == 410:
        return Unanswered("says that it is gone for good (HTTP 410)", rest=LONGEST_REST)
    if 300 <= status < 400 and place:
        return Unanswered(f"has moved: the event's file should name {clean(place, 200)}")
    who = "has trouble of its own" if status >= 500 else "refuses"
    return Unanswered(f"{who} (HTTP {status})", rest=_seconds(answer.headers.get("retry-after", "")))


def _seconds(told: str) -> float:
    return float(told) if told.isascii() and told.isdigit() else 0.0
