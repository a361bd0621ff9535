"""How well the network is heard: what is in trouble, and the gaps that remain when it is over."""

import asyncio
import logging
from datetime import datetime
from typing import Literal, NamedTuple, get_args

from backchannel.clock import Clock
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.lasting import Lasting

Part = Literal["jetstream", "appview"]

PARTS: tuple[Part, ...] = get_args(Part)

log = logging.getLogger(__name__)


class _Trouble(NamedTuple):
    since: datetime
    why: str


class Loss(NamedTuple):
    """A time of which the stream tells nothing any more."""

    start: datetime
    end: datetime
    why: str


class Health:
    """The troubles of the network's parts (Jetstream, the AppView), told as one.

    `missed` is set where something was lost for good, so that what was delivered is looked at again; `losses` are to
    be fetched another way, if there is one.
    """

    def __init__(self, commits: Commits, clock: Clock) -> None:
        self.missed = asyncio.Event()
        self.losses: asyncio.Queue[Loss] = asyncio.Queue()
        self._commits = commits
        self._clock = clock
        self._troubles: dict[Part, _Trouble] = {}
        self._lasting = {part: Lasting(log, f"part={part}") for part in PARTS}
        self._said: str | None = None  # what the last process said is not known

    async def bad(self, part: Part, why: str) -> None:
        """A part can't be reached. Tells it once; the log hears of it again, ever more seldom."""
        self.note(part, why)
        if part in self._troubles:
            return
        self._troubles[part] = _Trouble(self._clock.now(), why)
        await self._tell()

    async def good(self, part: Part) -> None:
        """A part answers. What was missed meanwhile is fetched now: the cursor stands where it was."""
        self._lasting[part].is_over(self._clock.now())
        trouble = self._troubles.pop(part, None)
        if trouble is not None:
            self._gap(trouble.since, self._clock.now(), trouble.why, filled=True)
        await self._tell()

    def note(self, part: Part, why: str) -> None:
        """A part was interrupted, which is no trouble yet."""
        self._lasting[part].goes_on(why, self._clock.now())

    def lost(self, start: datetime, end: datetime, why: str) -> None:
        """What happened then can't be fetched any more."""
        log.warning("state=lost start=%s end=%s why=%r", start.isoformat(), end.isoformat(), why)
        self._gap(start, end, why, filled=False)
        self.losses.put_nowait(Loss(start, end, why))
        self.missed.set()

    def found(self, loss: Loss) -> None:
        """What was lost then has been fetched another way."""
        log.info("state=filled start=%s end=%s", loss.start.isoformat(), loss.end.isoformat())
        self._gap(loss.start, loss.end, loss.why, filled=True)

    def _gap(self, start: datetime, end: datetime, why: str, *, filled: bool) -> None:
        for followed in self._commits.followed:
            followed.gap(start, end, why, filled=filled)

    async def _tell(self) -> None:
        """Say what is to be said, once; the first part that is well ends what an earlier process said."""
        why = next((trouble.why for trouble in self._troubles.values()), "")
        if why != self._said:
            self._said = why
            await self._commits.trouble(why)
