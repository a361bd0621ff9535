"""What the archive keeps: a post with all that is known of it, and its author's standing in this event."""

from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.post import Copy, Post
from backchannel.model.sighting import Decision

State = Literal["shown", "held", "hidden", "withheld", "gone", "context"]


class Ruling(Struct, frozen=True, omit_defaults=True):
    """What curate concluded of a post, and why."""

    state: State
    reasons: tuple[str, ...] = ()


class Presence(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether one source still had the post when it last looked."""

    local_id: str
    at: datetime
    missing: bool = False


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that is known of one post. The only place where its words are kept.

    `post` is None where the words may not be kept (withheld, gone) or were never known; `author` and `created_at`
    stay. `version` and `from_source` say which sighting the words are from. A tombstone is a record with `deleted`.
    `context`: it is known for the conversation it is part of, and not the event's own. `own`: a version of it was.

    What its copies are known by outlives its words: `addresses` other than its id; `originals`, the names a bridge's
    copy gives its original; `words`, a mark of every version's words. What follows from them is kept with it: `group`,
    the ids of its copies; and, where it is the one that is displayed, the `copies` that are public, too, and `pinned`,
    since when the post is.

    `place` is the desk's word on which session it is about, `placed` the ids by the last such word on any of its
    copies. `sessions` are those that it is about, at most two, the surest first, with how sure that is (0 to 1) and
    why, in sentences that begin "The post".
    """

    id: str
    ruling: Ruling
    author: str = ""
    network: str = ""
    created_at: datetime | None = None
    version: str = ""
    from_source: str = ""
    seen_at: datetime | None = None
    post: Post | None = None
    withheld: tuple[str, ...] = ()
    presence: dict[str, Presence] = {}
    deleted: bool = False
    context: bool = False
    own: bool = False
    discoverable: bool = True
    addresses: tuple[str, ...] = ()
    originals: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    decision: Decision | None = None
    pin: Decision | None = None
    group: tuple[str, ...] = ()
    copies: tuple[Copy, ...] = ()
    pinned: datetime | None = None
    place: Decision | None = None
    placed: tuple[str, ...] | None = None
    sessions: tuple[str, ...] = ()
    session_score: float = 0.0
    session_why: tuple[str, ...] = ()


class Register(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of an author in this event: a join of everything any source said.

    `restricted` maps a reason to the latest time it was seen standing: it covers every post made until then.
    `opted_out` is when they last asked to be left out, `opted_in` when they asked to be shown again. `status` and
    `status_at` are the account's latest known state. `names` and `accounts` are marks (`text/marks.py`) of the author's
    own names, and of all accounts their profile linked to; `linked` are those authors known here who link back.
    """

    id: str
    restricted: dict[str, datetime] = {}
    opted_out: datetime | None = None
    opted_in: tuple[datetime, ...] = ()
    deleted: bool = False
    status: str = ""
    status_at: datetime | None = None
    decision: Decision | None = None
    names: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()


def whole(record: Record) -> Post | None:
    """The post with its public copies."""
    return replace(record.post, copies=record.copies) if record.post is not None else None
