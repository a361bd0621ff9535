"""One view of an event, live: a single task reads its log, and every screen follows that task's frames by a cursor.

Each change is read through the archive once and encoded once, however many screens there are. A screen that falls
behind costs nothing but its place: it finds its cursor gone, and is given a snapshot.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from backchannel.clock import Clock
from backchannel.model.codec import encode
from backchannel.server.backlog import Backlog, Delivery
from backchannel.server.closing import Summaries
from backchannel.server.frames import (
    Beat,
    Change,
    Closing,
    Covered,
    Drop,
    Health,
    OnStage,
    Put,
    Snapshot,
    Watch,
    subject,
)
from backchannel.server.limits import Limits
from backchannel.server.media.shelf import Shelf
from backchannel.server.stage import RoomNow, Stage
from backchannel.server.view import LIVE, View
from backchannel.store.connect import Unreachable
from backchannel.store.wall import WallEntry

START = "0-0"
BATCH = 500
BLOCK_MS = 1_000
TROUBLE = "The wall can't reach its own store."

logger = logging.getLogger(__name__)


class Channel:
    """One view of one followed event."""

    def __init__(self, view: View, *, clock: Clock, limits: Limits, summaries: Summaries, shelf: Shelf) -> None:
        self._event, self._log = view.followed.event, view.followed.log
        self._view = view
        self._clock, self._limits = clock, limits
        self._summaries, self._shelf = summaries, shelf
        self._backlog = Backlog(limits.backlog)
        self._epoch: str = ""
        self._position = START
        self._following = False
        self._watch = Watch(wall=LIVE)
        self._watched_at: datetime | None = None
        self._closing = ""
        self._stage = Stage()
        self._rooms: tuple[RoomNow, ...] = ()
        self._snapshot: tuple[int, str] = (-1, "")
        self._reading = asyncio.Lock()
        self._news = asyncio.Event()

    @property
    def position(self) -> str:
        """The position its frames have come to; empty while the log can't be followed."""
        return self._at(self._position) if self._following else ""

    async def run(self) -> None:
        """Follow the log until cancelled. An unreachable store is said on the wall, and tried again."""
        while True:
            try:
                await self._begin()
                self._following = True
                while await self._step():
                    pass
            except Unreachable as error:
                self._following = False
                self._say_stale(error)
                await self._clock.sleep(self._limits.retry)

    async def read(self, cursor: int | None, after: str = "") -> Delivery:
        """What a screen lacks: at first what came `after` its last position, then what came after its cursor.

        A snapshot where neither can be told; only the coverage while the store can't be read.
        """
        seen = self._backlog.newest
        frames = self._resume(after) if cursor is None else self._backlog.since(cursor)
        if frames is not None:
            return Delivery(seen, seen, frames)
        if self._following:
            try:
                number, text = await self._snapshot_now()
            except Unreachable:  # the follower may not know yet, or this was a connection from before a restart
                await self._clock.sleep(self._limits.retry)
                return Delivery(None, -1, [])
            return Delivery(number, number, [text])
        coverage = self._backlog.get("coverage")
        return Delivery(None, seen, [coverage] if coverage else [])

    async def news(self, seen: int) -> None:
        """Return once there is more than what was seen."""
        while self._backlog.newest <= seen:
            await self._news.wait()

    def beat(self) -> str:
        """A sign of life."""
        return _text(Beat(now=self._clock.now()))

    async def _begin(self) -> None:
        epoch = await self._log.epoch()
        if epoch == self._epoch and await self._still_holds():
            self._watched_at = None
            return
        recent = await self._recent()
        changes = await self._view.changes(recent[1:])
        self._watch = await self._view.coverage(self._clock.now())
        self._stage = await self._view.stage()
        self._rooms = self._stage.rooms_at(self._clock.now(), self._view.room)
        self._epoch, self._position = epoch, recent[0].position if recent else START
        self._backlog.restart(self._position)
        now: list[Change] = [Covered(coverage=self._watch)]
        now += [Closing(summary=self._closing)] if self._closing else []
        now += [OnStage(rooms=self._rooms)] if self._rooms else []
        self._publish([*changes, *now], recent[-1].position if recent else START)
        logger.info("wall followed event=%s epoch=%s position=%s", self._event.slug, epoch, self._position)

    async def _recent(self) -> list[WallEntry]:
        recent: deque[WallEntry] = deque(maxlen=self._limits.backlog)
        position = START
        while entries := await self._log.after(position, count=BATCH):
            recent.extend(entries)
            position = entries[-1].position
        return list(recent)

    async def _step(self) -> bool:
        """Bring the screens over what has happened. False where the log has been trimmed or begun anew meanwhile."""
        await self._look_at_coverage()
        self._look_at_the_stage()
        entries = await self._log.after(self._position, count=BATCH, block_ms=BLOCK_MS)
        changes = await self._view.changes(entries)
        # Asked last: if it is the same log now, then it was while everything above was read.
        if await self._log.epoch() != self._epoch or not await self._still_holds():
            return False
        if any(entry.verb == "coverage" for entry in entries):
            self._watched_at = None
        if entries:
            self._forget_pictures(changes)
            self._publish(changes, entries[-1].position)
        if any(entry.verb == "programme" for entry in entries):
            await self._change_the_stage()
        return True

    async def _change_the_stage(self) -> None:
        """The programme runs otherwise. Other posts may belong to a room since, so its screens begin anew."""
        self._stage = await self._view.stage()
        if self._view.room:
            self._backlog.restart(self._position)
            self._publish([Covered(coverage=self._watch)], self._position)
        self._look_at_the_stage()

    def _look_at_the_stage(self) -> None:
        rooms = self._stage.rooms_at(self._clock.now(), self._view.room)
        if rooms != self._rooms:
            self._rooms = rooms
            self._publish([OnStage(rooms=rooms)], self._position)

    async def _still_holds(self) -> bool:
        return self._position == START or await self._log.holds(self._position)

    async def _look_at_coverage(self) -> None:
        now = self._clock.now()
        if self._watched_at is None or now - self._watched_at >= timedelta(seconds=self._limits.coverage):
            self._watched_at = now
            self._say(await self._view.coverage(now))
            self._close(self._summaries.closing(self._event, now))

    def _say_stale(self, error: BaseException) -> None:
        if self._watch.wall.state == "live":
            logger.warning("store unreachable event=%s error=%s", self._event.slug, error)
            self._say(replace(self._watch, wall=Health(state="stale", since=self._clock.now(), trouble=TROUBLE)))

    def _say(self, watch: Watch) -> None:
        if watch != self._watch or self._backlog.get("coverage") is None:
            self._watch = watch
            self._publish([Covered(coverage=watch)], self._position)

    def _close(self, summary: str) -> None:
        if summary != self._closing:
            self._closing = summary
            self._publish([Closing(summary=summary)], self._position)

    def _forget_pictures(self, changes: Sequence[Change]) -> None:
        if self._view.room:
            return  # what is dropped here may be shown elsewhere, and the wall itself forgets what is not
        for change in changes:
            if isinstance(change, Drop):
                self._shelf.forget(self._event.slug, change.id)
            elif isinstance(change, Put) and change.post.warning:
                self._shelf.forget(self._event.slug, change.post.id)

    def _publish(self, changes: Sequence[Change], position: str) -> None:
        """Append a step's frames. Only the last claims the new position: a screen cut off before it gets all again.

        What stands by itself claims none: a screen that has nothing else must not believe that it has the wall.
        """
        before = self._at(self._position)
        self._position, self._snapshot = position, (-1, "")
        self._backlog.reach(position)
        moving = [change for change in changes if not isinstance(change, Covered | Closing | OnStage)]
        for change in changes:
            at = (self._at(position) if change is moving[-1] else before) if change in moving else ""
            self._backlog.append(subject(change), position, _text(replace(change, at=at)))
        self._news.set()
        self._news = asyncio.Event()

    def _resume(self, after: str) -> list[str] | None:
        epoch, _, position = after.rpartition(".")
        if not epoch or epoch != self._epoch:
            return None
        missed = self._backlog.after(position)
        if missed is None:
            return None
        standing = filter(
            None, map(self._backlog.get, ("coverage", "closing", "programme"))
        )  # of this moment, not of the log
        return [*(text for text in standing if text not in missed), *missed]

    async def _snapshot_now(self) -> tuple[int, str]:
        """The number it stands for, and the snapshot: read once for everybody who asks before the next change."""
        async with self._reading:
            number, text = self._snapshot
            if number != self._backlog.newest:
                number, at = self._backlog.newest, self._at(self._position)
                now = self._clock.now()
                state = await self._view.snapshot(at=at, now=now, watch=self._watch, closing=self._closing)
                text = _text(state)
                self._snapshot = number, text
            return number, text

    def _at(self, position: str) -> str:
        return f"{self._epoch}.{position}" if self._epoch else ""


def _text(frame: Change | Snapshot | Beat) -> str:
    return encode(frame).decode()
