"""One event that is followed: by what, what it has been given, and what is ready to be given to it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from backchannel.curation import consent
from backchannel.model.event import Event
from backchannel.model.post import Post
from backchannel.model.sighting import AuthorChanged, Deleted, Gap, Sighting
from backchannel.programme import roster
from backchannel.sources.bluesky.addresses import did_of, post_uri
from backchannel.sources.bluesky.mark import Mark
from backchannel.sources.bluesky.policy import LIVE
from backchannel.sources.bluesky.posts import post_of
from backchannel.sources.bluesky.record import Record, Tagged
from backchannel.sources.bluesky.times import microseconds
from backchannel.sources.source import Outbox
from backchannel.text.accounts import accounts_in
from backchannel.text.marks import marks

SOURCE = "bluesky"

_UNDATED = datetime.max.replace(tzinfo=UTC)  # is after every event, and so is no day of any


class Past(NamedTuple):
    """What an event does not know of its hashtags, because it listened for them only from `until` on."""

    hashtags: tuple[str, ...]
    since: datetime
    until: datetime


class Followed:
    """An event's outbox, and what this process knows of the posts and authors in it.

    `marks` are the posts delivered that may still change, `faces` how the AppView showed them when they last were.
    `resolved` says whose the names are that are followed without the hashtags: by DID those are `accounts`, and
    `speakers`, of whom only what is about the event counts. What the `unread` posted before is not read yet. Of one
    post at most `answers` are taken as its context.
    """

    def __init__(self, outbox: Outbox, *, heard: datetime | None = None, answers: int = LIVE.answers) -> None:
        self.outbox = outbox
        self.heard = heard
        self.marks: dict[str, Mark] = {}
        self.authors: set[str] = set()
        self.faces: dict[str, int] = {}
        self.resolved: dict[str, str] = {}
        self.accounts: frozenset[str] = frozenset()
        self.speakers: frozenset[str] = frozenset()
        self.unread: set[str] = set()
        self.past: Past | None = None
        self._hashtags = frozenset(outbox.event.hashtags)
        self._restricted: dict[str, tuple[str, ...]] = {}
        self._wordless: set[str] = set()
        self._answers = answers
        self._answered: Counter[str] = Counter()
        self._ready: list[Sighting] = []
        self.find({name: name for name in names_followed(outbox.event) if name.startswith("did:")})

    @property
    def ready(self) -> bool:
        """Whether there are sightings to commit."""
        return bool(self._ready)

    def bookmark(self) -> dict[str, Any]:
        """What a later process must know, by the names of `Bookmark`."""
        known: dict[str, Any] = {"accounts": self.resolved, "hashtags": self.outbox.event.hashtags}
        known["unread"] = tuple(sorted(self.unread))
        if self.past is None:
            return known
        return known | {"owed": self.past.hashtags, "owed_until_us": microseconds(self.past.until)}

    def take(self) -> list[Sighting]:
        """The sightings to commit, now the caller's."""
        ready, self._ready = self._ready, []
        return ready

    def find(self, people: Mapping[str, str]) -> None:
        """Follow these from now on: their DIDs, by the names that the event has for them."""
        event = self.outbox.event
        self.resolved |= people
        self.accounts = frozenset(did for name, did in self.resolved.items() if name in event.accounts)
        named = {did for name, did in self.resolved.items() if name in event.roster.accounts}
        self.speakers = frozenset(named - self.accounts)

    def follows(self, did: str, record: Tagged) -> bool:
        """Whether this post of that author belongs to the event."""
        if not self._hashtags.isdisjoint(record.hashtags()):
            return True
        if did in self.accounts:
            return not record.answers_others(did)
        return did in self.speakers and not record.answers_others(did) and self._is_about_it(did, record)

    def keeps(self, uri: str, record: Tagged, mark: Mark) -> bool:
        """Whether a post belongs to the event, or did when it was taken: then only its author can change that.

        Programmes change: what a speaker said of a talk that has another title now was about the event all the same.
        """
        did, before = did_of(uri), self.marks.get(uri)
        was_taken = before is not None and not before.context and mark.edited_us is None
        return self.follows(did, record) or (was_taken and did in self.resolved.values() and uri not in self._wordless)

    def _is_about_it(self, did: str, record: Tagged) -> bool:
        """Whether a speaker's record goes on with a post of the event, or says that it is about it."""
        if self.is_talk(record.reply.parent.uri):
            return True
        if not isinstance(record, Record):
            return False
        return roster.is_about(self.outbox.event, post_of(post_uri(did, ""), record, Mark(), now=_UNDATED))

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
        follows: bool,
        seen_at: datetime,
        restrictions: Sequence[str] | None = None,
        withheld: Sequence[str] = (),
        original: str = "",
        accounts: Sequence[str] | None = None,
    ) -> None:
        """Deliver a post; its words stay at the door where there is a reason. No `restrictions`: they are not known.

        Whether the event `follows` it only its record tells.
        """
        seen = consent.posted(
            self.outbox.event,
            post,
            source=SOURCE,
            local_id=mark.local_id,
            seen_at=seen_at,
            restrictions=restrictions or (),
            withheld=withheld,
            followed=follows,
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


def names_followed(event: Event) -> frozenset[str]:
    """Everybody whose posts need no hashtag, by the names that the event has for them; some are on other networks."""
    return frozenset((*event.accounts, *event.roster.accounts))
