"""A server's pages become one event's sightings: those that say what has not been said."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from backchannel.curation import consent
from backchannel.curation.bridges import bluesky_original
from backchannel.model.event import Event
from backchannel.model.post import Post
from backchannel.model.sighting import Posted
from backchannel.programme import roster
from backchannel.sources.mastodon.memory import Memory
from backchannel.sources.mastodon.page import Page
from backchannel.sources.mastodon.raw import Status
from backchannel.sources.mastodon.standing import (
    accounts_of,
    answers_others,
    counts_of,
    fingerprint,
    is_own,
    restrictions_of,
    withheld_of,
)
from backchannel.sources.mastodon.status import Seen, post_of
from backchannel.sources.source import KnownPost


class News(NamedTuple):
    """A sighting, the status it was made of, and the numbers to remember it by."""

    posted: Posted
    status: Status
    fingerprint: int
    counts: int


class Place(Protocol):
    """Where a status was met."""

    def since(self, status: Status, now: datetime) -> datetime:
        """From when on the event has listened to whatever this status is in: what is older is the past."""
        ...

    def has_read(self, handle: str) -> bool:
        """Whether the own posts of that account have been read here, today or once."""
        ...

    def speaks_for(self, post: str) -> bool:
        """Whether the counts that are told here are the best there are."""
        ...


class Teller:
    """Makes sightings for one event of what one server shows. `domain` completes the handles of the server's people."""

    def __init__(self, event: Event, server: str, memory: Memory, place: Place) -> None:
        self.malformed = 0
        self.domain = server
        self._event = event
        self._server = server
        self._memory = memory
        self._place = place

    def news(self, page: Page, *, with_counts: bool = False, context: bool = False) -> list[News]:
        """What this event has not been told, oldest first, so that a reply finds what it answers.

        Counts alone are news only `with_counts`. Of a conversation (`context`), what may not be kept is no news.
        """
        self.malformed += page.malformed
        statuses = {(status.reblog or status).uri: status.reblog or status for status in reversed(page.statuses)}
        current = [status for status in statuses.values() if not self._memory.is_deleted(status.id, page.asked_at)]
        self._memory.learn(KnownPost(status.id, status.uri) for status in current)
        return list(self._told(current, page.asked_at, with_counts=with_counts, context=context))

    def ours(self, page: Page) -> Page:
        """Of an account's page what is about the event, or was: of the rest nothing is kept, not even its id.

        Oldest first, because what goes on with a post of the event is one, too.
        """
        kept = [status for status in reversed(page.statuses) if self._is_ours(status, page.asked_at)]
        return replace(page, statuses=tuple(reversed(kept)))

    def remember(self, news: list[News]) -> None:
        """These have been committed."""
        for item in news:
            self._memory.told(item.posted.post.id, item.fingerprint, item.counts)
            self._memory.take(item.posted.post.id, has_words=not (item.posted.withheld or item.posted.context))
            if item.posted.context:
                self._memory.learn([KnownPost(item.posted.local_id, item.posted.post.id, context=True)])

    def _told(self, statuses: list[Status], at: datetime, *, with_counts: bool, context: bool) -> Iterator[News]:
        for status in statuses:
            current, counts = fingerprint(status), counts_of(status)
            is_counted = with_counts and self._place.speaks_for(status.uri)
            if not self._is_news(status.uri, current, counts if is_counted else None):
                continue
            try:
                posted = self._posted(status, at, context=context or self._memory.is_context(status.uri))
            except ValueError:
                self.malformed += 1
                continue
            if not (context and posted.withheld and not self._memory.knows(status.uri)):
                yield News(posted, status, current, counts)

    def _is_ours(self, status: Status, at: datetime) -> bool:
        if not is_own(status) or self._memory.has_told(status.uri):
            return is_own(status)
        try:
            post = self._post(status, at)
        except ValueError:
            return True  # it is counted where it is told
        is_ours = consent.is_tagged(self._event, post) or self._is_followed(status, post)
        if is_ours:
            self._memory.learn([KnownPost(status.id, status.uri)])
            self._memory.take(status.uri)
        return is_ours

    def _is_followed(self, status: Status, post: Post) -> bool:
        """Whether the post needs no hashtag: a followed account's, or a speaker's about the event, to everybody.

        What was taken for one stays one while its author does not change it, whoever is on the programme now.
        """
        if answers_others(status):
            return False
        if consent.is_by(self._event.accounts, post.author):
            return True
        if self._memory.is_ours(post.id) and not status.edited_at and self._place.has_read(post.author.handle):
            return True
        is_about = self._memory.is_ours(post.reply_to) or roster.is_about(self._event, post)
        return is_about and consent.is_by(self._event.roster.accounts, post.author)

    def _is_news(self, post: str, current: int, counts: int | None) -> bool:
        is_recounted = counts is not None and not self._memory.has_counts(post, counts)
        return is_recounted or self._memory.is_news(post, current)

    def _posted(self, status: Status, at: datetime, *, context: bool) -> Posted:
        post = self._post(status, at)
        return consent.posted(
            self._event,
            post,
            source=self._server,
            local_id=status.id,
            seen_at=at,
            restrictions=restrictions_of(status.account),
            withheld=withheld_of(status),
            followed=self._is_followed(status, post),
            context=context,
            original=bluesky_original(post.id),
            accounts=accounts_of(status.account),
        )

    def _post(self, status: Status, at: datetime) -> Post:
        return post_of(status, Seen(self.domain, at, self._place.since(status, at), self._memory.ids))
