"""What is read while nothing is in a hurry: what came very late, what was written before, and conversations.

Pages are asked for as *background* (`budget.py`), so that all of it takes at most half of the paging requests.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from backchannel.sources.mastodon.access import Access
from backchannel.sources.mastodon.client import Place
from backchannel.sources.mastodon.cursor import Mark
from backchannel.sources.mastodon.feeds import Feeds
from backchannel.sources.mastodon.page import Page
from backchannel.sources.mastodon.raw import utc
from backchannel.sources.mastodon.timeline import Walk
from backchannel.sources.mastodon.trouble import Broken, Refused, Trouble
from backchannel.sources.mastodon.watch import Watch

logger = logging.getLogger(__name__)

CONVERSATIONS = 10  # asked for at once, of those that an hour allows


class Background:
    """The patient tasks of one server. Trouble is met by trying again when it is next their turn."""

    def __init__(self, access: Access, feeds: Feeds, watches: Sequence[Watch]) -> None:
        self._access = access
        self._feeds = feeds
        self._watches = tuple(watches)
        self._pages = 0

    async def look_wide(self) -> None:
        """Read the last hours of every hashtag once more: what took long to arrive sorts below what was read since."""
        if self._is_readable():
            now = self._access.clock.now()
            for watch in self._watches:
                for hashtag in watch.outbox.event.hashtags:
                    await self._look_wide(watch, hashtag, now)

    async def read_past(self) -> None:
        """Read what was written before a feed was followed, a page of each that has some left in turn."""
        while self._is_readable():
            left = [(watch, feed, mark) for watch in self._watches for feed, mark in watch.past()]
            answers = [await self._read_below(watch, feed, mark) for watch, feed, mark in left]
            if not any(answers):
                return

    async def read_conversations(self) -> None:
        """Ask for what answers posts, and what they answer: of those that promise most."""
        for watch in self._watches if self._is_readable() else ():
            for _ in range(CONVERSATIONS):
                local_id = watch.threads.next(self._access.clock.now())
                if local_id is None or not await self._read_conversation(watch, local_id):
                    break

    def _is_readable(self) -> bool:
        found = self._access.probe.capability
        return found is not None and found.is_readable and found.is_paged

    async def _look_wide(self, watch: Watch, hashtag: str, now: datetime) -> None:
        mark, fetch = watch.mark(hashtag, now), self._feeds.of(hashtag, kind="background")
        walk = Walk(fetch, partial(_keep_late, watch, hashtag), self._access.policy, deep=True)
        if mark.has_begun:
            try:
                await walk.wide(mark, now - self._access.policy.wide)
            except Trouble as trouble:
                logger.info("server=%s feed=%s wide=broken trouble=%r", self._access.server, hashtag, str(trouble))

    async def _read_below(self, watch: Watch, feed: str, mark: Mark) -> bool:
        """Tell the next page of a feed's past. False where the server has no answer now."""
        try:
            page = await self._feeds.of(feed, kind="background")(Place(max_id=mark.below))
        except Trouble:
            return False
        self._pages += 1
        below = self._rest(page, mark)
        await watch.keep_past(page, feed, below)
        if not below:
            logger.info("server=%s event=%s feed=%s past=read", self._access.server, watch.outbox.event.slug, feed)
        return True

    def _rest(self, page: Page, mark: Mark) -> str:
        """The id under which there is more; empty where that was all, or all that may be asked for."""
        if not page.ids or mark.below in page.ids or self._pages >= self._access.policy.history_pages:
            return ""
        oldest = min((utc(status.created_at) for status in page.statuses), default=page.asked_at)
        return "" if oldest < mark.floor else page.ids[-1]

    async def _read_conversation(self, watch: Watch, local_id: str) -> bool:
        """Tell what the server knows around that post. False where it has no answers now."""
        try:
            page = await self._access.client.conversation(local_id)
        except (Refused, Broken):
            return True
        except Trouble:
            watch.threads.undone(local_id)
            return False
        kept = page.statuses[-self._access.policy.thread_posts :]  # the oldest: questions are answered soon
        await watch.hear(Page(asked_at=page.asked_at, statuses=kept, malformed=page.malformed), context=True)
        return True


async def _keep_late(watch: Watch, feed: str, page: Page, mark: Mark) -> int:
    return await watch.keep_late(page, feed, mark)
