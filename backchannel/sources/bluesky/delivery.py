"""From what the AppView says to the sightings of every event that wants the post."""

from datetime import datetime

from backchannel.clock import Clock
from backchannel.curation.bridges import bridged_original
from backchannel.curation.consent import UNAVAILABLE
from backchannel.sources.bluesky.addresses import did_of
from backchannel.sources.bluesky.followed import Followed
from backchannel.sources.bluesky.hydration import Draft
from backchannel.sources.bluesky.lenient import fit
from backchannel.sources.bluesky.mark import Mark
from backchannel.sources.bluesky.posts import Hydrated, post_of
from backchannel.sources.bluesky.profiles import Profiles
from backchannel.sources.bluesky.record import Record
from backchannel.sources.bluesky.times import Stamps, microseconds, moment
from backchannel.sources.bluesky.views import PostView, ProfileView
from backchannel.text.accounts import accounts_in

_LOST = -1  # the face of a post that the AppView no longer shows


class Delivery:
    """Delivers posts to those of the events that follow them or have them already."""

    def __init__(self, followed: list[Followed], profiles: Profiles, clock: Clock) -> None:
        self._followed = followed
        self._profiles = profiles
        self._clock = clock
        self._stamps = Stamps(clock)

    def new(self, draft: Draft, hydrated: Hydrated) -> None:
        """A new post, or a new version of one; its words are those Jetstream told."""
        self._deliver(draft.key, draft.record, draft.mark, hydrated=hydrated, at=draft.at)

    def again(self, uri: str, hydrated: Hydrated, *, rev: str = "") -> bool:
        """A delivered post as the AppView shows it now; False if that is another version than the one delivered.

        Which of two versions is the later only their revisions tell, so another one is taken with a later `rev` only.
        """
        mark = self._mark(uri) or _unmarked(hydrated.view)
        if mark.cid not in {"", hydrated.view.cid}:
            if rev <= mark.version:
                return False
            mark = Mark(rev, hydrated.view.cid, mark.witnessed_us, microseconds(self._clock.now()))
        record = fit(hydrated.view.record, Record)
        if record is not None:
            self._deliver(uri, record, mark, hydrated=hydrated, at=self._clock.now())
        return True

    def unavailable(self, draft: Draft) -> None:
        """A post that can't be checked: who wrote it and when, so that it can be asked for again; not a word of it."""
        post = post_of(draft.key, draft.record, draft.mark, now=self._clock.now())
        seen_at = self._stamps.seen(draft.at)
        for followed in self._interested(draft.key, draft.record):
            followed.post(post, draft.mark, seen_at=seen_at, withheld=(UNAVAILABLE,))

    def untagged(self, followed: Followed, draft: Draft) -> None:
        """A new version that is no longer about the event: nothing of it is of interest but that."""
        post = post_of(draft.key, draft.record, draft.mark, now=self._clock.now())
        followed.post(post, draft.mark, seen_at=self._stamps.seen(draft.at))

    def lost(self, uri: str) -> None:
        """The AppView does not show a post any more, though its author is there."""
        for followed in self._followed:
            if uri in followed.marks and followed.faces.get(uri) != _LOST:
                followed.faces[uri] = _LOST
                followed.lose(uri, seen_at=self._stamps.seen())

    def restrictions(self, profile: ProfileView, at: datetime) -> None:
        """What an author asks for, as their profile stands."""
        asked = self._profiles.restrictions(profile)
        for followed in self._followed:
            if profile.did in followed.authors:
                followed.author_restrictions(profile.did, asked, changed_at=self._stamps.seen(at))
                followed.author_links(profile.did, profile.description, changed_at=self._stamps.seen(at))

    def is_news(self, view: PostView) -> bool:
        """Whether an event has the post with another face, or with none that we remember."""
        return any(view.uri in one.marks and one.faces.get(view.uri) != view.face() for one in self._followed)

    def _deliver(self, uri: str, record: Record, mark: Mark, *, hydrated: Hydrated, at: datetime) -> None:
        post = post_of(uri, record, mark, now=self._clock.now(), hydrated=hydrated)
        asked = self._profiles.restrictions(hydrated.profile, hydrated)
        seen_at = self._stamps.seen(at)
        original = bridged_original(hydrated.profile.handle, record.bridged_from)
        accounts = accounts_in(hydrated.profile.description)
        for followed in self._interested(uri, record):
            followed.post(post, mark, seen_at=seen_at, restrictions=asked, original=original, accounts=accounts)
            followed.faces[uri] = hydrated.view.face()

    def _interested(self, uri: str, record: Record) -> list[Followed]:
        did = did_of(uri)
        return [followed for followed in self._followed if followed.follows(did, record) or uri in followed.marks]

    def _mark(self, uri: str) -> Mark | None:
        marks = (followed.marks.get(uri) for followed in self._followed)
        return max((mark for mark in marks if mark), key=lambda mark: mark.version, default=None)


def _unmarked(view: PostView) -> Mark:
    """The mark of a post that another installation delivered: without a revision, it changes no words."""
    indexed = moment(view.indexed_at)
    return Mark(cid=view.cid, witnessed_us=None if indexed is None else microseconds(indexed))
