"""What each event of the stream means for the events we follow. No I/O: it fills the waiting room and the outboxes.

A post's words wait until its author is known; everything that takes something away is delivered at once.
"""

from collections.abc import Callable, Iterable

from backchannel.clock import Clock
from backchannel.sources.bluesky import lenient
from backchannel.sources.bluesky.addresses import POST, POSTGATE, PROFILE, THREADGATE, did_of, post_uri
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.delivery import Delivery
from backchannel.sources.bluesky.followed import Followed
from backchannel.sources.bluesky.frames import Event
from backchannel.sources.bluesky.hydration import AuthorLook, Draft, Look, WaitingRoom
from backchannel.sources.bluesky.lookup import Lookup
from backchannel.sources.bluesky.record import ProfileRecord
from backchannel.sources.bluesky.views import Gate
from backchannel.sources.bluesky.writing import Writing

# An account in these states is neither moderated nor gone: its host or relay has trouble with it.
NOT_AWAY = frozenset({"throttled", "desynchronized"})
DELETED = "deleted"


class Intake:
    """Takes events in order. `away` are the accounts seen to leave, by this process, that have not come back."""

    def __init__(
        self, commits: Commits, room: WaitingRoom, *, delivery: Delivery, lookup: Lookup, clock: Clock
    ) -> None:
        self.away: set[str] = set()
        self._commits = commits
        self._room = room
        self._delivery = delivery
        self._lookup = lookup
        self._clock = clock
        self.writing = Writing(commits, room, delivery, clock)
        self._kinds: dict[str, Callable[[Event], None]] = {
            "commit": self._commit,
            "account": self._account,
            "identity": self._identity,
            "sync": self._repository_diverged,
        }
        self._collections: dict[str, Callable[[Event], None]] = {
            PROFILE: self._profile,
            POSTGATE: self._postgate,
            THREADGATE: self._threadgate,
        }

    @property
    def malformed(self) -> int:
        """How many records made no sense."""
        return self.writing.malformed

    def handle(self, event: Event, *, live: bool = True) -> None:
        """Take one event; the cursor may pass it as soon as this returns. One that is not `live` is old news."""
        if event.kind == "commit" and event.collection == POST:
            self.writing.handle(event, live=live)
        else:
            handler = self._kinds.get(event.kind)
            if handler:
                handler(event)
        self._commits.position = event.position

    def _commit(self, event: Event) -> None:
        handler = self._collections.get(event.collection)
        if handler:
            handler(event)

    def _account(self, event: Event) -> None:
        status = "active" if event.active else event.status or "deactivated"
        if status in NOT_AWAY:
            return
        for followed in self._concerned(event.did):
            followed.author_status(event.did, status, changed_at=event.position.at)
        if event.active:
            self._came_back(event)
        else:
            self._went_away(event, status)

    def _came_back(self, event: Event) -> None:
        self.away.discard(event.did)
        self._look_at_author(event, posts=True)

    def _went_away(self, event: Event, status: str) -> None:
        for waiting in self._room.of_author(event.did):
            self._room.drop(waiting.key)
            if isinstance(waiting, Draft) and status != DELETED:
                self._delivery.unavailable(waiting)
        if self._concerned(event.did):
            self.away.add(event.did)
        if status == DELETED:
            for followed in self._followed:
                followed.forget_posts_by(event.did)

    def _profile(self, event: Event) -> None:
        record = lenient.read(event.record, ProfileRecord)
        if event.operation == "delete" or record is None:
            self._lookup.profiles.undeclare(event.did)
            self._look_at_author(event, posts=False)
        elif self._concerned(event.did) or self._lookup.profiles.knows(event.did):
            asked = self._lookup.profiles.declare(event.did, record)
            for followed in self._concerned(event.did):
                followed.author_restrictions(event.did, asked, changed_at=event.position.at)
                followed.author_links(event.did, record.description, changed_at=event.position.at)

    def _identity(self, event: Event) -> None:
        """Another handle: it stands in everything that was delivered."""
        self._look_at_author(event, posts=True)

    def _repository_diverged(self, event: Event) -> None:
        self._look_at_author(event, posts=True)

    def _look_at_author(self, event: Event, *, posts: bool) -> None:
        if event.did in self.away or not self._concerned(event.did):
            return
        self._lookup.profiles.forget(event.did)
        self._room.add(
            AuthorLook(
                key=event.did,
                did=event.did,
                below=self._commits.position,
                at=event.position.at,
                due=self._clock.now(),
                posts=posts,
                rev=event.rev,
                handle=event.handle,
            )
        )

    def _threadgate(self, event: Event) -> None:
        """A conversation's author hides answers to it: those that are known may look different now."""
        root = post_uri(event.did, event.rkey)
        gate = lenient.read(event.record, Gate) or Gate()
        self._look_at(event, [root, *self._lookup.gates.declare(root, gate)])

    def _postgate(self, event: Event) -> None:
        """An author takes quotes of a post back: the posts that quote it may look different now."""
        gate = lenient.read(event.record, Gate) or Gate()
        self._look_at(event, [post_uri(event.did, event.rkey), *gate.detached])

    def _look_at(self, event: Event, uris: Iterable[str]) -> None:
        for uri in uris:
            did = did_of(uri)
            if did not in self.away and any(uri in followed.marks for followed in self._followed):
                below = self._commits.position
                self._room.add(Look(key=uri, did=did, below=below, at=event.position.at, due=self._clock.now()))

    @property
    def _followed(self) -> list[Followed]:
        return self._commits.followed

    def _concerned(self, did: str) -> list[Followed]:
        """The events that have posts of an author, or that wait for one."""
        drafts = [draft for draft in self._room.of_author(did) if isinstance(draft, Draft)]
        return [one for one in self._followed if did in one.authors or any(_awaits(one, draft) for draft in drafts)]


def _awaits(followed: Followed, draft: Draft) -> bool:
    return bool(draft.talks) or followed.follows(draft.did, draft.record)
