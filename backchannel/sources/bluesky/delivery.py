"""From what the AppView says to the sightings of every event that wants the post."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from backchannel.clock import Clock
from backchannel.curation.bridges import bridged_original
from backchannel.curation.consent import UNAVAILABLE
from backchannel.sources.bluesky.addresses import did_of, is_post_uri
from backchannel.sources.bluesky.conversations import Conversations
from backchannel.sources.bluesky.followed import Followed
from backchannel.sources.bluesky.hydration import Draft
from backchannel.sources.bluesky.lenient import fit
from backchannel.sources.bluesky.mark import Mark, edited
from backchannel.sources.bluesky.posts import Hydrated, post_of
from backchannel.sources.bluesky.profiles import Profiles
from backchannel.sources.bluesky.record import Record
from backchannel.sources.bluesky.times import Stamps, from_microseconds, microseconds, moment
from backchannel.sources.bluesky.views import PostView, ProfileView
from backchannel.text.accounts import accounts_in

APPVIEW_MAY_BE_LATE = timedelta(minutes=5)
UNTOLD = "+"  # sorts after nothing, and before the letters and figures of a revision

_LOST = -1  # the face of a post that the AppView no longer shows


class Delivery:
    """Delivers posts to those of the events that follow them or have them already."""

    def __init__(
        self, followed: list[Followed], profiles: Profiles, conversations: Conversations, *, clock: Clock
    ) -> None:
        self._followed = followed
        self._profiles = profiles
        self._conversations = conversations
        self._clock = clock
        self._stamps = Stamps(clock)

    def new(self, draft: Draft, hydrated: Hydrated) -> None:
        """A new post, or a new version of one; its words are those Jetstream told."""
        self._deliver(draft.record, draft.mark, hydrated=hydrated, at=draft.at)
        self._consider(draft.record, hydrated, answers=draft.mark.late)

    def again(self, uri: str, hydrated: Hydrated, *, rev: str = "") -> bool:
        """A delivered post as the AppView shows it now; False if that may be an older version than the one delivered.

        Which of two versions is the later only their revisions tell: `rev` is the repository's, where it is known.
        """
        mark = self._mark(uri) or unmarked(hydrated.view)
        if mark.cid not in {"", hydrated.view.cid}:
            version = self._later_version(mark, hydrated.view.cid, rev)
            if not version:
                return False
            mark = edited(mark, version, hydrated.view.cid, at=self._clock.now())
        record = fit(hydrated.view.record, Record)
        if record is not None:
            self._deliver(record, mark, hydrated=hydrated, at=self._clock.now())
            self._consider(record, hydrated, answers=True)
        return True

    def conversation(self, talk: str, hydrated: Hydrated) -> None:
        """A post from the conversation around `talk`, for the events that have that and do not know this one."""
        view = hydrated.view
        record = fit(view.record, Record)
        if record is None or not is_post_uri(view.uri):
            return
        for followed in self._followed:
            if followed.is_talk(talk) and view.uri not in followed.marks:
                self._post(followed, record, unmarked(view), hydrated=hydrated, at=self._clock.now())

    def found(self, hydrated: Hydrated) -> None:
        """A post of the event's own that a search found, for the events that do not know it."""
        record = fit(hydrated.view.record, Record)
        uri = hydrated.view.uri
        if record is None or not is_post_uri(uri):
            return
        for followed in self._followed:
            if followed.follows(did_of(uri), record) and uri not in followed.marks:
                self._post(followed, record, unmarked(hydrated.view), hydrated=hydrated, at=self._clock.now())
        self._consider(record, hydrated, answers=True)

    def unavailable(self, draft: Draft) -> None:
        """A post that can't be checked: who wrote it and when, so that it can be asked for again; not a word of it."""
        post = post_of(draft.key, draft.record, draft.mark, now=self._clock.now())
        seen_at = self._stamps.seen(draft.at)
        for followed in self._followed:
            if draft.key in followed.marks or followed.follows(draft.did, draft.record):
                mark = replace(draft.mark, context=followed.is_context(draft.key, draft.record))
                follows = followed.keeps(draft.key, draft.record, draft.mark)
                followed.post(post, mark, follows=follows, seen_at=seen_at, withheld=(UNAVAILABLE,))

    def untagged(self, followed: Followed, draft: Draft) -> None:
        """A new version that is no longer about the event: nothing of it is of interest but that."""
        post = post_of(draft.key, draft.record, draft.mark, now=self._clock.now())
        followed.post(post, draft.mark, follows=False, seen_at=self._stamps.seen(draft.at))

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

    def is_news(self, hydrated: Hydrated) -> bool:
        """Whether an event has the post with another face, or with none that we remember."""
        uri, face = hydrated.view.uri, hydrated.face()
        return any(uri in one.marks and one.faces.get(uri) != face for one in self._followed)

    def _later_version(self, mark: Mark, cid: str, rev: str) -> str:
        """What to call another version that the AppView has; empty if it may be the one before ours.

        An edit that nobody told of is found long after: then the AppView is not just late. It comes right after the
        version we have, and before any that its author may write yet.
        """
        if rev > mark.version:
            return rev
        told = from_microseconds(mark.edited_us or mark.witnessed_us or 0)
        late = self._clock.now() - told < APPVIEW_MAY_BE_LATE or cid == mark.former
        return "" if rev or late else f"{mark.version}{UNTOLD}"

    def _deliver(self, record: Record, mark: Mark, *, hydrated: Hydrated, at: datetime) -> None:
        for followed in self._followed:
            if followed.wants(hydrated.view.uri, record):
                self._post(followed, record, mark, hydrated=hydrated, at=at)

    def _consider(self, record: Record, hydrated: Hydrated, *, answers: bool) -> None:
        for followed in self._followed:
            self._conversations.consider(followed, hydrated.view, record, answers=answers)

    def _post(self, followed: Followed, record: Record, mark: Mark, *, hydrated: Hydrated, at: datetime) -> None:
        uri = hydrated.view.uri
        own = replace(mark, context=followed.is_context(uri, record))
        post = post_of(uri, record, own, now=self._clock.now(), hydrated=hydrated)
        asked = self._profiles.restrictions(hydrated.profile, hydrated)
        followed.post(
            post,
            own,
            follows=followed.keeps(uri, record, own),
            seen_at=self._stamps.seen(at),
            restrictions=asked,
            original=bridged_original(hydrated.profile.handle, record.bridged_from),
            accounts=accounts_in(hydrated.profile.description),
        )
        followed.faces[uri] = hydrated.face()

    def _mark(self, uri: str) -> Mark | None:
        marks = (followed.marks.get(uri) for followed in self._followed)
        return max((mark for mark in marks if mark), key=lambda mark: mark.version, default=None)


def unmarked(view: PostView) -> Mark:
    """The mark of a post that Jetstream did not tell us of: without a revision, any that comes is later."""
    indexed = moment(view.indexed_at)
    return Mark(cid=view.cid, witnessed_us=None if indexed is None else microseconds(indexed), late=True)
