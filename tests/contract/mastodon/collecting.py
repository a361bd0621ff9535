"""A collector, the pretend servers it reads, and the clock both go by: turned by the test alone."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from backchannel.clock import TurnedClock
from backchannel.demo.mastodon_tokens import TOKEN
from backchannel.demo.networks import PretendNetworks
from backchannel.demo.recording import Recording
from backchannel.model.sighting import Posted
from backchannel.sources.mastodon.collector import MastodonSource
from backchannel.sources.mastodon.credential import Token
from backchannel.sources.mastodon.policy import Policy, Rate
from support.outbox import MemoryOutbox

EAGER = Policy(timeout_seconds=5.0, paging=Rate(1e6, 1000), other=Rate(1e6, 1000))
"""Rates that never make a test wait for its own clock."""


class Collecting(NamedTuple):
    """A collector at work."""

    source: MastodonSource
    outbox: MemoryOutbox
    clock: TurnedClock
    task: asyncio.Task[None]

    async def heard(self, *servers: str) -> None:
        """Wait until these servers have been heard up to now."""
        now = self.clock.now()
        async with asyncio.timeout(60):
            await self.outbox.until(lambda: all(_is_heard(self.outbox, server, now) for server in servers))


@asynccontextmanager
async def collecting(
    servers: Mapping[str, str],
    outbox: MemoryOutbox,
    clock: TurnedClock,
    policy: Policy = EAGER,
    tokens: Mapping[str, Token] | None = None,
) -> AsyncGenerator[Collecting]:
    """A collector that runs while the context is open, and then is cancelled."""
    source = MastodonSource(servers, clock, policy, tokens=tokens)
    task = asyncio.create_task(source.run([outbox]))
    try:
        yield Collecting(source, outbox, clock, task)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class Play:
    """A recording on pretend servers, released as the clock is turned."""

    def __init__(self, recording: Recording, networks: PretendNetworks) -> None:
        self.networks = networks
        self.clock = TurnedClock(networks.world.released)
        self.outbox = MemoryOutbox(recording.event)
        self.servers = recording.event.servers
        self.ends = networks.world.ends

    def collecting(self, policy: Policy = EAGER, *tokens_for: str) -> AbstractAsyncContextManager[Collecting]:
        """A collector, with a token for each of these servers."""
        tokens = dict.fromkeys(tokens_for, Token(TOKEN))
        return collecting(self.networks.endpoints.mastodon, self.outbox, self.clock, policy, tokens)

    def turn(self, to: datetime | None = None, *, by: float = 0) -> None:
        """Let everything happen up to then (or so many seconds on), and turn the clock there."""
        then = to or self.clock.now() + timedelta(seconds=by)
        self.networks.release(then)
        self.clock.turn(then)

    async def pass_until(self, condition: Callable[[], bool], by: float = 5) -> None:
        """Let time pass until that holds."""
        async with asyncio.timeout(40):
            while not condition():
                self.turn(by=by)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.outbox.until(condition), 0.05)

    async def hear_all(self, count: int) -> None:
        """Let time pass until so many posts have been told, those of the past too."""
        await self.pass_until(lambda: len(set(self.texts())) >= count)

    def texts(self, server: str | None = None) -> list[str]:
        return [seen.post.text for seen in self.outbox.posted(server)]

    def last(self, post: str) -> Posted:
        return [seen for seen in self.outbox.posted() if seen.post.id == post][-1]

    def asked(self, server: str) -> int:
        """How many requests a server has had."""
        return sum(self.networks.requests[server].values())


@asynccontextmanager
async def play(recording: Recording) -> AsyncGenerator[Play]:
    """The recording's servers, at the moment before it starts."""
    async with PretendNetworks(recording) as networks:
        yield Play(recording, networks)


def _is_heard(outbox: MemoryOutbox, server: str, now: datetime) -> bool:
    return server in outbox.heard and outbox.heard[server] >= now
