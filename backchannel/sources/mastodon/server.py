"""One server: what reads it forward, what looks back, and what it tells by itself, all asking through one client."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from backchannel.sources.mastodon.access import Access
from backchannel.sources.mastodon.background import Background
from backchannel.sources.mastodon.feeds import Feeds
from backchannel.sources.mastodon.origins import Origins
from backchannel.sources.mastodon.recheck import Recheck
from backchannel.sources.mastodon.rounds import Rounds
from backchannel.sources.mastodon.silence import Silence
from backchannel.sources.mastodon.streaming import Streaming
from backchannel.sources.mastodon.trouble import Limited, Trouble, Unreachable
from backchannel.sources.mastodon.watch import Watch
from backchannel.sources.pace import Pace
from backchannel.sources.ticks import every

logger = logging.getLogger(__name__)


class Shared(NamedTuple):
    """What the servers of one collector have in common."""

    origins: Origins
    silence: Silence


class Server:
    """Watches one server for several events."""

    def __init__(self, access: Access, watches: Sequence[Watch], shared: Shared) -> None:
        feeds = Feeds(access)
        self._access = access
        self._watches = tuple(watches)
        self._streaming = Streaming(access, self._watches, shared.origins)
        self._rounds = Rounds(access, feeds, self._watches, self._streaming, shared.silence)
        self._background = Background(access, feeds, self._watches)
        self._recheck = Recheck(access.server, access.client, shared.origins)
        self._pace = Pace(access.policy.recheck_all_every)
        self._recheck_trouble = ""

    async def open(self) -> None:
        """Take up where the last process stopped."""
        for watch in self._watches:
            await watch.open(self._access.clock.now())

    async def run(self) -> None:
        """Watch until cancelled. Only our own errors leave this."""
        policy = self._access.policy
        loops = (
            (policy.poll_every, self._rounds.round),
            (policy.recheck_young_every, partial(self.look_again, policy.young)),
            (policy.recheck_all_every, self._look_at_all_due),
            (policy.wide_every, self._background.look_wide),
            (policy.history_every, self._background.read_past),
            (policy.threads_every, self._background.read_conversations),
        )
        async with asyncio.TaskGroup() as group:
            for seconds, act in loops:
                group.create_task(every(self._access.clock, seconds, act))
            if self._access.client.token:
                group.create_task(self._streaming.run(self._rounds.catch_up))

    async def look_again(self, younger_than: timedelta | None = None, watches: Sequence[Watch] | None = None) -> bool:
        """Re-check every known post, or the young ones. False if the server had trouble before the end."""
        since = self._access.clock.now() - younger_than if younger_than else None
        troubles: list[Trouble] = []
        for watch in self._watches if watches is None else watches:
            try:
                await self._recheck.run(watch, since)
            except Trouble as trouble:
                troubles.append(trouble)
                if isinstance(trouble, Limited | Unreachable):
                    break
        self._log_recheck(str(troubles[-1]) if troubles else "")
        return not troubles

    def tell_again(self) -> None:
        """Take everything that is known as untold."""
        for watch in self._watches:
            watch.tell_again()

    async def _look_at_all_due(self) -> None:
        """Re-check every known post of the events whose turn it is."""
        now = self._access.clock.now()
        due = [watch for watch in self._watches if self._pace.is_due(watch.outbox.event, now)]
        for watch in due:
            self._pace.looked(watch.outbox.event, now)
        await self.look_again(watches=due)

    def _log_recheck(self, trouble: str) -> None:
        if trouble != self._recheck_trouble:
            level = logging.WARNING if trouble else logging.INFO
            logger.log(level, "server=%s recheck_trouble=%r", self._access.server, trouble)
            self._recheck_trouble = trouble
