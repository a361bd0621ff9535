"""A look at strangers' servers, for a doctor: each is asked once, and by how much its clock differs is remembered."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import msgspec
from msgspec import Struct

from backchannel.clock import Clock
from backchannel.model.codec import UNREADABLE
from backchannel.model.finding import Finding
from backchannel.sources.web import Answer, Unanswered, ask, refusal

UNREACHED = (
    "Is its name written right, and may this machine reach the internet? If so, it may be down: try again later."
)


class LookedUp(Struct, frozen=True, kw_only=True):
    """What a network says of a post at an address: `source` would deliver it, as the post `id`.

    `why` is one sentence for what keeps it from being seen, empty where strangers may read it.
    """

    source: str
    id: str = ""
    hashtags: tuple[str, ...] = ()
    why: str = ""


class Probe:
    """Asks, and compares clocks: `skews` are seconds by which servers are ahead of us, by host."""

    def __init__(self, http: httpx.AsyncClient, clock: Clock) -> None:
        self.skews: dict[str, float] = {}
        self._http = http
        self._clock = clock

    async def ask(self, address: str, **params: str) -> Answer:
        """The answer, whatever its status. Raises `Unanswered`."""
        answer = await ask(self._http, address, params=params)
        if at := _date(answer.headers.get("date", "")):
            self.skews[httpx.URL(address).netloc.decode()] = (at - self._clock.now()).total_seconds()
        return answer

    async def answers(self, part: str, address: str) -> Finding:
        """Whether this address answers as it should."""
        try:
            answer = await self.ask(address)
        except Unanswered as why:
            return Finding(part, "fail", f"It {why}.", UNREACHED)
        if answer.status != 200:
            return Finding(part, "fail", f"It {refusal(answer)}.", "Look at the address in a browser, and mend it.")
        return Finding(part, "ok", "It answers.")


def told(answer: Answer) -> dict[str, Any]:
    """The JSON object that was answered; an empty one for anything else."""
    try:
        return msgspec.json.decode(answer.body, type=dict[str, Any])
    except UNREADABLE:
        return {}


def _date(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
