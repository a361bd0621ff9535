"""One event on one server: how far it was read, and what it has been told."""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from backchannel.model.event import follows_from
from backchannel.model.sighting import Deleted, Gap, Sighting
from backchannel.sources.hearing import SILENCE, Hearing
from backchannel.sources.mastodon.accounts import read_on
from backchannel.sources.mastodon.cursor import Mark, dump, feed_of, is_account, load
from backchannel.sources.mastodon.memory import GONE, MISSING, Memory
from backchannel.sources.mastodon.page import Page
from backchannel.sources.mastodon.policy import Policy
from backchannel.sources.mastodon.raw import Status, utc
from backchannel.sources.mastodon.status import handle_of
from backchannel.sources.mastodon.telling import News, Teller
from backchannel.sources.mastodon.threads import Threads
from backchannel.sources.source import KnownPost, Outbox
from backchannel.text.hashtags import fold_all
from backchannel.text.links import host

WITNESSES = 3
TOO_MANY = "there were more posts than the server lists"
IN_PART = "it showed only what its own people write"
NOT_FOLLOWED = "it was not followed yet"


class Watch:
    """Turns a server's pages into one event's sightings, and commits each page together with its mark.

    `hosts` are the server's own: it speaks for what was written there, and for nothing else. Several tasks tell at
    once; each takes its turn, so that what one has told is known to the next.
    """

    def __init__(self, outbox: Outbox, server: str, hosts: Iterable[str], policy: Policy) -> None:
        self.outbox = outbox
        self.accounts = read_on(outbox.event, server)
        self.threads = Threads(policy)
        self.hearing = Hearing(outbox, server)
        self.shown: Counter[str] = Counter()  # posts by hashtag, told by this process
        self._server = server
        self._hosts = frozenset(hosts)
        self._overlap_every = timedelta(seconds=policy.overlap_every)
        self._accounts_every = policy.every_for(len(self.accounts))
        self._memory = Memory(policy.remembered)
        self.teller = Teller(outbox.event, server, self._memory, self)
        self._marks: dict[str, Mark] = {}
        self._committed: dict[str, Mark] = {}
        self._deep_at: datetime | None = None
        self._accounts_at: datetime | None = None
        self._opened: datetime | None = None
        self._holes: list[tuple[str, Gap]] = []
        self._turn = asyncio.Lock()

    async def open(self, now: datetime) -> None:
        """Take up where the last process stopped."""
        self._opened = now
        self._committed = load(await self.outbox.cursor(self._server))
        self._marks = dict(self._committed)
        self._memory.recall(await self.outbox.known(self._server))
        await self.hearing.open(now)

    def mark(self, feed: str, now: datetime) -> Mark:
        """How far this feed has been read. A first contact is now, and reaches back to the week before the event.

        Or to when we began to ask, if that was earlier.
        """
        floor = min(self._opened or now, follows_from(self.outbox.event))
        return self._marks.get(feed) or Mark(since=now, floor=floor)

    def met(self, feed: str, mark: Mark) -> None:
        """The feed has been read, be there anything in it or not."""
        self._marks.setdefault(feed, mark)

    def past(self) -> Iterator[tuple[str, Mark]]:
        """The feeds whose past is to be read, and their marks; it waits while what was whole is shown in part."""
        for feed, mark in list(self._marks.items()):
            if mark.below and not (mark.whole and mark.was_whole):
                yield feed, mark

    def unheard(self, before: datetime) -> list[str]:
        """The feeds that have been read since then, and in which there has never been a post."""
        return [feed for feed, mark in self._marks.items() if not mark.has_begun and mark.since < before]

    async def witnesses(self) -> list[str]:
        """Some posts that the server should still have, by its own ids."""
        return [known.local_id for known in await self.outbox.known(self._server)][-WITNESSES:]

    def make_deep(self) -> None:
        """Let the next round look for posts that arrived late."""
        self._deep_at = None

    def is_deep_due(self, now: datetime) -> bool:
        """Whether the next round must look for posts that arrived late."""
        return self._deep_at is None or now - self._deep_at >= self._overlap_every

    def are_accounts_due(self, now: datetime) -> bool:
        """Whether the next round must read the followed accounts too."""
        return self._accounts_at is None or now - self._accounts_at >= self._accounts_every

    def is_home_of(self, known: KnownPost) -> bool:
        """Whether the post was written on this server: what it misses of those is gone for good."""
        return host(known.id) in self._hosts

    def known_as(self, local_id: str) -> KnownPost | None:
        """The post that the server calls so, if it has shown it to us."""
        post = self._memory.ids.get(local_id)
        return KnownPost(local_id, post, self._memory.is_context(post)) if post else None

    def speaks_for(self, post: str) -> bool:
        """Whether no other server that the event reads knows more of the post: its counts, what answers it."""
        home = host(post)
        return home in self._hosts or home not in self.outbox.event.servers

    def has_read(self, handle: str) -> bool:
        """Whether the own posts of that account have been read here, today or once."""
        return feed_of(handle) in self._marks

    def since(self, status: Status, now: datetime) -> datetime:
        """First contact with the feeds this status is in; after a time without a word, all but its last minutes."""
        own = feed_of(handle_of(status.account, self.teller.domain))
        feeds = {own, *fold_all(tag.name for tag in status.tags or ())}
        known = [mark.since for feed, mark in self._marks.items() if feed in feeds]
        since = min(known or [mark.since for mark in self._marks.values()], default=now)
        return max(since, now - SILENCE) if self.hearing.is_blind else since

    async def keep(self, page: Page, feed: str, mark: Mark) -> int:
        """Commit what is new on a page, with the mark that follows it. Returns how many posts were new."""
        async with self._turn:
            known = self._marks.get(feed)
            if known and known.has_begun and (known.was_whole or mark.whole):
                # The past is read by another task: what it has left to do is not this one's to say.
                return await self._keep(page, feed, replace(mark, below=known.below), [])
            return await self._keep(page, feed, mark, self._filled(mark) if mark.has_begun and not mark.below else [])

    async def keep_past(self, page: Page, feed: str, below: str) -> None:
        """Commit a page of the past, and the id under which the rest of it lies; empty where that was all."""
        async with self._turn:
            mark = replace(self._marks[feed], below=below)
            await self._keep(page, feed, mark, [] if below else [*self._filled(mark), *self._mended(feed)])

    async def keep_late(self, page: Page, feed: str, mark: Mark) -> int:
        """Commit what is new on a page below the mark, which stays. Returns how many posts were new."""
        async with self._turn:
            return await self._keep(page, feed, self._marks.get(feed, mark), [])

    async def missed(self, feed: str, start: datetime, end: datetime, *, below: str) -> None:
        """A time was left out, because there were more posts than could be listed: they lie below that id."""
        async with self._turn:
            gap = Gap(source=self._server, start=start, end=end, why=TOO_MANY)
            self._holes.append((feed, gap))
            mark = replace(self._marks[feed], below=below)
            await self._keep(Page(asked_at=end), feed, mark, [gap])

    async def made_whole(self, start: datetime, end: datetime) -> None:
        """What was shown in part then has been read as a whole."""
        if start < end:
            told = Gap(source=self._server, start=start, end=end, why=IN_PART, filled=True)
            await self.outbox.commit(self._server, [told])

    async def hear(self, page: Page, *, context: bool = False) -> None:
        """Commit what is new of what the server told by itself, or around a post (`context`)."""
        await self.look_again(page, (), context=context)

    async def look_again(
        self, page: Page, missing: Sequence[KnownPost], final: Collection[KnownPost] = (), *, context: bool = False
    ) -> None:
        """Commit what a re-check found changed, and what is `missing`; those that are `final` never return."""
        async with self._turn:
            news = self.teller.news(page, with_counts=True, context=context)
            gone = [known for known in missing if self._is_news(known, is_final=known in final)]
            deleted = [
                Deleted(source=self._server, id=known.id, seen_at=page.asked_at, final=known in final) for known in gone
            ]
            if news or deleted:
                await self.outbox.commit(self._server, [*(item.posted for item in news), *deleted])
            self._remember(news)
            for known in gone:
                self._memory.told(known.id, GONE if known in final else MISSING)

    async def deleted(self, local_id: str, at: datetime) -> KnownPost | None:
        """The server says that it deleted that. Returns the post if only its origin can say whether it is gone."""
        self._memory.delete(local_id, at)
        known = self.known_as(local_id)
        if known is None:
            return None
        is_final = self.is_home_of(known)
        await self.look_again(Page(asked_at=at), [known], [known] if is_final else [])
        return None if is_final else known

    def tell_again(self) -> None:
        """Take everything that is known as untold: what is looked at next is told."""
        self._memory.forget()

    async def caught_up(self, at: datetime, *, deep: bool, accounts: bool) -> None:
        """Every feed that was due has been read up to that time."""
        async with self._turn:
            marks = dict(self._marks)
            await self.hearing.caught_up(at, None if marks == self._committed else dump(marks))
            self._committed = marks
        self._deep_at = at if deep else self._deep_at
        self._accounts_at = at if accounts else self._accounts_at

    async def lost(self, why: str, now: datetime) -> None:
        """The server can't be heard; when it can, late posts are looked for at once."""
        self._deep_at = self._accounts_at = None
        await self.hearing.lost(why, now)

    async def _keep(self, page: Page, feed: str, mark: Mark, gaps: list[Sighting]) -> int:
        self._marks = marks = {**self._marks, feed: mark}
        within = tuple(status for status in page.statuses if utc(status.created_at) >= mark.floor)
        page = replace(page, statuses=within)
        news = self.teller.news(self.teller.ours(page) if is_account(feed) else page)
        if news or gaps or marks != self._committed:
            told = [item.posted for item in news]
            await self.outbox.commit(
                self._server, [*told, *gaps], cursor=None if marks == self._committed else dump(marks)
            )
        self._committed = marks
        self._remember(news)
        return len(news)

    def _filled(self, mark: Mark) -> list[Sighting]:
        """The time in which others of the event's feeds were read and this one was not, now that its past is."""
        first = min((other.since for other in self._marks.values()), default=mark.since)
        if first >= mark.since:
            return []
        return [Gap(source=self._server, start=first, end=mark.since, why=NOT_FOLLOWED, filled=True)]

    def _mended(self, feed: str) -> Iterator[Gap]:
        """The times that were left out of a feed, now that it has been read down to its floor."""
        mended = [gap for of, gap in self._holes if of == feed]
        self._holes = [(of, gap) for of, gap in self._holes if of != feed]
        return (replace(gap, filled=True) for gap in mended)

    def _is_news(self, known: KnownPost, *, is_final: bool) -> bool:
        return self._memory.is_news(known.id, GONE) and (is_final or self._memory.is_news(known.id, MISSING))

    def _remember(self, news: list[News]) -> None:
        self.teller.remember(news)
        for item in news:
            self.shown.update(item.posted.post.hashtags)
            if self.speaks_for(item.posted.post.id):
                self.threads.note(item.status, item.posted)
