"""A real wall to look at: outbox, curate and the web process of one event, over a real Redis, on a port of its own."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from backchannel.clock import Clock, SystemClock
from backchannel.model.event import Event
from backchannel.model.post import Post
from backchannel.model.sighting import Deleted, Sighting
from backchannel.server.followed import Followed
from backchannel.server.limits import Limits
from backchannel.server.media.pictures import key_of
from backchannel.server.serve import serve
from backchannel.server.site import Site
from backchannel.services.curate import Curate
from backchannel.services.deciding import Desk
from backchannel.services.outbox import StreamOutbox
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from backchannel.store.wall import WallLog
from support.builders import an_event, seen


class Wall:
    """One event's wall, its author's hand, and its moderator's."""

    def __init__(self, redis: Client, event: Event, clock: Clock, *, limits: Limits, site: Site) -> None:
        self.event, self.redis = event, redis
        self.archive = Archive(redis, event.slug)
        self.log = WallLog(redis, event.slug)
        self._limits, self._site, self._clock = limits, site, clock
        self._outbox = StreamOutbox(redis, event, clock)
        self._desk = Desk(redis, event, clock)
        self._web: asyncio.Task[None] | None = None
        self.port = 0

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The wall page."""
        return f"http://{self.address}/{self.event.slug}/wall"

    @property
    def follow(self) -> str:
        """The follow page."""
        return f"http://{self.address}/{self.event.slug}/follow"

    def page_of(self, post: Post) -> str:
        """A post's own page."""
        return f"http://{self.address}/{self.event.slug}/posts/{key_of(post.id)}"

    @property
    def live(self) -> str:
        """The socket."""
        return f"ws://{self.address}/{self.event.slug}/live"

    async def hear(self, *posts: Post, source: str = "garden.example") -> None:
        """A source saw these posts; they are curated when this returns."""
        await self.commit(*(seen(post, source=source, event=self.event) for post in posts), source=source)

    async def delete(self, post: Post, *, source: str = "garden.example") -> None:
        """The author took the post back."""
        await self.commit(Deleted(source=source, id=post.id, seen_at=self._clock.now(), final=True), source=source)

    async def commit(self, *sightings: Sighting, source: str, heard: datetime | None = None) -> None:
        """Everything a source may say."""
        await self._outbox.commit(source, sightings, heard=heard or self._clock.now())
        await self.curated()

    async def trouble(self, source: str, why: str) -> None:
        """The source can't be heard, or (an empty `why`) can again."""
        await self._outbox.trouble(source, why)

    async def order(self, verb: str, target: str) -> None:
        """Cleo decides."""
        await self._desk.order(verb, target, by="cleo")
        await self.curated()

    async def curated(self) -> None:
        """Return once nothing waits in the ingest stream."""
        async with asyncio.timeout(60):
            while await self.redis.call("XLEN", f"bc:{{{self.event.slug}}}:ingest"):
                await asyncio.sleep(0.005)

    async def open(self) -> None:
        """Start the web process, on the port it had before."""
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        followed = [Followed(self.event, self.archive, self.log)]
        self._web = asyncio.create_task(
            serve(followed, listening, clock=self._clock, limits=self._limits, site=self._site)
        )
        async with asyncio.timeout(60):
            while not await _answers(self.port):
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        """Stop the web process."""
        if self._web is not None:
            await _ended(self._web)


@asynccontextmanager
async def a_wall(
    redis: Client,
    *,
    event: Event | None = None,
    limits: Limits | None = None,
    clock: Clock | None = None,
    site: Site | None = None,
) -> AsyncGenerator[Wall]:
    """A wall that is open until the block ends."""
    event, clock = event or an_event(), clock or SystemClock()
    wall = Wall(redis, event, clock, limits=limits or Limits(), site=site or Site())
    curate = asyncio.create_task(_run(Curate(redis, event, clock).run()))
    await wall.open()
    try:
        yield wall
    finally:
        await wall.close()
        await _ended(curate)


async def _run(service: Coroutine[Any, Any, None]) -> None:
    await service


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
