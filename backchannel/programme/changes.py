"""What became of each session between two programmes. A session is known by its id, wherever and whenever it is."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from backchannel.model.programme import Programme, Session

What = Literal["added", "moved", "renamed", "cancelled", "restored", "removed", "changed"]


class Change(NamedTuple):
    """What became of a session; `before` or `after` is None where it was not there."""

    what: What
    before: Session | None
    after: Session | None


def changes(old: Programme | None, new: Programme) -> tuple[Change, ...]:
    """Everything that became of any session, in the new order, the removed last. One may change in several ways."""
    before = {session.id: session for session in old.sessions} if old else {}
    after = {session.id for session in new.sessions}
    found = [change for session in new.sessions for change in _became(before.get(session.id), session)]
    removed = [Change("removed", session, None) for session in before.values() if session.id not in after]
    return (*found, *removed)


def _became(before: Session | None, after: Session) -> Iterator[Change]:
    if before is None:
        yield Change("added", None, after)
        return
    if before == after:
        return
    told = list(_ways(before, after)) or ["changed"]
    yield from (Change(what, before, after) for what in told)


def _ways(before: Session, after: Session) -> Iterator[What]:
    if before.cancelled != after.cancelled:
        yield "cancelled" if after.cancelled else "restored"
    if (before.starts, before.ends, before.room) != (after.starts, after.ends, after.room):
        yield "moved"
    if before.talk.title != after.talk.title:
        yield "renamed"
