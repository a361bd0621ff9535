"""One event that is followed: by what, what it has been given, and what is ready to be given to it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from backchannel.curation import consent
from backchannel.model.event import Event, midnight
from backchannel.model.post import Post
from backchannel.model.sighting import AuthorChanged, Deleted, Gap, Sighting
from backchannel.sources.bluesky.addresses import did_of
from backchannel.sources.bluesky.mark import Mark, from_local_id
from backchannel.sources.bluesky.policy import LIVE, Policy
from backchannel.sources.bluesky.position import Bookmark, stored
from backchannel.sources.bluesky.record import Tagged
from backchannel.sources.bluesky.times import from_microseconds, microseconds
from backchannel.sources.source import Outbox
from backchannel.text.accounts import accounts_in
from backchannel.text.marks import marks

SOURCE = "bluesky"


class Past(NamedTuple):
    """What an event does not know of its hashtags, because it listened for them only from `until` on."""

    hashtags: tuple[str, ...]
    since: datetime
    until: datetime


class Followed:
    """An event's outbox, and what this process knows of the posts and authors in it.

    `marks` are the posts delivered that may still change, `faces` how the AppView showed them when they last were.
    `resolved` says whose the handles are that are followed without the hashtags. Of one post at most `answers` are
    taken as its context.
    """

    def __init__(self, outbox: Outbox, *, heard: datetime | None = None, answers: int = LIVE.answers) -> None:
        self.outbox = outbox
        self.heard = heard
        self.marks: dict[str, Mark] = {}
        self.authors: set[str] = set()
        self.faces: dict[str, int] = {}
        self.resolved: dict[str, str] = {}
        self.past: Past | None = None
        self._hashtags = frozenset(outbox.event.hashtags)
        self._dids = {name for name in outbox.event.accounts if name.startswith("did:")}
        self._restricted: dict[str, tuple[str, ...]] = {}
        self._wordless: set[str] = set()
        self._answers = answers
        self._answered: Counter[str] = Counter()
        self._ready: list[Sighting] = []

    @property
    def ready(self) -> bool:
        """Whether there are sightings to commit."""
        return bool(self._ready)

    def bookmark(self) -> dict[str, Any]:
        """What a later process must know, by the names of `Bookmark`."""
        known: dict[str, Any] = {"accounts": self.resolved, "hashtags": self.outbox.event.hashtags}
        if self.past is None:
            return known
        return known | {"owed": self.past.hashtags, "owed_until_us": microseconds(self.past.until)}

    def take(self) -> list[Sighting]:
        """The sightings to commit, now the caller's."""
        ready, self._ready = self._ready, []
        return ready

    def follows(self, did: str, record: Tagged) -> bool:
        """Whether this post of that author belongs to the event."""
        if did in self.accounts and not record.answers_others(did):
            return True
        return not self._hashtags.isdisjoint(record.hashtags())

    @property
    def accounts(self) -> set[str]:
        """Whose posts need no hashtag, by DID."""
        return self._dids.union(self.resolved.values())

    def is_talk(self, uri: str) -> bool:
        """Whether the words of this post were delivered, as the event's own: then its answers are of interest."""
        mark = self.marks.get(uri)
        return mark is not None and not mark.context and uri not in self._wordless

    def answers(self, record: Tagged) -> bool:
        """Whether this post answers one of the event's own that has not been answered too often."""
        return any(self.is_talk(uri) and self._answered[uri] < self._answers for uri in record.answered())

    def answers_known(self, uri: str) -> int:
        """How many answers to this post have been delivered by this process."""
        return self._answered[uri]

    def wants(self, uri: str, record: Tagged) -> bool:
        """Whether this post is the event's, has been delivered, or is part of a conversation."""
        return uri in self.marks or self.follows(did_of(uri), record) or self.answers(record)

    def is_context(self, uri: str, record: Tagged) -> bool:
        """Whether this post is here for its conversation alone: one that lost the event's hashtag is not."""
        mark = self.marks.get(uri)
        return not self.follows(did_of(uri), record) and (mark is None or mark.context)

    def has(self, uri: str, version: str) -> bool:
        """Whether this version of a post, or a later one, has been delivered."""
        mark = self.marks.get(uri)
        return mark is not None and mark.version >= version

    def post(  # noqa: PLR0913 - one keyword for each fact of a sighting
        self,
        post: Post,
        mark: Mark,
        *,
        seen_at: datetime,
        restrictions: Sequence[str] | None = None,
        withheld: Sequence[str] = (),
        original: str = "",
        accounts: Sequence[str] | None = None,
    ) -> None:
        """Deliver a post; its words stay at the door where there is a reason. No `restrictions`: they are not known."""
        seen = consent.posted(
            self.outbox.event,
            post,
            source=SOURCE,
            local_id=mark.local_id,
            seen_at=seen_at,
            restrictions=restrictions or (),
            withheld=withheld,
            followed=consent.is_followed(self.accounts, post.author, answers_others=_answers_others(post)),
            context=mark.context,
            original=original,
            accounts=accounts,
        )
        self._ready.append(seen)
        self._remember(post, mark, has_words=not seen.withheld)
        if restrictions is not None:
            self._restricted[post.author.id] = tuple(restrictions)

    def _remember(self, post: Post, mark: Mark, *, has_words: bool) -> None:
        if post.id not in self.marks and post.reply_to in self.marks:
            self._answered[post.reply_to] += 1
        self.marks[post.id] = mark
        self.authors.add(post.author.id)
        (self._wordless.discard if has_words else self._wordless.add)(post.id)

    def delete(self, uri: str, *, seen_at: datetime) -> None:
        """Deliver that a post is gone for good."""
        self._ready.append(Deleted(source=SOURCE, id=uri, seen_at=seen_at, final=True))
        self._forget(uri)

    def lose(self, uri: str, *, seen_at: datetime) -> None:
        """Deliver that the AppView no longer shows a post; it may come back."""
        self._ready.append(Deleted(source=SOURCE, id=uri, seen_at=seen_at, final=False))

    def author_status(self, did: str, status: str, *, changed_at: datetime) -> None:
        """Deliver an account's new state."""
        self._ready.append(AuthorChanged(source=SOURCE, author=did, changed_at=changed_at, status=status))

    def author_links(self, did: str, description: str, *, changed_at: datetime) -> None:
        """Deliver whom an author's profile links to, if anybody."""
        if accounts := marks(accounts_in(description)):
            self._ready.append(AuthorChanged(source=SOURCE, author=did, changed_at=changed_at, accounts=accounts))

    def author_restrictions(self, did: str, restrictions: tuple[str, ...], *, changed_at: datetime) -> None:
        """Deliver what an author asks for in their profile, if it is anything, or no longer what it was."""
        if restrictions or self._restricted.get(did):
            self._ready.append(
                AuthorChanged(source=SOURCE, author=did, changed_at=changed_at, restrictions=restrictions)
            )
        self._restricted[did] = restrictions

    def gap(self, start: datetime, end: datetime, why: str, *, filled: bool) -> None:
        """Deliver that nothing was heard for a while."""
        if start < end:
            self._ready.append(Gap(source=SOURCE, start=start, end=end, why=why, filled=filled))

    def posts_by(self, did: str) -> list[str]:
        """The delivered posts of an author that may still change."""
        return [uri for uri in self.marks if did_of(uri) == did]

    def forget_posts_by(self, did: str) -> None:
        """Nothing more is to be learnt of this author's posts."""
        for uri in self.posts_by(did):
            self._forget(uri)

    def _forget(self, uri: str) -> None:
        self.marks.pop(uri, None)
        self.faces.pop(uri, None)
        self._wordless.discard(uri)
        self._answered.pop(uri, None)


