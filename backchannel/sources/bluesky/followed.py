"""One event that is followed: by what, what it has been given, and what is ready to be given to it."""

from collections.abc import Sequence
from datetime import datetime

from backchannel.curation import consent
from backchannel.model.post import Post
from backchannel.model.sighting import AuthorChanged, Deleted, Gap, Sighting
from backchannel.sources.bluesky.addresses import did_of
from backchannel.sources.bluesky.mark import Mark, from_local_id
from backchannel.sources.bluesky.record import Tagged
from backchannel.sources.source import Outbox
from backchannel.text.accounts import accounts_in
from backchannel.text.marks import marks

SOURCE = "bluesky"


class Followed:
    """An event's outbox, and what this process knows of the posts and authors in it.

    `marks` are the posts delivered that may still change, `faces` how the AppView showed them when they last were.
    `accounts` are followed without the hashtags, by DID; the names given by the event are among them.
    """

    def __init__(self, outbox: Outbox, *, heard: datetime | None = None) -> None:
        self.outbox = outbox
        self.heard = heard
        self.marks: dict[str, Mark] = {}
        self.authors: set[str] = set()
        self.faces: dict[str, int] = {}
        self.accounts = set(outbox.event.accounts)
        self._hashtags = frozenset(outbox.event.hashtags)
        self._restricted: dict[str, tuple[str, ...]] = {}
        self._ready: list[Sighting] = []

    @property
    def ready(self) -> bool:
        """Whether there are sightings to commit."""
        return bool(self._ready)

    def take(self) -> list[Sighting]:
        """The sightings to commit, now the caller's."""
        ready, self._ready = self._ready, []
        return ready

    def follows(self, did: str, record: Tagged) -> bool:
        """Whether this post of that author belongs to the event."""
        if did in self.accounts and not record.answers_others(did):
            return True
        return not self._hashtags.isdisjoint(record.hashtags())

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
        self._ready.append(
            consent.posted(
                self.outbox.event,
                post,
                source=SOURCE,
                local_id=mark.local_id,
                seen_at=seen_at,
                restrictions=restrictions or (),
                withheld=withheld,
                followed=consent.is_followed(self.accounts, post.author, answers_others=_answers_others(post)),
                original=original,
                accounts=accounts,
            )
        )
        self.marks[post.id] = mark
        self.authors.add(post.author.id)
        if restrictions is not None:
            self._restricted[post.author.id] = tuple(restrictions)

    def delete(self, uri: str, *, seen_at: datetime) -> None:
        """Deliver that a post is gone for good."""
        self._ready.append(Deleted(source=SOURCE, id=uri, seen_at=seen_at, final=True))
        self.marks.pop(uri, None)
        self.faces.pop(uri, None)

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
            del self.marks[uri]
            self.faces.pop(uri, None)


def _answers_others(post: Post) -> bool:
    return post.reply_to is not None and did_of(post.reply_to) != post.author.id


async def load(outbox: Outbox) -> Followed:
    """An event as it was left: what its outbox has been given so far."""
    followed = Followed(outbox, heard=await outbox.heard_until(SOURCE))
    followed.marks = {known.id: from_local_id(known.local_id) for known in await outbox.known(SOURCE)}
    followed.authors = await outbox.known_authors(SOURCE)
    return followed
