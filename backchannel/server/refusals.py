"""What is answered where there is no answer: to people a page like the others, to programs one shape of JSON."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backchannel.model.codec import encode
from backchannel.server.hub import Hub
from backchannel.server.templates import Templates

# What no person reads in a browser: it answers programs, whatever they say that they accept.
_FOR_PROGRAMS = re.compile(r"/(?:posts|live|health|metrics)$|/media/|\.(?!.*/)(?!htm)\w+$")
_NO_STORE = {"Cache-Control": "no-store"}


class Words(NamedTuple):
    """A heading, and what to do."""

    title: str
    says: str

    def __str__(self) -> str:
        """Both as sentences."""
        return f"{self.title}. {self.says}"


WORDS = {
    404: Words("There is nothing here", "The address may be mistyped, or what was here was taken back."),
    405: Words("This can only be read", "Nothing can be sent to this address."),
    426: Words("This is for screens", "This address speaks WebSocket; the pages of the event connect to it."),
    500: Words("Something went wrong", "The mistake is ours, and in our log. Please try again."),
    503: Words("Please wait a moment", "There is too much to do just now. Please try again."),
}
OTHERWISE = Words("This can't be answered", "Please begin again at the front page.")


class Refusal(Struct, frozen=True):
    """What programs are told: the status of HTTP, and one sentence."""

    status: int
    error: str


class Refusals:
    """Answers for every HTTP error."""

    def __init__(self, hub: Hub, templates: Templates) -> None:
        self._hub, self._templates = hub, templates

    async def answer(self, request: Request, error: Exception) -> Response:
        """A page for whoever accepts one, and JSON for everybody else."""
        status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
        if not _is_person(request):
            return refusal(status, headers)
        event = self._hub.event(request.url.path.split("/")[1])
        values = {"event": event, "words": WORDS.get(status, OTHERWISE)}
        page = self._templates.page("refusal.html", values, status)
        page.headers.update(_NO_STORE | dict(headers or {}))
        return page


def refusal(status: int, headers: Mapping[str, str] | None = None, says: str = "") -> Response:
    """The answer to a program."""
    told = Refusal(status, says or str(WORDS.get(status, OTHERWISE)))
    return Response(encode(told), status, _NO_STORE | dict(headers or {}), "application/json")


def _is_person(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return "text/html" in accepted and not _FOR_PROGRAMS.search(request.url.path)
