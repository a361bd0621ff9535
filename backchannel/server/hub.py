"""Every channel of the web process. One is opened when the first screen asks for it."""

import asyncio
from collections.abc import Iterable
from datetime import datetime

from backchannel.clock import Clock
from backchannel.model.event import Event
from backchannel.server.channel import Channel
from backchannel.server.closing import Summaries
from backchannel.server.followed import Followed
from backchannel.server.limits import Limits
from backchannel.server.media.shelf import Shelf
from backchannel.server.stage import MOST_ROOMS
from backchannel.server.view import VIEWS, View


class Hub:
    """Fans each event's changes out to its screens. Nothing moves unless `run` does."""

    def __init__(
        self, followed: Iterable[Followed], *, clock: Clock, limits: Limits, summaries: Summaries | None = None
    ) -> None:
        self._followed = {each.event.slug: each for each in followed}
        self._clock, self._limits = clock, limits
        self._channels: dict[tuple[str, str, str], Channel] = {}
        self._opened: asyncio.Queue[Channel] = asyncio.Queue()
        self.summaries = summaries or Summaries(None)
        self.shelf = Shelf(clock, limits)

    @property
    def events(self) -> list[Event]:
        """Every event that is followed, in the order given."""
        return [each.event for each in self._followed.values()]

    @property
    def all_followed(self) -> list[Followed]:
        """Every event, and where its public state is read."""
        return list(self._followed.values())

    def event(self, slug: str) -> Event | None:
        """The event of that name."""
        followed = self._followed.get(slug)
        return followed.event if followed else None

    def followed(self, slug: str) -> Followed | None:
        """The event of that name, and where its public state is read."""
        return self._followed.get(slug)

    def now(self) -> datetime:
        """The event's time."""
        return self._clock.now()

    def position(self, slug: str, view: str) -> str:
        """Where an open channel is just now, for a page that is to go on from there; else empty."""
        channel = self._channels.get((slug, view, ""))
        return channel.position if channel else ""

    def closing(self, event: Event) -> str:
        """The summary an event's wall closes with just now; empty while it goes on."""
        return self.summaries.closing(event, self._clock.now())

    async def channel(self, slug: str, view: str, room: str = "") -> Channel | None:
        """The channel of an event's view, of one room if that is named; None where there is no such thing."""
        if slug not in self._followed or view not in VIEWS or not (room == "" or await self.has_room(slug, room)):
            return None
        if (slug, view, room) not in self._channels:
            channel = Channel(
                View(self._followed[slug], self._limits, view, room),
                clock=self._clock,
                limits=self._limits,
                summaries=self.summaries,
                shelf=self.shelf,
            )
            self._channels[slug, view, room] = channel
            self._opened.put_nowait(channel)
        return self._channels[slug, view, room]

    async def has_room(self, slug: str, room: str) -> bool:
        """Whether the event's programme has that room: so there are no more channels than rooms."""
        held = await self._followed[slug].archive.programme()
        return held is not None and room in held.programme.rooms[:MOST_ROOMS]

    async def run(self) -> None:
        """Keep every opened channel running until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                channel = await self._opened.get()
                tasks.create_task(channel.run())
