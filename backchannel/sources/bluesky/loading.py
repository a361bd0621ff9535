"""An event as the last process left it: what it was given, whom it follows, and what it still has to learn."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from backchannel.model.event import Event
from backchannel.sources.bluesky.followed import SOURCE, Followed, Past
from backchannel.sources.bluesky.mark import from_local_id
from backchannel.sources.bluesky.policy import Policy
from backchannel.sources.bluesky.position import Bookmark, stored
from backchannel.sources.bluesky.times import from_microseconds
from backchannel.sources.source import Outbox


async def load(outbox: Outbox, policy: Policy, now: datetime) -> Followed:
    """An event as it was left: what its outbox has been given so far, and what it still has to learn."""
    followed = Followed(outbox, heard=await outbox.heard_until(SOURCE), answers=policy.answers)
    followed.marks = {known.id: from_local_id(known.local_id) for known in await outbox.known(SOURCE)}
    followed.authors = await outbox.known_authors(SOURCE)
    cursor = await outbox.cursor(SOURCE)
    bookmark = stored(cursor) if cursor else None
    _find_again(followed, bookmark)
    followed.past = _past(outbox.event, bookmark, now) if policy.past else None
    return followed


def _find_again(followed: Followed, bookmark: Bookmark | None) -> None:
    """Follow those whose handles are known; the past is unread of whom no process followed, or read, before."""
    named = followed.resolved.keys() - (bookmark.accounts.keys() if bookmark else set())
    followed.find(bookmark.accounts if bookmark else {})
    owed = named.union(bookmark.unread if bookmark else ())
    followed.unread = owed & (followed.accounts | followed.speakers)


def _past(event: Event, bookmark: Bookmark | None, now: datetime) -> Past | None:
    """What happened from the event's first day on before it listened; older cursors do not tell for what it did."""
    since = datetime.combine(event.starts, time(), ZoneInfo(event.timezone)).astimezone(UTC)
    if bookmark is None:
        return Past(event.hashtags, since, now) if since < now else None
    heard = set(bookmark.hashtags or event.hashtags).difference(bookmark.owed)
    missing = tuple(tag for tag in event.hashtags if tag not in heard)
    until = now if set(missing).difference(bookmark.owed) else from_microseconds(bookmark.owed_until_us)
    return Past(missing, since, until) if missing and since < until else None