def _answers_others(post: Post) -> bool:
    return post.reply_to is not None and did_of(post.reply_to) != post.author.id


async def load(outbox: Outbox, policy: Policy, now: datetime) -> Followed:
    """An event as it was left: what its outbox has been given so far, and what it still has to learn."""
    followed = Followed(outbox, heard=await outbox.heard_until(SOURCE), answers=policy.answers)
    followed.marks = {known.id: from_local_id(known.local_id) for known in await outbox.known(SOURCE)}
    followed.authors = await outbox.known_authors(SOURCE)
    cursor = await outbox.cursor(SOURCE)
    bookmark = stored(cursor) if cursor else None
    if bookmark is not None:
        followed.resolved = {name: did for name, did in bookmark.accounts.items() if name in outbox.event.accounts}
    followed.past = _past(outbox.event, bookmark, now) if policy.past else None
    return followed


def _past(event: Event, bookmark: Bookmark | None, now: datetime) -> Past | None:
    """What happened from the event's first day on before it listened; older cursors do not tell for what it did."""
    # Not the week before it, which Mastodon tells anybody: strangers can't look it up here, so that nearly every event
    # would begin with a gap.
    since = midnight(event, event.starts)
    if bookmark is None:
        return Past(event.hashtags, since, now) if since < now else None
    heard = set(bookmark.hashtags or event.hashtags).difference(bookmark.owed)
    missing = tuple(tag for tag in event.hashtags if tag not in heard)
    until = now if set(missing).difference(bookmark.owed) else from_microseconds(bookmark.owed_until_us)
    return Past(missing, since, until) if missing and since < until else None
