"""Posts that are written, rewritten and deleted: which of them are of interest, and to which events."""

from backchannel.clock import Clock
from backchannel.sources.bluesky import lenient
from backchannel.sources.bluesky.addresses import is_post_uri, is_word, post_uri
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.delivery import Delivery
from backchannel.sources.bluesky.followed import Followed
from backchannel.sources.bluesky.frames import Event
from backchannel.sources.bluesky.hydration import Draft, Farewell, WaitingRoom
from backchannel.sources.bluesky.mark import Mark
from backchannel.sources.bluesky.memory import Memory
from backchannel.sources.bluesky.record import Record, Tagged

DELETES = 20_000  # of the whole network, remembered in case the post comes after its end
DELETES_SECONDS = 900.0


class Writing:
    """Takes the commits of one collection, `app.bsky.feed.post`."""

    def __init__(self, commits: Commits, room: WaitingRoom, delivery: Delivery, clock: Clock) -> None:
        self.malformed = 0
        self._commits = commits
        self._room = room
        self._delivery = delivery
        self._clock = clock
        self._deleted: Memory[str] = Memory(clock, DELETES, DELETES_SECONDS)

    def handle(self, event: Event, *, live: bool) -> None:
        """Take one commit; `live` says whether it is told as it happens."""
        if event.operation == "delete":
            self._gone(event)
        else:
            self._written(event, live=live)

    def _gone(self, event: Event) -> None:
        uri = post_uri(event.did, event.rkey)
        self._deleted.put(uri, event.rev)
        draft = self._room.draft(uri)
        self._room.drop(uri)
        for followed in self._followed:
            if uri in followed.marks or (draft and followed.follows(event.did, draft.record)):
                followed.delete(uri, seen_at=event.position.at)
            elif event.did in followed.authors:
                self._ask_who_knows(uri, event)

    def _ask_who_knows(self, uri: str, event: Event) -> None:
        """What is withheld for good is known to the archive alone, once we were started again."""
        below, now = self._commits.position, self._clock.now()
        self._room.add(Farewell(key=uri, did=event.did, below=below, at=event.position.at, due=now))

    def _written(self, event: Event, *, live: bool) -> None:
        speaks = any(event.did in followed.speakers for followed in self._followed)
        tagged = lenient.read(event.record, Record if speaks else Tagged)
        if tagged is None:
            self.malformed += 1
            return
        uri = post_uri(event.did, event.rkey)
        own = [followed for followed in self._followed if followed.follows(event.did, tagged)]
        lost = [one for one in self._followed if uri in one.marks and one not in own and not one.marks[uri].context]
        heard = [one for one in self._followed if one not in own + lost and self._hears(one, uri, tagged)]
        if own or lost or heard:
            draft = self._draft(event, live=live, talks=() if own else tagged.answered())
            self._version(draft, own=own, lost=lost, heard=heard)
        elif (waiting := self._room.draft(uri)) and waiting.mark.version < event.rev:
            self._room.drop(uri)

    def _hears(self, followed: Followed, uri: str, tagged: Tagged) -> bool:
        """Whether the post is part of a conversation that the event has, or will have when its beginning is known."""
        if uri in followed.marks or followed.answers(tagged):
            return True
        talks = map(self._room.draft, tagged.answered())
        return any(talk and followed.follows(talk.did, talk.record) for talk in talks)

    def _version(
        self, draft: Draft | None, *, own: list[Followed], lost: list[Followed], heard: list[Followed]
    ) -> None:
        if draft is None:
            self.malformed += 1
        elif (self._deleted.get(draft.key) or "") >= draft.mark.version:
            for followed in own:
                followed.delete(draft.key, seen_at=draft.at)
        else:
            for followed in lost:
                if not followed.has(draft.key, draft.mark.version):
                    self._delivery.untagged(followed, draft)
            self._await(draft, [*own, *heard])

    def _await(self, draft: Draft, wanted: list[Followed]) -> None:
        before = self._room.draft(draft.key)
        if before is not None and before.mark.version >= draft.mark.version:
            return
        if not all(followed.has(draft.key, draft.mark.version) for followed in wanted):
            self._room.add(draft)
        elif not wanted:
            self._room.drop(draft.key)

    def _draft(self, event: Event, *, live: bool, talks: tuple[str, ...]) -> Draft | None:
        uri = post_uri(event.did, event.rkey)
        record = lenient.read(event.record, Record)
        if record is None or not (is_post_uri(uri) and is_word(event.rev) and is_word(event.cid)):
            return None
        return Draft(
            key=uri,
            did=event.did,
            below=self._commits.position,
            at=max(event.position.at, self._commits.position.at),
            due=self._clock.now(),
            record=record,
            mark=self._next_mark(uri, event, live=live),
            talks=talks,
        )

    def _next_mark(self, uri: str, event: Event, *, live: bool) -> Mark:
        """The mark of this version: an edit makes a post no younger than the first version that we know of."""
        waiting = self._room.draft(uri)
        before = waiting.mark if waiting else self._mark(uri)
        edited = event.position.time_us if event.operation == "update" else None
        if before is None:
            return Mark(event.rev, event.cid, event.position.time_us, edited, late=not live)
        former = before.former if before.cid == event.cid else before.cid
        return Mark(event.rev, event.cid, before.witnessed_us or event.position.time_us, edited, former, before.late)

    @property
    def _followed(self) -> list[Followed]:
        return self._commits.followed

    def _mark(self, uri: str) -> Mark | None:
        return next((mark for followed in self._followed if (mark := followed.marks.get(uri))), None)
