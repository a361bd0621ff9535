"""Mastodon as a source: one supervised task for each server, so that a slow or dead one delays no other."""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Collection, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx

from backchannel.clock import Clock
from backchannel.sources.mastodon.access import Access
from backchannel.sources.mastodon.budget import Budget
from backchannel.sources.mastodon.client import Client, Credential
from backchannel.sources.mastodon.credential import Token, is_safe
from backchannel.sources.mastodon.origin import Origin
from backchannel.sources.mastodon.origins import Origins
from backchannel.sources.mastodon.policy import Policy
from backchannel.sources.mastodon.probe import Probe
from backchannel.sources.mastodon.server import Server, Shared
from backchannel.sources.mastodon.silence import Silence
from backchannel.sources.mastodon.watch import Watch
from backchannel.sources.source import Outbox
from backchannel.sources.ticks import every

logger = logging.getLogger(__name__)


class MastodonSource:
    """Collects the hashtags of events from servers that speak Mastodon's API.

    `servers` maps a server's name, as events name it and as handles end, to its base URL. An event is collected from
    the servers it names; several events share a server's connection and its patience. With a server's token, by its
    name, that server is listened to instead of asked again and again.
    """

    def __init__(
        self,
        servers: Mapping[str, str],
        clock: Clock,
        policy: Policy | None = None,
        *,
        tokens: Mapping[str, Token] | None = None,
    ) -> None:
        self._addresses = dict(servers)
        self._clock = clock
        self._policy = policy or Policy()
        self._tokens = dict(tokens or {})
        self._servers: dict[str, Server] | None = None

    async def run(self, outboxes: Iterable[Outbox]) -> None:
        """Collect until cancelled. Trouble with a server is retried for ever; only our own errors leave this."""
        async with self.opened(outboxes) as (servers, origins), asyncio.TaskGroup() as group:
            for server in servers:
                group.create_task(server.run())
            if servers:
                group.create_task(every(self._clock, self._policy.origin_every, origins.step))

    @asynccontextmanager
    async def opened(self, outboxes: Iterable[Outbox]) -> AsyncGenerator[tuple[Collection[Server], Origins]]:
        """The servers, ready to be asked for what is known, and who asks other servers, while the context is open."""
        boxes = list(outboxes)
        async with AsyncExitStack() as stack:
            origin = Origin(await stack.enter_async_context(_http("", self._policy)), self._addresses, self._policy)
            shared = Shared(Origins(origin, self._clock), Silence())
            servers = {name: await self._server(name, boxes, stack, shared) for name in self._named(boxes)}
            self._servers = servers
            stack.callback(self._close)
            yield servers.values(), shared.origins

    async def recheck_all(self) -> tuple[str, ...]:
        """Look once more at every known post on every server. Returns the servers that could not finish.

        Waits for each server's budget, so the clock must go on. Raises `RuntimeError` unless the source is open.
        """
        if self._servers is None:
            raise RuntimeError("nothing is being collected")
        answers = await asyncio.gather(*(server.look_again() for server in self._servers.values()))
        return tuple(name for name, finished in zip(self._servers, answers, strict=True) if not finished)

    async def recount(self) -> tuple[str, ...]:
        """The same, and tell every post again, for its counts alone are no news."""
        for server in (self._servers or {}).values():
            server.tell_again()
        return await self.recheck_all()

    def _named(self, boxes: Iterable[Outbox]) -> list[str]:
        wanted = {name for box in boxes for name in box.event.servers}
        return [name for name in self._addresses if name in wanted]

    async def _server(self, name: str, boxes: Iterable[Outbox], stack: AsyncExitStack, shared: Shared) -> Server:
        address = self._addresses[name]
        http = await stack.enter_async_context(_http(address, self._policy))
        client = Client(http, self._clock, self._credentials(name), self._policy)
        access = Access(name, client, Probe(name, client, self._clock, self._policy), self._clock, self._policy)
        hosts = {name, urlsplit(address).hostname or name}
        watches = [Watch(box, name, hosts, self._policy) for box in boxes if name in box.event.servers]
        shared.silence.listen(watches)
        server = Server(access, watches, shared)
        await server.open()
        return server

    def _credentials(self, name: str) -> list[Credential]:
        """Who asks: the token first, if there is one and the way there is safe, and a stranger."""
        token, now = self._tokens.get(name), self._clock.now()
        if token and not is_safe(self._addresses[name]):
            logger.warning("server=%s token=unused why='the server is not reached by https'", name)
            token = None
        tokens = [token, None] if token else [None]
        return [Credential(Budget(self._policy, now, random.random), each) for each in tokens]

    def _close(self) -> None:
        self._servers = None


def _http(address: str, policy: Policy) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=address,
        headers={"user-agent": policy.user_agent, "accept": "application/json"},
        timeout=policy.timeout_seconds,
        limits=httpx.Limits(max_connections=4),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # none are kept
        trust_env=False,  # proxies and certificates come from our own settings, never from the surroundings
    )
