"""Links: what the addresses in public posts lead to, and what is called so. Asked by us, once, and told to curate.

Only links that the network gave no title, or that hide where they lead, are asked for: slowly, one at a time, at public
addresses only. What was found belongs to the post: it goes when the post's words go.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from backchannel import USER_AGENT
from backchannel.clock import Clock
from backchannel.curation.links import is_elsewhere, unexplained
from backchannel.model.event import Event, is_expired
from backchannel.model.post import urls
from backchannel.model.sighting import LinkSeen
from backchannel.server.media.addresses import Refused
from backchannel.server.media.fetch import Bounds, Fetcher
from backchannel.store.archive import NOW, Archive, Place, PostLink
from backchannel.store.connect import Client, Unreachable
from backchannel.store.ingest import Ingest
from backchannel.store.wall import WallLog
from backchannel.text.page_title import page_title

logger = logging.getLogger(__name__)

LOOK_SECONDS = 10.0  # between two looks for new posts, while nothing waits
RETRY_SECONDS = 5.0
REMEMBERED = 5_000  # addresses, with what was found there
WAITING = 5_000  # links of an event's posts; those beyond are met at the next start
PAGE = 500  # posts


LONGEST = 256 * 2**10  # bytes of a page; titles stand at its beginning
SECONDS = 5.0  # for a page, with every redirect


def page_bounds(address: str) -> Bounds:
    """What a page may cost. Its server is told who asks, and where to find us."""
    agent = f"{USER_AGENT} (+{address})" if address else USER_AGENT
    return Bounds(seconds=SECONDS, longest=LONGEST, accept="text/html, */*;q=0.1", agent=agent, is_cut=True)


class Found(NamedTuple):
    """Where an address leads in the end, and what that is called; empty words where it could not be had."""

    final: str = ""
    title: str = ""


class Pages:
    """Asks for pages: one at a time for all events, at an even pace. It remembers the latest answers."""

    def __init__(self, fetcher: Fetcher, clock: Clock, *, per_minute: int) -> None:
        self._fetcher, self._clock = fetcher, clock
        self._pause = timedelta(minutes=1) / per_minute
        self._turn = asyncio.Lock()
        self._next: datetime | None = None
        self._known: OrderedDict[str, Found] = OrderedDict()

    async def look(self, url: str) -> Found:
        """What that address leads to."""
        async with self._turn:
            if url not in self._known:
                await self._rest()
                self._known[url] = await self._ask(url)
                if len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
            return self._known[url]

    async def _rest(self) -> None:
        now = self._clock.now()
        if self._next is not None and self._next > now:
            await self._clock.sleep((self._next - now).total_seconds())
        self._next = self._clock.now() + self._pause

    async def _ask(self, url: str) -> Found:
        try:
            page = await self._fetcher.get(url)
        except Refused as error:
            logger.debug("link refused error=%s", error)
            return Found()
        return Found(page.url, await asyncio.to_thread(page_title, page.body, page.kind))


class LinkReader:
    """One event's links."""

    def __init__(self, redis: Client, event: Event, clock: Clock, pages: Pages) -> None:
        self._archive, self._ingest = Archive(redis, event.slug), Ingest(redis, event.slug)
        self._wall = WallLog(redis, event.slug)
        self._event, self._clock, self._pages = event, clock, pages
        self._waiting: OrderedDict[PostLink, None] = OrderedDict()
        self._asked: OrderedDict[PostLink, None] = OrderedDict()

    async def run(self) -> None:
        """Read what is linked, for as long as the event is kept; through lost connections."""
        while self._is_kept():
            try:
                await self._follow()
            except Unreachable as lost:
                logger.warning("links event=%s wait: %s", self._event.slug, lost)
            await self._clock.sleep(RETRY_SECONDS)

    async def _follow(self) -> None:
        position = await self._wall.last()
        await self._take_all()
        while self._is_kept():
            entries = await self._wall.after(position, count=PAGE)
            position = entries[-1].position if entries else position
            await self._take([entry.post_id for entry in entries if entry.verb == "put"])
            if self._waiting:
                await self._look(self._waiting.popitem(last=False)[0])
            elif not entries:
                await self._clock.sleep(LOOK_SECONDS)

    async def _take_all(self) -> None:
        """Remember the links of everything that is public, the newest first."""
        end: Place | None = NOW
        while end is not None and len(self._waiting) < WAITING:
            places = await self._archive.older(end, PAGE)
            await self._take([place.post_id for place in places])
            end = places[-1] if len(places) == PAGE else None

    async def _take(self, ids: Sequence[str]) -> None:
        """Remember which of these posts' links are to be asked for, unless that is done."""
        known = await self._archive.records(ids)
        posts = [record.post for record in known if record and record.ruling.state == "shown" and record.post]
        wanted = [PostLink(post.id, url) for post in posts for url in unexplained(post)]
        found = await self._archive.links_at(wanted)
        for link in wanted:
            if link not in found and link not in self._asked and len(self._waiting) < WAITING:
                self._waiting[link] = None

    async def _look(self, link: PostLink) -> None:
        self._asked[link] = None
        if len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)
        if not await self._stands(link):
            return
        found, now = await self._pages.look(link.url), self._clock.now()
        is_told = bool(found.title) or is_elsewhere(link.url, found.final)
        if is_told and await self._stands(link) and await self._ingest.has_room():
            seen = LinkSeen(post=link.post_id, url=link.url, final=found.final, title=found.title, at=now)
            await self._ingest.add(seen)

    async def _stands(self, link: PostLink) -> bool:
        """Whether the post still is public and has that link: while others were asked for, all may have been erased."""
        record = await self._archive.record(link.post_id)
        if record is None or not self._is_kept():
            return False
        return record.ruling.state == "shown" and link.url in urls(record.post)

    def _is_kept(self) -> bool:
        return not is_expired(self._event, self._clock.now())
