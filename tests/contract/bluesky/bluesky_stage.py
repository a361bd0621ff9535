"""The Bluesky collector, the pretend network it reads, and the clock both go by: turned by the test alone."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from msgspec.structs import replace
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from backchannel.clock import TurnedClock
from backchannel.demo.jetstream_log import JetstreamLog
from backchannel.demo.networks import PretendNetworks
from backchannel.demo.recording import Recording
from backchannel.model.sighting import Gap, Posted
from backchannel.sources.bluesky.collector import BlueskySource
from backchannel.sources.bluesky.member import Credentials
from backchannel.sources.bluesky.policy import REHEARSAL, Policy
from support.outbox import MemoryOutbox

Refusal = tuple[HTTPStatus, str]
ABRUPT = 1006
PATHS = {"/xrpc/network.bsky.jetstream.subscribeEvents": "v2", "/subscribe": "v1"}


class Stage:
    """A recording on the pretend network, released as the clock is turned."""

    def __init__(self, recording: Recording, networks: PretendNetworks) -> None:
        self.recording = recording
        self.networks = networks
        self.clock = TurnedClock(networks.world.released)
        self.outbox = MemoryOutbox(recording.event)

    def collecting(
        self,
        *hosts: str,
        outbox: MemoryOutbox | None = None,
        beside: MemoryOutbox | None = None,
        credentials: Credentials | None = None,
        **numbers: Any,
    ) -> AbstractAsyncContextManager[BlueskySource]:
        """A collector that runs while the context is open, with `credentials` as somebody who is logged in.

        It reads other hosts, leaves what it saw in another outbox or in one `beside`, and works by other numbers, if
        they are given.
        """
        source = BlueskySource(
            hosts or [self.networks.endpoints.jetstream],
            self.networks.endpoints.appview,
            self.clock,
            _policy(numbers),
            credentials=credentials,
        )
        outboxes = [outbox or self.outbox, *([beside] if beside else [])]
        return _running(source, outboxes)

    async def play(self, until: datetime | None = None) -> None:
        """Let everything happen up to then, or to the end, and wait until the collector has heard it."""
        to = self.turn(until)
        await self.until(lambda: self.outbox.heard.get("bluesky", _LONG_AGO) >= to)

    def turn(self, until: datetime | None = None) -> datetime:
        """Let everything happen up to then, or to the end."""
        to = until or self.networks.world.ends + timedelta(seconds=1)
        self.clock.turn(to)
        self.networks.release(to)
        return to

    async def until(self, condition: Callable[[], bool], *, step: float = 0) -> None:
        """Return once the condition holds; the clock goes on by `step` seconds at each look."""
        async with asyncio.timeout(60):
            while not condition():
                await asyncio.sleep(0.002)
                if step:
                    self.clock.turn(self.clock.now() + timedelta(seconds=step))

    async def finish(self, work: Coroutine[Any, Any, None]) -> None:
        """Await something that may wait for the clock."""
        task = asyncio.create_task(work)
        await self.until(task.done, step=0.5)
        await task

    def asked(self, method: str) -> int:
        """How often a method of the AppView was asked."""
        return self.networks.requests["appview"][f"/{method}"]

    def texts(self) -> list[str]:
        """The words of everything delivered, in order; empty for those left at the door."""
        return [seen.post.text for seen in self.outbox.posted()]

    def last(self, post: str) -> Posted:
        """The last sighting of a post."""
        return [seen for seen in self.outbox.posted() if seen.post.id == post][-1]

    def gaps(self) -> list[tuple[str, bool]]:
        """Why nothing was heard, and whether it was filled."""
        return [(gap.why, gap.filled) for gap in self.all_gaps()]

    def all_gaps(self) -> list[Gap]:
        """When nothing was heard."""
        return [seen for seen in self.outbox.sightings if isinstance(seen, Gap)]


_LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00Z")


@asynccontextmanager
async def staged(recording: Recording) -> AsyncGenerator[Stage]:
    """The pretend network, open; nothing has happened yet."""
    async with PretendNetworks(recording) as networks:
        yield Stage(recording, networks)


class Host:
    """A Jetstream host that serves what a test gives it, and remembers what it was asked for.

    `refusals` are answered before anybody is let in, one at a time; `goodbye` is what a reader hears at the end of
    the log: a code to be closed with, 1006 to lose the connection without one.
    """

    def __init__(
        self,
        log: JetstreamLog,
        *,
        wires: tuple[str, ...] = ("v2",),
        goodbye: int | None = None,
        refusals: Iterable[Refusal] = (),
    ) -> None:
        self.url = ""
        self.asked: list[tuple[str, int]] = []
        self.preface: list[str] = []
        self.ended = 0  # connections
        self._log = log
        self._wires = wires
        self._goodbye = goodbye
        self._refusals = list(refusals)
        self._readers: set[ServerConnection] = set()

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator["Host"]:
        """Listen on a free port."""
        async with serve(self._serve, "127.0.0.1", 0, process_request=self._answer, compression=None) as server:
            self.url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
            yield self

    def refuse(self) -> None:
        """Let nobody in any more."""
        self._wires = ()

    async def tell(self, frame: str | bytes) -> None:
        """Send a frame to everyone who listens, as text even where it is no UTF-8."""
        for reader in self._readers:
            await reader.send(frame, text=True)

    async def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        wire = PATHS[urlsplit(request.path).path]
        if not self._wires:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "closed")
        self.asked.append((wire, int(_query(request)["cursor"][0])))
        if self._refusals:
            return connection.respond(*self._refusals.pop(0))
        return None if wire in self._wires else connection.respond(HTTPStatus.NOT_FOUND, "no such path")

    async def _serve(self, connection: ServerConnection) -> None:
        try:
            await self._tell(connection)
        finally:
            self.ended += 1

    async def _tell(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        wire = PATHS[urlsplit(connection.request.path).path]
        cursor = int(_query(connection.request)["cursor"][0])
        for frame in self.preface:
            await connection.send(frame)
        for entry in self._log.entries:
            if cursor > 10**15 or entry.seq >= cursor:
                await connection.send(entry.frames["v1" if wire == "v1" else "v2"])
        await self._end(connection)

    async def _end(self, connection: ServerConnection) -> None:
        if self._goodbye == ABRUPT:
            connection.transport.close()  # what was sent still arrives, and no word of parting
        elif self._goodbye is not None:
            await connection.close(self._goodbye)
        else:
            self._readers.add(connection)
            await connection.wait_closed()


def log_of(recording: Recording) -> JetstreamLog:
    """All of a recording's events, as a host has them."""
    log = JetstreamLog()
    for event in recording.jetstream:
        log.append(event)
    return log


