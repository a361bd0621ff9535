"""One post's record: the join of every sighting of it, in any order and any number."""

from datetime import datetime
from urllib.parse import urlsplit

from msgspec.structs import replace

from backchannel.curation.standing import grown, latest
from backchannel.model.codec import encode
from backchannel.model.post import Post
from backchannel.model.record import Presence, Record, Ruling
from backchannel.model.sighting import Decision, Deleted, Posted

MOST = 32  # addresses, claims or marks of one post
UNRULED = Ruling("hidden", ("unseen",))


def after_posted(record: Record, sighting: Posted) -> Record:
    """The record once this sighting is known: its words if they are the newest, and where it was seen."""
    post = sighting.post
    there = Presence(local_id=sighting.local_id, at=sighting.seen_at)
    record = replace(
        _present(record, sighting.source, there),
        author=record.author or post.author.id,
        created_at=min(record.created_at or post.created_at, post.created_at),  # clocks differ; the earliest holds
        network=record.network or post.network,
        own=record.own or not sighting.context,
        addresses=grown(record.addresses, _addresses(post), most=MOST),
        originals=grown(record.originals, {sighting.original} - {"", post.id}, most=MOST),
        words=grown(record.words, {sighting.words} - {""}, most=MOST),
    )
    if record.deleted or sighting.bare or not _is_newer(sighting, record):
        return record
    return replace(
        record,
        author=post.author.id,
        version=post.version,
        from_source=sighting.source,
        seen_at=sighting.seen_at,
        withheld=sighting.withheld,
        context=sighting.context,
        discoverable=post.author.discoverable,
        post=post,
    )


def after_deleted(record: Record, sighting: Deleted) -> Record:
    """The record once a source has lost the post: a tombstone if that is final."""
    if sighting.final:
        return replace(record, deleted=True)
    known = record.presence.get(sighting.source)
    gone = Presence(local_id=known.local_id if known else "", at=sighting.seen_at, missing=True)
    return _present(record, sighting.source, gone)


def after_decision(record: Record, decision: Decision) -> Record:
    """The record with a human's order; hiding, pinning and placing are settled apart, the latest of each holds."""
    if decision.verb == "place":
        return replace(record, place=latest(record.place, decision))
    if decision.verb in {"pin", "unpin"}:
        return replace(record, pin=latest(record.pin, decision))
    return replace(record, decision=latest(record.decision, decision))


def tombstone(record: Record) -> Record:
    """What remains of the deleted: that it was, so that it can't come back, and what its copies know it by."""
    return Record(
        id=record.id,
        author=record.author,
        network=record.network,
        created_at=record.created_at,
        ruling=record.ruling,
        deleted=True,
        addresses=record.addresses,
        originals=record.originals,
        words=record.words,
        decision=record.decision,
        pin=record.pin,
        place=record.place,
        group=record.group,
    )


def is_missing(record: Record) -> bool:
    """Whether every source that had the post has lost it."""
    return bool(record.presence) and all(there.missing for there in record.presence.values())


def _addresses(post: Post) -> set[str]:
    """Other names of the post: its page, if on its own server, and the copies that an archive file tells of."""
    own = post.id.startswith("at://") or post.url.split("/", 3)[:3] == post.id.split("/", 3)[:3]
    return {copy.id for copy in post.copies} | ({post.url} - {"", post.id} if own else set())


def _present(record: Record, source: str, there: Presence) -> Record:
    known = record.presence.get(source)
    if known is not None and (known.at, known.missing, known.local_id) >= (there.at, there.missing, there.local_id):
        return record
    if there.missing and known is not None:
        there = replace(there, local_id=known.local_id)
    return replace(record, presence={**record.presence, source: there})


def _is_newer(sighting: Posted, record: Record) -> bool:
    """Whether the sighting's words replace the record's: later version, else the origin's own, else seen later."""
    if sighting.post.version != record.version:
        return sighting.post.version > record.version
    new = _rank(record.id, sighting.source, sighting.seen_at)
    known = _rank(record.id, record.from_source, record.seen_at)
    if new != known:
        return new > known
    if sighting.withheld != record.withheld:  # nothing tells which is newer: the one that keeps words back holds
        return sighting.withheld > record.withheld
    if sighting.context != record.context:
        return record.context
    return record.post is not None and encode(sighting.post) > encode(record.post)


def _rank(post_id: str, source: str, seen_at: datetime | None) -> tuple[bool, float]:
    return urlsplit(post_id).hostname == source, seen_at.timestamp() if seen_at else 0.0
