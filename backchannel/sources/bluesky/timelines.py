"""Reads what followed accounts posted before anybody listened to them: the AppView tells that to everybody.

In the background, a page at a time; what comes from here is marked, as all that is late.
"""

import logging
from datetime import datetime

from backchannel.model.event import follows_from
from backchannel.sources.bluesky.appview import BATCH, Forbidden
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.delivery import Delivery
from backchannel.sources.bluesky.followed import Followed
from backchannel.sources.bluesky.hydration import WaitingRoom
from backchannel.sources.bluesky.lookup import Lookup
from backchannel.sources.bluesky.searching import Span
from backchannel.sources.bluesky.times import moment
from backchannel.sources.bluesky.views import PostView

TOO_MANY = "an account had posted more than is read"

log = logging.getLogger(__name__)


class Timelines:
    """Reads accounts' own posts, at most `pages` pages of each."""

    def __init__(self, commits: Commits, room: WaitingRoom, delivery: Delivery, *, lookup: Lookup, pages: int) -> None:
        self._commits = commits
        self._room = room
        self._delivery = delivery
        self._lookup = lookup
        self._pages = pages

    async def read_unread(self) -> None:
        """Read what each event does not know of the accounts that it began to follow."""
        for followed in self._commits.followed:
            for did in sorted(followed.unread):
                await self._read(followed, did)
                followed.unread.discard(did)
                await self._commits.flush()

    async def read_again(self, span: Span) -> None:
        """Read what all followed accounts posted in a time of which the stream told nothing."""
        for did in sorted({did for one in self._commits.followed for did in one.accounts | one.speakers}):
            await self._fetch(did, span)
            await self._commits.flush()

    async def _read(self, followed: Followed, did: str) -> None:
        """Read back to the week before the event; what comes after the stream's place, the stream tells."""
        span = Span(follows_from(followed.outbox.event), self._commits.position.at)
        reached = await self._fetch(did, span) if span.since < span.until else span.since
        log.info("part=timelines event=%s account=%s reached=%s", followed.outbox.event.slug, did, reached.isoformat())
        followed.gap(span.since, reached, TOO_MANY, filled=False)

    async def _fetch(self, did: str, span: Span) -> datetime:
        """Deliver what is found; returns back to when all has been read."""
        views, reached, cursor = list[PostView](), span.until, ""
        for _ in range(self._pages):
            try:
                page = await self._lookup.appview.timeline(did, cursor)
            except Forbidden as why:
                log.warning("part=timelines account=%s why=%r", did, str(why))
                break
            dated = [(at, view) for view in page.views if (at := moment(view.indexed_at))]
            views += [view for at, view in dated if span.since <= at < span.until]
            reached = min([reached, *(at for at, _ in dated)])
            if not page.cursor or reached <= span.since:
                reached = span.since
                break
            cursor = page.cursor
        await self._deliver(views)
        return reached

    async def _deliver(self, views: list[PostView]) -> None:
        """The oldest first, because whoever goes on with a post of the event is followed for that."""
        views.reverse()
        for start in range(0, len(views), BATCH):
            hydrated = await self._lookup.hydrated(views[start : start + BATCH])
            for view in views[start : start + BATCH]:
                if view.uri in hydrated and self._room.draft(view.uri) is None:  # its own words are on their way
                    self._delivery.found(hydrated[view.uri])
