"""Searches for posts of a time in which nobody listened; Bluesky answers only somebody who is logged in."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from backchannel.clock import Clock
from backchannel.sources.bluesky.appview import LONGEST_PAUSE, Trouble
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.delivery import Delivery
from backchannel.sources.bluesky.hydration import WaitingRoom
from backchannel.sources.bluesky.lookup import Lookup
from backchannel.sources.bluesky.member import Member, Page, Unwelcome
from backchannel.sources.bluesky.times import moment
from backchannel.sources.lasting import Lasting

log = logging.getLogger(__name__)


class Span(NamedTuple):
    """A time."""

    since: datetime
    until: datetime


class Search:
    """Reads the pages of a search, the newest first, at most `pages` of them for a hashtag."""

    def __init__(self, commits: Commits, room: WaitingRoom, delivery: Delivery, *, lookup: Lookup, pages: int) -> None:
        self._commits = commits
        self._room = room
        self._delivery = delivery
        self._lookup = lookup
        self._pages = pages

    async def fetch(self, hashtags: Sequence[str], span: Span, clock: Clock) -> datetime:
        """Deliver what is found; returns back to when all has been read, `until` where nobody may search."""
        member = self._lookup.member
        if member is None:
            log.info("part=search state=off why='Nobody is logged in, and strangers may not search.'")
            return span.until
        try:
            return max([await self._fetch_one(member, tag, span, clock) for tag in hashtags], default=span.since)
        except Unwelcome as why:
            log.warning("part=search state=off why=%r", str(why))
            return span.until

    async def _fetch_one(self, member: Member, hashtag: str, span: Span, clock: Clock) -> datetime:
        page = Page([], None)
        reached = span.until
        for _ in range(self._pages):
            page = await _patiently(member, hashtag, span, cursor=page.cursor, clock=clock)
            await self._deliver(page)
            if page.cursor is None:
                return span.since
            indexed = (moment(view.indexed_at) for view in page.views)
            reached = min((at for at in indexed if at), default=reached)
        return max(span.since, reached)

    async def _deliver(self, page: Page) -> None:
        for uri, hydrated in (await self._lookup.hydrated(page.views)).items():
            if self._room.draft(uri) is None:  # its own words are on their way
                self._delivery.found(hydrated)
        await self._commits.flush()


async def _patiently(member: Member, hashtag: str, span: Span, *, cursor: str | None, clock: Clock) -> Page:
    pause, lasting = 1.0, Lasting(log, "part=search")
    while True:
        try:
            page = await member.search(hashtag, span.since, span.until, cursor)
        except Trouble as trouble:
            lasting.goes_on(str(trouble), clock.now())
            await clock.sleep(pause)
            pause = min(LONGEST_PAUSE, 2 * pause)
        else:
            lasting.is_over(clock.now())
            return page
