"""What operators and their machines ask the web process: `/health` and `/metrics`."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from msgspec import Struct
from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backchannel.model.codec import encode
from backchannel.model.ledger import Line, ledger
from backchannel.server.followed import Followed
from backchannel.server.hub import Hub
from backchannel.server.limits import Limits
from backchannel.server.metrics import Facts, exposition
from backchannel.store.connect import Unreachable

GAPS = 50  # of a source that `/health` tells, the newest
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
NO_STORE = {"Cache-Control": "no-store"}


class EventHealth(Struct, frozen=True):
    """One event: its sources, and how many entries wait to be curated, or could not be."""

    event: str
    sources: tuple[Line, ...]
    waiting: int
    parked: int


class Health(Struct, frozen=True):
    """All of it. `status` is `ok`, `degraded` while a source is degraded or down, `down` without the store."""

    status: str
    now: datetime
    events: tuple[EventHealth, ...] = ()


class Operators:
    """Answers them from what is stored, read once every few seconds however often it is asked for."""

    def __init__(self, hub: Hub, limits: Limits, *, allowed: Sequence[str], sockets: Callable[[], int]) -> None:
        self._hub = hub
        self._limits = limits
        self._allowed = [ip_network(network) for network in allowed]
        self._sockets = sockets
        self._facts: tuple[datetime, list[Facts]] | None = None
        self._reading = asyncio.Lock()

    async def health(self, _: Request) -> Response:
        """The coverage ledger of every event. 503 without the store."""
        now = self._hub.now()
        try:
            facts = await self._read(now)
        except Unreachable:
            return _json(Health("down", now), 503)
        is_well = all(line.state in {"live", "polling"} for each in facts for line in each.lines)
        return _json(Health("ok" if is_well else "degraded", now, tuple(map(_event, facts))), 200)

    async def metrics(self, request: Request) -> Response:
        """The same in numbers, for those who may: by default this machine, and no proxy on it."""
        is_direct = not any(name in request.headers for name in FORWARDED)
        if not (is_direct and self._is_allowed(request.client.host if request.client else "")):
            raise HTTPException(404)
        try:
            facts = await self._read(self._hub.now())
        except Unreachable:
            raise HTTPException(503) from None
        page = exposition(facts, sockets=self._sockets())
        return Response(page, media_type="text/plain; version=0.0.4; charset=utf-8", headers=NO_STORE)

    def _is_allowed(self, host: str) -> bool:
        try:
            address = ip_address(host)
        except ValueError:  # no address at all: a unix socket
            return False
        plain = getattr(address, "ipv4_mapped", None) or address
        return any(plain in network for network in self._allowed)

    async def _read(self, now: datetime) -> list[Facts]:
        async with self._reading:
            kept = timedelta(seconds=self._limits.coverage)
            if self._facts is None or now - self._facts[0] >= kept:
                quiet = timedelta(seconds=self._limits.quiet)
                self._facts = now, [await _facts(each, now, quiet) for each in self._hub.all_followed]
            return self._facts[1]


async def _facts(followed: Followed, now: datetime, quiet: timedelta) -> Facts:
    archive = followed.archive
    lines = ledger(await archive.coverage(), now, quiet)
    waiting, parked = await archive.queues()
    return Facts(followed.event.slug, lines, waiting, parked, await archive.rulings())


def _event(facts: Facts) -> EventHealth:
    lines = tuple(replace(line, gaps=line.gaps[-GAPS:]) for line in facts.lines)
    return EventHealth(facts.slug, lines, facts.waiting, facts.parked)


def _json(health: Health, status: int) -> Response:
    return Response(encode(health), status, NO_STORE, "application/json")
