"""What the public sees of a change: the verbs for the wall."""

from msgspec.structs import replace

from backchannel.model.post import Counts, Post
from backchannel.model.record import Record


def verbs(before: Record, after: Record) -> list[str]:
    """The wall's verbs for a record that changed: put, drop, pin, unpin; none where nobody would see a difference."""
    told: list[str] = []
    if is_shown(after) and public(before) != public(after):
        told.append("put")
    if is_shown(before) and not is_shown(after):
        told.append("drop")
    if is_pinned(before) != is_pinned(after):
        told.append("pin" if is_pinned(after) else "unpin")
    return told


def public(record: Record) -> Post | None:
    """The post as anybody may see it: without counts and times of receipt, which differ from source to source."""
    if not is_shown(record) or record.post is None:
        return None
    copies = tuple(replace(copy, version="", counts=Counts()) for copy in record.copies)
    return replace(record.post, counts=Counts(), received_at=None, backfilled=False, copies=copies)


def is_shown(record: Record) -> bool:
    """Whether the public may read it."""
    return record.ruling.state == "shown"


def is_pinned(record: Record) -> bool:
    """Whether it stands pinned on the wall: ordered so, and shown."""
    return is_shown(record) and record.pinned is not None