def v2_sync(did: str, *, rev: str, at: datetime) -> str:
    """A repository that diverged, on wire v2."""
    return _v2("sync", did, at, {"sync": {"did": did, "rev": rev}})


def v2_identity(did: str, handle: str, *, at: datetime) -> str:
    """A new handle, on wire v2."""
    return _v2("identity", did, at, {"identity": {"did": did, "handle": handle}})


def v2_commit(did: str, collection: str, rkey: str, *, at: datetime, record: object = None) -> str:
    """A record that is created, or without one deleted, on wire v2."""
    told: dict[str, object] = {"collection": collection, "rkey": rkey, "rev": "3zzzzzzzzzzzz"}
    told |= {"operation": "delete"} if record is None else {"operation": "create", "cid": "bafy", "record": record}
    return _v2("commit", did, at, told)


def _v2(kind: str, did: str, at: datetime, told: Mapping[str, object]) -> str:
    time = at.isoformat().replace("+00:00", "Z")
    payload = {"$type": f"network.bsky.jetstream.subscribeEvents#{kind}", "seq": 900, "did": did, "time": time}
    return json.dumps({"$type": "message", "payload": payload | dict(told)})


@asynccontextmanager
async def _running(source: BlueskySource, outboxes: Sequence[MemoryOutbox]) -> AsyncGenerator[BlueskySource]:
    outbox = outboxes[0]
    task = asyncio.create_task(source.run(outboxes))
    listening = asyncio.create_task(outbox.until(lambda: "bluesky" in outbox.heard or bool(outbox.troubles)))
    try:
        async with asyncio.timeout(60):
            await asyncio.wait([task, listening], return_when=asyncio.FIRST_COMPLETED)
        yield source
    finally:
        for one in (task, listening):
            one.cancel()
            with suppress(asyncio.CancelledError):
                await one


def _policy(numbers: Mapping[str, Any]) -> Policy:
    return replace(REHEARSAL, **numbers)


def _query(request: Request) -> dict[str, list[str]]:
    return parse_qs(urlsplit(request.path).query)
