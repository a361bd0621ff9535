"""Since when one event has heard a source, and since when it has not: so that coverage is honest."""

import logging
from datetime import datetime, timedelta

from backchannel.model.event import Mode
from backchannel.model.sighting import Gap
from backchannel.sources.lasting import Lasting
from backchannel.sources.source import Outbox

logger = logging.getLogger(__name__)

SILENCE = timedelta(minutes=2)  # a restart that takes no longer is no gap
NOT_RUNNING = "the collector was not running"


class Hearing:
    """Tells the outbox of trouble and of its end, and records the gap between them once what was missed is fetched.

    `mode` is how the source is heard while it is; `limits` says in words what it keeps back from us even then, empty
    where it does not. That is less than could be, but no gap.
    """

    def __init__(self, outbox: Outbox, server: str) -> None:
        self.mode: Mode = "polling"
        self.limits = ""
        self._outbox = outbox
        self._server = server
        self._heard: datetime | None = None
        self._blind: tuple[datetime, str] | None = None
        self._said: str | None = None  # of trouble; what the last process said of it is not known
        self._is_lost = False
        self._trouble = Lasting(logger, f"server={server} event={outbox.event.slug}")

    @property
    def is_blind(self) -> bool:
        """Whether there is a time that has not been made up for yet."""
        return self._blind is not None

    async def open(self, now: datetime) -> None:
        """Take up where the last process stopped."""
        self._heard = await self._outbox.heard_until(self._server)
        if self._heard and now - self._heard > SILENCE:
            self._blind = (self._heard, NOT_RUNNING)

    async def lost(self, why: str, now: datetime) -> None:
        """The server can't be heard. Tells it once; the log hears of it again, ever more seldom."""
        self._trouble.goes_on(why, now)
        self._blind = self._blind or (self._heard or now, why)
        if not self._is_lost:
            self._is_lost = True
            await self._say(why)

    async def caught_up(self, at: datetime, cursor: str | None, *, reaches: datetime | None = None) -> None:
        """Everything the source showed at that time is committed. A gap is filled, unless that reaches back less."""
        gap = [self._gap(*self._blind, until=at, reaches=reaches)] if self._blind and self._blind[0] < at else []
        await self._outbox.commit(self._server, gap, cursor=cursor, heard=at)
        self._trouble.is_over(at)
        self._heard, self._blind = at, None
        self._is_lost = False
        if self._said != "":
            await self._say("")
        await self._outbox.mode(self._server, self.mode, self.limits and f"{self._server} {self.limits}")

    async def _say(self, why: str) -> None:
        self._said = why
        await self._outbox.trouble(self._server, why and f"{self._server} {why}")

    def _gap(self, start: datetime, why: str, *, until: datetime, reaches: datetime | None) -> Gap:
        filled = reaches is None or reaches <= start
        return Gap(source=self._server, start=start, end=until, why=why, filled=filled)
