"""Reads the feeds of all events on one server forward, round by round."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from backchannel.sources.mastodon.access import Access
from backchannel.sources.mastodon.accounts import still_read
from backchannel.sources.mastodon.capability import Capability
from backchannel.sources.mastodon.cursor import Mark, feed_of
from backchannel.sources.mastodon.feeds import Feeds, belongs_to
from backchannel.sources.mastodon.page import Page
from backchannel.sources.mastodon.raw import Status
from backchannel.sources.mastodon.silence import Silence
from backchannel.sources.mastodon.timeline import Walk, Walked
from backchannel.sources.mastodon.trouble import Broken, Changed, Closed, Limited, Refused, Trouble, Unreachable
from backchannel.sources.mastodon.watch import Watch

logger = logging.getLogger(__name__)

_MALFORMED_EVERY = timedelta(minutes=1)


class Line(Protocol):
    """What the server tells by itself, if it does."""

    async def proven(self) -> tuple[datetime, frozenset[str]]:
        """The hashtags it tells of, and up to when everything it told of them is committed; none where it is silent."""
        ...


class Rounds:
    """Reads what is due. Whoever wants it read, takes a turn."""

    def __init__(self, access: Access, feeds: Feeds, watches: Sequence[Watch], line: Line, silence: Silence) -> None:
        self._access = access
        self._feeds = feeds
        self._watches = list(watches)
        self._line = line
        self._silence = silence
        self._resting = dict.fromkeys(watches, access.clock.now())  # until when they ask for nothing
        self._logged_at = access.clock.now()
        self._turn = asyncio.Lock()

    async def round(self) -> None:
        """Read every feed that is due, of every event that does not rest."""
        async with self._turn:
            due = self._awake()
            if not due:
                return
            await self._access.client.turn()  # so that a round starts when it can: what it hears, it hears from then on
            started, streamed = await self._line.proven()
            await self._read_all(due, started, streamed)
        self._log_malformed()

    async def catch_up(self) -> bool:
        """Read everything that does not rest to its newest post, late posts too. Says whether that came to its end."""
        async with self._turn:
            due = self._awake()
            await self._access.client.turn()
            for watch in due:
                watch.make_deep()
            return await self._read_all(due, self._access.clock.now(), frozenset())

    def _awake(self) -> list[Watch]:
        return [watch for watch in self._watches if self._resting[watch] <= self._access.clock.now()]

    async def _read_all(self, due: Sequence[Watch], started: datetime, streamed: frozenset[str]) -> bool:
        """Read for one event after the other. False where that was not possible for all."""
        well = True
        for number, watch in enumerate(due):
            try:
                well = await self._read_anew(watch, due, started, streamed) and well
            except Limited as trouble:
                await self._lost(due, trouble)
                return False
            except Unreachable as trouble:
                self._watches.remove(watch)  # and behind all others, who may get an answer where it gets none
                self._watches.append(watch)
                await self._lost(due[number:], trouble)
                return False
            except Trouble as trouble:
                await self._let_rest(watch, trouble)
                well = False
        return well

    async def _read_anew(self, watch: Watch, due: Sequence[Watch], started: datetime, streamed: frozenset[str]) -> bool:
        """Read for one event, and once more from where that came to if the server shows something else meanwhile."""
        try:
            return await self._read(watch, await self._capability(due), started, streamed)
        except Changed:
            return await self._read(watch, await self._capability(due), started, streamed)

    async def _capability(self, due: Sequence[Watch]) -> Capability:
        """What the server shows. Raises `Closed` where that is nothing."""
        hashtags = dict.fromkeys(hashtag for watch in due for hashtag in watch.outbox.event.hashtags[:1])
        found = await self._access.probe.fresh(tuple(hashtags))
        if not found.is_readable:
            raise Closed(found.limits)
        return found

    async def _read(self, watch: Watch, capability: Capability, started: datetime, streamed: frozenset[str]) -> bool:
        """Read every feed of an event that is due to its newest post."""
        deep, accounts = watch.is_deep_due(started), watch.are_accounts_due(started)
        caught_up = True
        watch.teller.domain = capability.domain
        for feed in _due(watch, frozenset() if deep else streamed, started, accounts=accounts):
            caught_up = await self._walk(watch, feed, started, deep=deep) and caught_up
        if caught_up:
            watch.hearing.mode = "live" if streamed else "polling"
            watch.hearing.limits = capability.limits or self._silence.words(watch, started)
            await watch.caught_up(started, deep=deep, accounts=accounts)
        return caught_up

    async def _walk(self, watch: Watch, feed: str, started: datetime, *, deep: bool) -> bool:
        """Read one feed on. Says whether that reached its newest post."""
        found, before = self._access.probe.capability, watch.mark(feed, started)
        is_whole = found is None or found.feed == "full"
        mark = before.shown(whole=is_whole)
        walk = Walk(self._feeds.of(feed), partial(_keep, watch, feed), self._access.policy, deep)
        walked = await walk.on(mark, is_paged=found is None or found.is_paged)
        watch.met(feed, mark)
        await self._doubt(watch, feed, mark, walked)
        if is_whole and before.whole:
            await watch.made_whole(max(before.whole, before.since), started)
        return walked.caught_up

    async def _doubt(self, watch: Watch, feed: str, mark: Mark, walked: Walked) -> None:
        """Record what was left out, to be read later; and take an empty answer for one only where there can be nothing.

        Raises `Broken` where the server still has what it does not list: a spell of it, or a restriction in silence.
        """
        if walked.hole:
            await watch.missed(feed, *walked.hole, below=walked.below)
        if walked.is_empty:
            for local_id in [str(mark.snowflake)] if mark.snowflake else await watch.witnesses():
                if any(belongs_to(status, feed) for status in await self._status(local_id)):
                    raise Broken("lists no posts, and has some")

    async def _status(self, local_id: str) -> tuple[Status, ...]:
        with contextlib.suppress(Refused):
            return (await self._access.client.status(local_id)).statuses
        return ()

    async def _lost(self, watches: Sequence[Watch], trouble: Trouble) -> None:
        """The server has no answer for any of these."""
        for watch in watches:
            await watch.lost(str(trouble), self._access.clock.now())

    async def _let_rest(self, watch: Watch, trouble: Trouble) -> None:
        """The server has no answer for this one."""
        policy, now = self._access.policy, self._access.clock.now()
        rest = policy.refused_for if isinstance(trouble, Refused | Closed) else policy.broken_for
        self._resting[watch] = now + rest
        await watch.lost(str(trouble), now)

    def _log_malformed(self) -> None:
        now, count = self._access.clock.now(), sum(watch.teller.malformed for watch in self._watches)
        if count and now - self._logged_at >= _MALFORMED_EVERY:
            logger.warning("server=%s malformed=%d", self._access.server, count)
            self._logged_at = now
            for watch in self._watches:
                watch.outbox.dropped(self._access.server, watch.teller.malformed)
                watch.teller.malformed = 0


def _due(watch: Watch, streamed: frozenset[str], now: datetime, *, accounts: bool) -> Iterator[str]:
    """The hashtags that nobody tells of, and the followed accounts when it is their turn."""
    yield from (hashtag for hashtag in watch.outbox.event.hashtags if hashtag not in streamed)
    if accounts:
        yield from map(feed_of, still_read(watch.outbox.event, watch.accounts, now))


async def _keep(watch: Watch, feed: str, page: Page, mark: Mark) -> int:
    return await watch.keep(page, feed, mark)
