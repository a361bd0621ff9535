"""What the archive keeps: a post with all that is known of it, and its author's standing in this event."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from backchannel.model.post import Post
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
    `context`: it is known for the conversation it is part of, and is not the event's own.
    """

    id: str
    ruling: Ruling
    author: str = ""
    created_at: datetime | None = None
    version: str = ""
    from_source: str = ""
    seen_at: datetime | None = None
    post: Post | None = None
    withheld: tuple[str, ...] = ()
    presence: dict[str, Presence] = {}
    deleted: bool = False
    context: bool = False
    decision: Decision | None = None
    pin: Decision | None = None


class Register(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of an author in this event: a join of everything any source said.

    `restricted` maps a reason to the latest time it was seen standing: it covers every post made until then.
    `status` and `status_at` are the account's latest known state.
    """

    id: str
    restricted: dict[str, datetime] = {}
    opted_out: bool = False
    deleted: bool = False
    status: str = ""
    status_at: datetime | None = None
    decision: Decision | None = None
