"""Walks a feed from a mark to its newest post, page by page.

Where ids are snowflakes it walks forward with `min_id`; a walk that breaks off has lost nothing, its mark stands where
it stopped. A post that arrived late has the id of its creation and sorts below the mark (`lib/mastodon/snowflake.rb`),
so a *deep* walk starts earlier. Where ids are opaque it walks down from the newest, and the mark moves at the end.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

from backchannel.sources.mastodon import ids
from backchannel.sources.mastodon.cursor import Mark
from backchannel.sources.mastodon.page import Page
from backchannel.sources.mastodon.policy import Policy
from backchannel.sources.mastodon.raw import utc

FULL = 20  # a page of fewer is the last one: no server gives less than Mastodon's default while there is more


class Fetch(Protocol):
    """Asks for one page of a feed."""

    async def __call__(self, *, min_id: str = "", max_id: str = "") -> Page:
        """The page just above `min_id`, or just below `max_id`, or the newest."""
        ...


Keep = Callable[[Page, Mark], Awaitable[int]]
"""Commits a page's news together with the mark; returns how many there were."""


class Walked(NamedTuple):
    """What came of a walk: whether it reached the newest post, and the time it had to leave out, if any."""

    caught_up: bool = True
    hole: tuple[datetime, datetime] | None = None


class Walk(Struct, frozen=True):
    """How to walk: what to ask, where to leave it, and whether posts that arrived late are looked for."""

    fetch: Fetch
    keep: Keep
    policy: Policy
    deep: bool

    async def on(self, mark: Mark) -> Walked:
        """Walk on from the mark."""
        if mark.snowflake:
            back = self.policy.overlap if self.deep else timedelta()
            return await self._forward(mark, ids.earlier(mark.snowflake, back))
        page = await self.fetch()
        if mark.newest is None and not page.ids:
            return Walked()
        if mark.newest is None and ids.are_snowflakes(page.ids):
            return await self._forward(mark, ids.at(mark.floor))
        return await self._down(mark, page)

    async def _forward(self, mark: Mark, start: int) -> Walked:
        for _ in range(self.policy.pages):
            page = await self.fetch(min_id=str(start))
            reached = ids.highest(page.ids)
            mark = mark.reaching(reached)
            await self.keep(page, mark)
            if len(page.ids) < FULL or reached <= start:
                return Walked()
            start = reached
        return Walked(caught_up=False)

    async def _down(self, mark: Mark, page: Page) -> Walked:
        top = page
        for _ in range(self.policy.pages):
            news = await self.keep(page, mark)
            if self._reaches_back(page, mark, news):
                return await self._move(mark, top)
            above, page = page, await self.fetch(max_id=page.ids[-1])
            if page.ids == above.ids:  # this server does not page
                return await self._move(mark, top)
        await self._move(mark, top)
        return Walked(hole=(mark.newest, _newest(page)) if mark.newest else None)

    def _reaches_back(self, page: Page, mark: Mark, news: int) -> bool:
        """Whether nothing new can be below this page."""
        if not page.ids:
            return True
        if not page.statuses:
            return False
        oldest = utc(page.statuses[-1].created_at)
        if mark.newest is None:
            return oldest < mark.floor
        return oldest < mark.newest - self.policy.overlap or (not self.deep and news < len(page.statuses))

    async def _move(self, mark: Mark, top: Page) -> Walked:
        newest = max(mark.newest or _newest(top), _newest(top)) if top.ids else mark.newest
        await self.keep(Page(asked_at=top.asked_at), replace(mark, newest=newest))
        return Walked()


def _newest(page: Page) -> datetime:
    """The time of the page's newest post; no later than now, whatever its author's clock says."""
    times = [utc(status.created_at) for status in page.statuses]
    return min(max(times, default=page.asked_at), page.asked_at)
