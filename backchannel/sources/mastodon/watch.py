"""One event on one server: how far it was read, and what it has been told."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from backchannel.curation import consent
from backchannel.curation.bridges import bluesky_original
from backchannel.model.event import follows_from
from backchannel.model.sighting import Deleted, Posted
from backchannel.sources.hearing import Hearing
from backchannel.sources.mastodon.accounts import read_on
from backchannel.sources.mastodon.cursor import Mark, dump, feed_of, is_account, load
from backchannel.sources.mastodon.memory import MISSING, Memory
from backchannel.sources.mastodon.page import Page
from backchannel.sources.mastodon.policy import Policy
from backchannel.sources.mastodon.raw import Status
from backchannel.sources.mastodon.standing import (
    accounts_of,
    answers_others,
    fingerprint,
    is_own,
    restrictions_of,
    withheld_of,
)
from backchannel.sources.mastodon.status import Seen, handle_of, post_of
from backchannel.sources.source import KnownPost, Outbox
from backchannel.text.hashtags import fold_all


class News(NamedTuple):
    """A sighting, and the fingerprint to remember it by."""

    posted: Posted
    fingerprint: int


class Watch:
    """Turns a server's pages into one event's sightings, and commits each page together with its mark."""

    def __init__(self, outbox: Outbox, server: str, policy: Policy) -> None:
        self.outbox = outbox
        self.malformed = 0
        self.accounts = read_on(outbox.event, server)
        self._server = server
        self._overlap_every = timedelta(seconds=policy.overlap_every)
        self._accounts_every = policy.every_for(len(self.accounts))
        self._hearing = Hearing(outbox, server)
        self._memory = Memory(policy.remembered)
        self._marks: dict[str, Mark] = {}
        self._committed: dict[str, Mark] = {}
        self._deep_at: datetime | None = None
        self._accounts_at: datetime | None = None

    async def open(self, now: datetime) -> None:
        """Take up where the last process stopped."""
        self._committed = load(await self.outbox.cursor(self._server))
        self._marks = dict(self._committed)
        self._memory.learn(await self.outbox.known(self._server))
        await self._hearing.open(now)

    def mark(self, feed: str, now: datetime) -> Mark:
        """How far this feed has been read. A first contact is now, and reaches back to the week before the event."""
        start = min(now, follows_from(self.outbox.event))
        return self._marks.setdefault(feed, Mark(since=now, floor=start))

    def is_deep_due(self, now: datetime) -> bool:
        """Whether the next round must look for posts that arrived late."""
        return self._deep_at is None or now - self._deep_at >= self._overlap_every

    def are_accounts_due(self, now: datetime) -> bool:
        """Whether the next round must read the followed accounts too."""
        return self._accounts_at is None or now - self._accounts_at >= self._accounts_every

    async def keep(self, page: Page, feed: str, mark: Mark) -> int:
        """Commit what is new on a page, with the mark that follows it. Returns how many posts were new."""
        self.malformed += page.malformed
        news = list(self._news(_own(page) if is_account(feed) else page))
        self._marks[feed] = mark
        if news or mark != self._committed.get(feed):
            await self.outbox.commit(self._server, [item.posted for item in news], cursor=self._cursor())
            self._committed = dict(self._marks)
        self._remember(news)
        return len(news)

    async def look_again(self, page: Page, missing: Collection[KnownPost], final: Collection[KnownPost]) -> None:
        """Commit what a re-check found changed, and what is `missing`; those that are `final` never return."""
        self.malformed += page.malformed
        news = list(self._news(page))
        gone = [known for known in missing if self._memory.is_news(known.id, MISSING)]
        deleted = [
            Deleted(source=self._server, id=known.id, seen_at=page.asked_at, final=known in final) for known in gone
        ]
        if news or deleted:
            await self.outbox.commit(self._server, [*(item.posted for item in news), *deleted])
        self._remember(news)
        for known in gone:
            self._memory.told(known.id, MISSING)

    def tell_again(self) -> None:
        """Take everything that is known as untold: what is looked at next is told."""
        self._memory.forget()

    async def caught_up(self, at: datetime, *, deep: bool) -> None:
        """Every feed that was due has been read up to that time."""
        await self._hearing.caught_up(at, self._cursor())
        self._committed = dict(self._marks)
        self._deep_at = at if deep else self._deep_at
        self._accounts_at = at if self.are_accounts_due(at) else self._accounts_at

    async def lost(self, why: str, now: datetime) -> None:
        """The server can't be heard; when it can, late posts are looked for at once."""
        self._deep_at = self._accounts_at = None
        await self._hearing.lost(why, now)

    async def missed(self, start: datetime, end: datetime) -> None:
        """Posts of that time can't be had any more."""
        await self._hearing.hole(start, end)

    def _cursor(self) -> str | None:
        """The cursor, if it has moved since it was last committed."""
        return None if self._marks == self._committed else dump(self._marks)

    def _news(self, page: Page) -> Iterator[News]:
        """What this event has not been told, oldest first, so that a reply finds what it answers."""
        statuses = {(status.reblog or status).uri: status.reblog or status for status in reversed(page.statuses)}
        self._memory.learn(KnownPost(status.id, uri) for uri, status in statuses.items())
        for status in statuses.values():
            try:
                item = self._item(status, page.asked_at)
            except ValueError:
                self.malformed += 1
                continue
            if item:
                yield item

    def _item(self, status: Status, asked_at: datetime) -> News | None:
        current = fingerprint(status)
        if not self._memory.is_news(status.uri, current):
            return None
        seen = Seen(server=self._server, at=asked_at, since=self._since(status, asked_at), ids=self._memory.ids)
        post = post_of(status, seen)
        event = self.outbox.event
        posted = consent.posted(
            event,
            post,
            source=self._server,
            local_id=status.id,
            seen_at=asked_at,
            restrictions=restrictions_of(status.account),
            withheld=withheld_of(status),
            followed=consent.is_followed(event.accounts, post.author, answers_others=answers_others(status)),
            original=bluesky_original(post.id),
            accounts=accounts_of(status.account),
        )
        return News(posted, current)

    def _since(self, status: Status, now: datetime) -> datetime:
        """First contact with the feeds this status is in."""
        feeds = {*fold_all(tag.name for tag in status.tags or ()), feed_of(handle_of(status.account, self._server))}
        own = [mark.since for feed, mark in self._marks.items() if feed in feeds]
        return min(own or [mark.since for mark in self._marks.values()], default=now)

    def _remember(self, news: list[News]) -> None:
        for item in news:
            self._memory.told(item.posted.post.id, item.fingerprint)


def _own(page: Page) -> Page:
    """The page with what is its author's own, whatever the server added to it."""
    return replace(page, statuses=tuple(filter(is_own, page.statuses)))
