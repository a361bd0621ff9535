"""Walks a feed from a mark to its newest post, page by page.

Where ids are snowflakes it walks forward with `min_id`; a walk that breaks off has lost nothing, its mark stands where
it stopped. A post that arrived late has the id of its creation and sorts below the mark (`lib/mastodon/snowflake.rb`),
so a *deep* walk starts earlier, and a *wide* one hours earlier. Where ids are opaque it walks down from the newest, and
the mark moves at the end. A first contact reads the newest page; the past below it is another's task (`background.py`).
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

from backchannel.sources.mastodon import ids
from backchannel.sources.mastodon.client import NEWEST, Place
from backchannel.sources.mastodon.cursor import Mark
from backchannel.sources.mastodon.page import Page
from backchannel.sources.mastodon.policy import Policy
from backchannel.sources.mastodon.raw import utc

FULL = 20  # a page of fewer is the last one: no server gives less than Mastodon's default while there is more

Keep = Callable[[Page, Mark], Awaitable[int]]
"""Commits a page's news together with the mark; returns how many there were."""


class Fetch(Protocol):
    """Asks for one page of a feed."""

    async def __call__(self, place: Place = NEWEST) -> Page:
        """That page."""
        ...


class Walked(NamedTuple):
    """What came of a walk: whether it reached the newest post, and the time it had to leave out, if any.

    What it left out lies under the id `below`, for later. `is_empty` where there was not a single post in a stretch
    that must have some: those the mark was made of.
    """

    caught_up: bool = True
    hole: tuple[datetime, datetime] | None = None
    below: str = ""
    is_empty: bool = False


class Walk(Struct, frozen=True):
    """How to walk: what to ask, where to leave it, and whether posts that arrived late are looked for."""

    fetch: Fetch
    keep: Keep
    policy: Policy
    deep: bool

    async def on(self, mark: Mark, *, is_paged: bool = True) -> Walked:
        """Walk on from the mark; where the server does not page, as far as its newest page reaches."""
        if mark.snowflake and is_paged:
            back = self.policy.overlap if self.deep else timedelta()
            return await self._forward(mark, ids.earlier(mark.snowflake, back))
        page = await self.fetch()
        if not mark.has_begun:
            return await self._begin(mark, page, is_paged=is_paged)
        return await (self._down(mark, page) if is_paged else self._newest(mark, page))

    async def wide(self, mark: Mark, since: datetime) -> None:
        """Read what has been read since then once more, for posts that arrived very late; the mark stays."""
        if not mark.snowflake:
            await self._down_to(mark, await self.fetch(), since)
            return
        start, end = ids.at(since), ids.earlier(mark.snowflake, self.policy.overlap)
        for _ in range(self.policy.pages):
            if start >= end:
                return
            page = await self.fetch(Place(min_id=str(start)))
            await self.keep(page, mark)
            reached = ids.highest(page.ids)
            if len(page.ids) < FULL or reached <= start:
                return
            start = reached

    async def _begin(self, mark: Mark, page: Page, *, is_paged: bool) -> Walked:
        """First contact: the newest page, and from where on the past is to be read."""
        if not page.ids:
            return Walked()
        oldest = min((utc(status.created_at) for status in page.statuses), default=page.asked_at)
        has_past = is_paged and len(page.ids) >= FULL and oldest >= mark.floor
        are_snowflakes = ids.are_snowflakes(page.ids)
        if has_past and oldest > mark.since:  # nothing was there at first, and now much is
            if are_snowflakes:  # what is below is asked for, too: the empty answer need not have been true
                return await self._forward(replace(mark, below=str(ids.at(mark.since))), ids.at(mark.since))
            return await self._down(replace(mark, newest=mark.since, below=page.ids[-1]), page)
        mark = replace(mark, below=page.ids[-1] if has_past else "")
        if are_snowflakes:
            await self.keep(page, mark.reaching(ids.highest(page.ids)))
        else:
            await self.keep(page, replace(mark, newest=_newest(page)))
        return Walked()

    async def _forward(self, mark: Mark, start: int) -> Walked:
        is_empty = False
        for number in range(self.policy.pages):
            page = await self.fetch(Place(min_id=str(start)))
            is_empty = self.deep and number == 0 and not page.ids
            reached = ids.highest(page.ids)
            mark = mark.reaching(reached)
            await self.keep(page, mark)
            if len(page.ids) < FULL or reached <= start:
                return Walked(is_empty=is_empty)
            start = reached
        return Walked(caught_up=False)

    async def _newest(self, mark: Mark, page: Page) -> Walked:
        """The newest page alone; what lies between it and the mark can't be had."""
        known = ids.time_of(mark.snowflake) if mark.snowflake else mark.newest
        oldest = min((utc(status.created_at) for status in page.statuses), default=page.asked_at)
        is_missed = known is not None and len(page.ids) >= FULL and oldest > known
        reached = mark.reaching(ids.highest(page.ids)) if mark.snowflake else _moved(mark, page)
        await self.keep(page, reached)
        if known and is_missed:
            return Walked(hole=(known, oldest), below=page.ids[-1])
        return Walked(is_empty=not page.ids)

    async def _down(self, mark: Mark, page: Page) -> Walked:
        top = above = page
        for _ in range(self.policy.pages):
            news = await self.keep(page, mark)
            if self._reaches_back(page, mark, news):
                return await self._move(mark, top)
            above, page = page, await self.fetch(Place(max_id=page.ids[-1]))
            if page.ids in ((), above.ids):  # there is no more, or this server does not page
                return await self._move(mark, top)
        await self._move(mark, top)
        return Walked(hole=(mark.newest, _newest(page)) if mark.newest else None, below=above.ids[-1])

    async def _down_to(self, mark: Mark, page: Page, since: datetime) -> None:
        for _ in range(self.policy.pages):
            await self.keep(page, mark)
            if not page.statuses or utc(page.statuses[-1].created_at) < since:
                return
            above, page = page, await self.fetch(Place(max_id=page.ids[-1]))
            if page.ids == above.ids:
                return

    def _reaches_back(self, page: Page, mark: Mark, news: int) -> bool:
        """Whether nothing new can be below this page."""
        if not page.ids or mark.newest is None:
            return True
        if not page.statuses:
            return False
        oldest = utc(page.statuses[-1].created_at)
        return oldest < mark.newest - self.policy.overlap or (not self.deep and news < len(page.statuses))

    async def _move(self, mark: Mark, top: Page) -> Walked:
        await self.keep(Page(asked_at=top.asked_at), _moved(mark, top))
        return Walked(is_empty=not top.ids)


def _moved(mark: Mark, top: Page) -> Mark:
    return replace(mark, newest=max(mark.newest or _newest(top), _newest(top))) if top.ids else mark


def _newest(page: Page) -> datetime:
    """The time of the page's newest post; no later than now, whatever its author's clock says."""
    times = [utc(status.created_at) for status in page.statuses]
    return min(max(times, default=page.asked_at), page.asked_at)
