"""What each event of the stream means for the events we follow. No I/O: it fills the waiting room and the outboxes.

A post's words wait until its author is known; everything that takes something away is delivered at once.
"""

from collections.abc import Callable

from backchannel.clock import Clock
from backchannel.sources.bluesky import lenient
from backchannel.sources.bluesky.addresses import POST, POSTGATE, PROFILE, THREADGATE, is_post_uri, is_word, post_uri
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.delivery import Delivery
from backchannel.sources.bluesky.followed import Followed
from backchannel.sources.bluesky.frames import Event
from backchannel.sources.bluesky.hydration import AuthorLook, Draft, Look, WaitingRoom
from backchannel.sources.bluesky.mark import Mark
from backchannel.sources.bluesky.profiles import Profiles
from backchannel.sources.bluesky.record import ProfileRecord, Record, Tagged

# An account in these states is neither moderated nor gone: its host or relay has trouble with it.
NOT_AWAY = frozenset({"throttled", "desynchronized"})
DELETED = "deleted"


class Intake:
    """Takes events in order. `away` are the accounts seen to leave, by this process, that have not come back."""

    def __init__(
        self, commits: Commits, room: WaitingRoom, *, delivery: Delivery, profiles: Profiles, clock: Clock
    ) -> None:
        self.away: set[str] = set()
        self.malformed = 0
        self._commits = commits
        self._room = room
        self._delivery = delivery
        self._profiles = profiles
        self._clock = clock
        self._kinds: dict[str, Callable[[Event], None]] = {
            "commit": self._commit,
            "account": self._account,
            "identity": self._profile_stale,
            "sync": self._repository_diverged,
        }
        self._collections: dict[str, Callable[[Event], None]] = {
            POST: self._post,
            PROFILE: self._profile,
            POSTGATE: self._gate,
            THREADGATE: self._gate,
        }

    def handle(self, event: Event) -> None:
        """Take one event; the cursor may pass it as soon as this returns."""
        handler = self._kinds.get(event.kind)
        if handler:
            handler(event)
        self._commits.position = event.position

    def _commit(self, event: Event) -> None:
        handler = self._collections.get(event.collection)
        if handler:
            handler(event)

    def _post(self, event: Event) -> None:
        if event.operation == "delete":
            self._deleted(event)
        else:
            self._written(event)

    def _written(self, event: Event) -> None:
        uri = post_uri(event.did, event.rkey)
        tagged = lenient.read(event.record, Tagged)
        if tagged is None:
            self.malformed += 1
            return
        follow = [followed for followed in self._followed if followed.follows(event.did, tagged)]
        leave = [followed for followed in self._followed if uri in followed.marks and followed not in follow]
        if follow or leave:
            self._version(event, follow, leave)
        elif (waiting := self._room.draft(uri)) and waiting.mark.version < event.rev:
            self._room.drop(uri)

    def _version(self, event: Event, follow: list[Followed], leave: list[Followed]) -> None:
        draft = self._draft(event)
        if draft is None:
            self.malformed += 1
            return
        for followed in leave:
            if not followed.has(draft.key, event.rev):
                self._delivery.untagged(followed, draft)
        before = self._room.draft(draft.key)
        if before is not None and before.mark.version >= event.rev:
            return
        if not all(followed.has(draft.key, event.rev) for followed in follow):
            self._room.add(draft)
        elif not follow:
            self._room.drop(draft.key)

    def _draft(self, event: Event) -> Draft | None:
        uri = post_uri(event.did, event.rkey)
        record = lenient.read(event.record, Record)
        if record is None or not (is_post_uri(uri) and is_word(event.rev) and is_word(event.cid)):
            return None
        edited = event.position.time_us if event.operation == "update" else None
        return Draft(
            key=uri,
            did=event.did,
            below=self._commits.position,
            at=event.position.at,
            due=self._clock.now(),
            record=record,
            mark=Mark(event.rev, event.cid, self._first_witnessed(uri, event), edited),
        )

    def _first_witnessed(self, uri: str, event: Event) -> int:
        """When the first version that we know of was witnessed: an edit makes a post no younger."""
        waiting = self._room.draft(uri)
        before = waiting.mark if waiting else self._mark(uri)
        return (before and before.witnessed_us) or event.position.time_us

    def _deleted(self, event: Event) -> None:
        uri = post_uri(event.did, event.rkey)
        draft = self._room.draft(uri)
        self._room.drop(uri)
        for followed in self._followed:
            if uri in followed.marks or (draft and followed.follows(event.did, draft.record)):
                followed.delete(uri, seen_at=event.position.at)

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
            self._profiles.undeclare(event.did)
            self._profile_stale(event)
        elif self._concerned(event.did) or self._profiles.knows(event.did):
            asked = self._profiles.declare(event.did, record)
            for followed in self._concerned(event.did):
                followed.author_restrictions(event.did, asked, changed_at=event.position.at)
                followed.author_links(event.did, record.description, changed_at=event.position.at)

    def _profile_stale(self, event: Event) -> None:
        self._look_at_author(event, posts=False)

    def _repository_diverged(self, event: Event) -> None:
        self._look_at_author(event, posts=True)

    def _look_at_author(self, event: Event, *, posts: bool) -> None:
        if event.did in self.away or not self._concerned(event.did):
            return
        self._profiles.forget(event.did)
        self._room.add(
            AuthorLook(
                key=event.did,
                did=event.did,
                below=self._commits.position,
                at=event.position.at,
                due=self._clock.now(),
                posts=posts,
                rev=event.rev,
            )
        )

    def _gate(self, event: Event) -> None:
        uri = post_uri(event.did, event.rkey)
        if event.did in self.away or self._mark(uri) is None:
            return
        below = self._commits.position
        self._room.add(Look(key=uri, did=event.did, below=below, at=event.position.at, due=self._clock.now()))

    @property
    def _followed(self) -> list[Followed]:
        return self._commits.followed

    def _concerned(self, did: str) -> list[Followed]:
        """The events that have posts of an author, or that wait for one."""
        drafts = [draft for draft in self._room.of_author(did) if isinstance(draft, Draft)]
        return [
            one
            for one in self._followed
            if did in one.authors or any(one.follows(did, draft.record) for draft in drafts)
        ]

    def _mark(self, uri: str) -> Mark | None:
        return next((mark for followed in self._followed if (mark := followed.marks.get(uri))), None)
