"""One server: a loop that reads forward and two that look back, all asking through one client."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from backchannel.clock import Clock
from backchannel.sources.mastodon.accounts import Accounts
from backchannel.sources.mastodon.client import Client, Limited, Refused, Trouble, Unreachable
from backchannel.sources.mastodon.cursor import Mark, feed_of
from backchannel.sources.mastodon.page import Page
from backchannel.sources.mastodon.policy import Policy
from backchannel.sources.mastodon.recheck import Recheck
from backchannel.sources.mastodon.timeline import Fetch, Walk
from backchannel.sources.mastodon.watch import Watch
from backchannel.sources.pace import Pace
from backchannel.sources.ticks import every

logger = logging.getLogger(__name__)

_FEED_REFUSALS = frozenset({401, 403, 422})  # what a server says whose feeds are not for everybody
_MALFORMED_EVERY = timedelta(minutes=1)


class Server:
    """Watches one server for several events."""

    def __init__(
        self, client: Client, recheck: Recheck, watches: Sequence[Watch], clock: Clock, policy: Policy
    ) -> None:
        self._client = client
        self._recheck = recheck
        self._accounts = Accounts(recheck.server, client, clock, policy)
        self._watches = list(watches)
        self._resting = dict.fromkeys(watches, clock.now())  # until when they ask for nothing
        self._clock = clock
        self._policy = policy
        self._pace = Pace(policy.recheck_all_every)
        self._recheck_trouble = ""
        self._local_until = self._logged_at = clock.now()

    async def open(self) -> None:
        """Take up where the last process stopped."""
        for watch in self._watches:
            await watch.open(self._clock.now())

    async def run(self) -> None:
        """Watch until cancelled. Only our own errors leave this."""
        policy = self._policy
        async with asyncio.TaskGroup() as group:
            group.create_task(every(self._clock, policy.poll_every, self._round))
            group.create_task(every(self._clock, policy.recheck_young_every, partial(self.look_again, policy.young)))
            group.create_task(every(self._clock, policy.recheck_all_every, self._look_at_all_due))

    async def look_again(self, younger_than: timedelta | None = None, watches: Sequence[Watch] | None = None) -> bool:
        """Re-check every known post, or the young ones. False if the server had trouble before the end."""
        since = self._clock.now() - younger_than if younger_than else None
        troubles: list[Trouble] = []
        for watch in tuple(self._watches if watches is None else watches):
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
        now = self._clock.now()
        due = [watch for watch in self._watches if self._pace.is_due(watch.outbox.event, now)]
        for watch in due:
            self._pace.looked(watch.outbox.event, now)
        await self.look_again(watches=due)

    async def _round(self) -> None:
        due = [watch for watch in self._watches if self._resting[watch] <= self._clock.now()]
        if not due:
            return
        await self._client.turn()  # so that a round starts when it can: what it hears, it hears from then on
        started = self._clock.now()
        for number, watch in enumerate(due):
            try:
                await self._read(watch, started)
            except Limited as trouble:
                await self._lost(due, trouble)
                break
            except Unreachable as trouble:
                self._watches.remove(watch)  # and behind all others, who may get an answer where it gets none
                self._watches.append(watch)
                await self._lost(due[number:], trouble)
                break
            except Trouble as trouble:
                await self._let_rest(watch, trouble)
        self._log_malformed(started)

    async def _read(self, watch: Watch, started: datetime) -> None:
        """Read every feed of an event that is due to its newest post."""
        deep, caught_up = watch.is_deep_due(started), True
        for feed, fetch in self._due(watch, started):
            walk = Walk(fetch, partial(_keep, watch, feed), self._policy, deep)
            walked = await walk.on(watch.mark(feed, started))
            caught_up = caught_up and walked.caught_up
            if walked.hole:
                await watch.missed(*walked.hole)
        if caught_up:
            await watch.caught_up(started, deep=deep)

    def _due(self, watch: Watch, now: datetime) -> Iterator[tuple[str, Fetch]]:
        """The hashtags, and the followed accounts when it is their turn, with how to ask for each."""
        for hashtag in watch.outbox.event.hashtags:
            yield hashtag, partial(self._fetch, hashtag)
        if watch.are_accounts_due(now):
            for name in watch.accounts:
                yield feed_of(name), partial(self._accounts.page, name)

    async def _fetch(self, hashtag: str, *, min_id: str = "", max_id: str = "") -> Page:
        """A page of the whole feed, or for an hour of the local one if the whole one is refused."""
        local = self._clock.now() < self._local_until
        try:
            return await self._client.tag_page(hashtag, min_id=min_id, max_id=max_id, local=local)
        except Refused as refusal:
            if local or refusal.status not in _FEED_REFUSALS:
                raise
        page = await self._client.tag_page(hashtag, min_id=min_id, max_id=max_id, local=True)
        self._local_until = self._clock.now() + self._policy.refused_for
        logger.warning("server=%s feed=local", self._recheck.server)
        return page

    async def _lost(self, watches: Sequence[Watch], trouble: Trouble) -> None:
        """The server has no answer for any of these."""
        for watch in watches:
            await watch.lost(str(trouble), self._clock.now())

    async def _let_rest(self, watch: Watch, trouble: Trouble) -> None:
        """The server has no answer for this one."""
        policy, now = self._policy, self._clock.now()
        self._resting[watch] = now + (policy.refused_for if isinstance(trouble, Refused) else policy.broken_for)
        await watch.lost(str(trouble), now)

    def _log_recheck(self, trouble: str) -> None:
        if trouble != self._recheck_trouble:
            level = logging.WARNING if trouble else logging.INFO
            logger.log(level, "server=%s recheck_trouble=%r", self._recheck.server, trouble)
            self._recheck_trouble = trouble

    def _log_malformed(self, now: datetime) -> None:
        count = sum(watch.malformed for watch in self._watches)
        if count and now - self._logged_at >= _MALFORMED_EVERY:
            logger.warning("server=%s malformed=%d", self._recheck.server, count)
            self._logged_at = now
            for watch in self._watches:
                watch.malformed = 0


async def _keep(watch: Watch, feed: str, page: Page, mark: Mark) -> int:
    return await watch.keep(page, feed, mark)
