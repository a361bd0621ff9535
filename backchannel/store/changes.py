"""From a record before and after to the writes that keep every index true to it."""

from collections.abc import Iterable
from datetime import datetime

from backchannel.curation import effects
from backchannel.curation.consent import UNAVAILABLE, UNTAGGED
from backchannel.curation.decide import blank
from backchannel.curation.wishes import NOT_DISCOVERABLE
from backchannel.model.codec import encode
from backchannel.model.event import Policy
from backchannel.model.post import Author, urls
from backchannel.model.record import Record, Register
from backchannel.model.sighting import AttributeAll, Decision, Entry, Gap, LinkSeen, ProgrammeChanged, Shifted
from backchannel.store.commit import Write
from backchannel.store.keys import Keys, link_field

WALL_LENGTH = 20_000  # entries kept for screens that come back; for those away longer there is a snapshot
AUDIT_LENGTH = 100_000
PARKED_LENGTH = 1_000

_OF_POST_ALONE = frozenset({UNTAGGED, UNAVAILABLE})
_MAY_RETURN = _OF_POST_ALONE | {NOT_DISCOVERABLE}


def record_writes(keys: Keys, before: Record, after: Record) -> list[Write]:
    """What to write when a post's record changes from `before` to `after`."""
    if before == after:
        return []
    return [
        *_shown(keys, before, after),
        *_about(keys, before, after),
        *_replies(keys, before, after),
        *_pinned(keys, before, after),
        *_addresses(keys, before, after),
        *_context(keys, before, after),
        *_of_author(keys, before, after),
        *_known(keys, before, after),
        *_counted(keys, before, after),
        *_unlinked(keys, before, after),
        *(_wall(keys, verb, after.id) for verb in effects.verbs(before, after)),
        # Last: after a script that failed half-way, the record that is still the old one has all of this done again.
        Write("HSET", keys.posts, (after.id, encode(after))),
    ]


def register_writes(keys: Keys, before: Register, after: Register) -> list[Write]:
    """What to write when an author's register changes."""
    if before == after:
        return []
    named = [Write("ZADD", keys.names, (0, f"{name} {after.id}")) for name in after.names if name not in before.names]
    return [*named, Write("HSET", keys.authors, (after.id, encode(after)))]


def link_writes(keys: Keys, before: LinkSeen | None, after: LinkSeen) -> list[Write]:
    """What a link of a post leads to."""
    return [] if before == after else [Write("HSET", keys.links, (link_field(after.post, after.url), encode(after)))]


def policy_writes(keys: Keys, policy: Policy) -> list[Write]:
    """The policy that all rulings have been made by from now on."""
    return [Write("SET", keys.policy, (encode(policy),))]


def basis_writes(keys: Keys, basis: bytes, *, is_idle: bool) -> list[Write]:
    """What posts are attributed by from now on, and the entry that makes it so for all there are, if that does any."""
    stored = Write("SET", keys.basis, (basis,))
    return [stored] if is_idle else [stored, *follow_writes(keys, AttributeAll(schedule=""))]


def gap_writes(keys: Keys, gap: Gap) -> list[Write]:
    """A gap in what a source heard, and the word to the wall that coverage has changed."""
    field = f"{gap.source} {gap.start.isoformat()}"
    return [Write("HSET", keys.gaps, (field, encode(gap))), _wall(keys, "coverage", "")]


def programme_writes(keys: Keys, before: ProgrammeChanged | None, after: ProgrammeChanged) -> list[Write]:
    """The programme that holds, and the word to the wall if it says something else than before."""
    if before == after:
        return []
    says_the_same = before is not None and before.programme.version == after.programme.version
    told = [] if says_the_same else [_wall(keys, "programme", "")]
    return [Write("SET", keys.programme, (encode(after),)), *told]


def shift_writes(keys: Keys, before: Shifted | None, after: Shifted) -> list[Write]:
    """The word on a room that holds, and the word to the wall that the programme runs otherwise."""
    if before == after:
        return []
    return [Write("HSET", keys.shifts, (after.shift.room, encode(after))), _wall(keys, "programme", "")]


def audit_writes(keys: Keys, decision: Decision | Shifted) -> list[Write]:
    """A human's decision, for the audit."""
    return [Write("XADD", keys.audit, ("MAXLEN", "~", AUDIT_LENGTH, "*", "decision", encode(decision)))]


def follow_writes(keys: Keys, entry: Entry) -> list[Write]:
    """What curate has to do next, and does in turn with all the rest."""
    return [Write("XADD", keys.ingest, ("*", "entry", encode(entry)))]


def park_writes(keys: Keys, raw: bytes, why: str) -> list[Write]:
    """An entry that can't be curated, kept aside with the reason."""
    return [Write("XADD", keys.parked, ("MAXLEN", PARKED_LENGTH, "*", "entry", raw, "why", why))]


def handle_writes(keys: Keys, names: Iterable[tuple[str, str]]) -> list[Write]:
    """These names are no longer those of these authors, unless they are somebody else's by now."""
    return [Write("HDELOF", keys.handles, (name, author)) for name, author in names]


def found_by(author: Author) -> frozenset[str]:
    """What people may call an author: their handle, and their profile's address, in small letters."""
    return frozenset({author.handle.lower(), author.url.lower().rstrip("/")} - {""})


def is_about_author(record: Record) -> bool:
    """Whether its words went because of who wrote it, not because of what became of this post alone."""
    reasons = set(record.ruling.reasons)
    return "account deleted" in reasons or (record.ruling.state == "withheld" and not reasons <= _OF_POST_ALONE)


def may_change(record: Record) -> bool:
    """Whether a source should still look after this post: it is neither gone nor withheld for good."""
    if record.ruling.state == "gone" or not record.author:
        return False
    return record.ruling.state != "withheld" or _MAY_RETURN.issuperset(record.ruling.reasons)


def _wall(keys: Keys, verb: str, post_id: str) -> Write:
    return Write("XADD", keys.wall, ("MAXLEN", "~", WALL_LENGTH, "*", "verb", verb, "id", post_id))


def _shown(keys: Keys, before: Record, after: Record) -> Iterable[Write]:
    if effects.is_shown(after) and after.created_at and (before.created_at != after.created_at or not _was(before)):
        yield Write("ZADD", keys.shown, (after.created_at.timestamp(), after.id))
    if effects.is_shown(after) and not _was(before):
        yield Write("ZINCRBY", keys.people, (1, after.author))
    if _was(before) and not effects.is_shown(after):
        yield Write("ZREM", keys.shown, (after.id,))
        yield Write("ZINCRBY", keys.people, (-1, before.author))


def _about(keys: Keys, before: Record, after: Record) -> Iterable[Write]:
    old, new = _sessions(before), _sessions(after)
    score = after.created_at.timestamp() if after.created_at else 0.0
    for session in sorted(old.keys() - new.keys()):
        yield Write("ZREM", keys.about(session), (after.id,))
    for session in sorted(session for session, at in new.items() if old.get(session) != at):
        yield Write("ZADD", keys.about(session), (score, after.id))


def _sessions(record: Record) -> dict[str, datetime | None]:
    return dict.fromkeys(record.sessions, record.created_at) if effects.is_shown(record) else {}


def _was(before: Record) -> bool:
    return effects.is_shown(before)


def _replies(keys: Keys, before: Record, after: Record) -> Iterable[Write]:
    for key, is_public in ((keys.replies, True), (keys.answers, False)):
        old, new = _reply(before, is_public=is_public), _reply(after, is_public=is_public)
        if old and old != new:
            yield Write("ZREM", key, (old,))
        if new and old != new:
            yield Write("ZADD", key, (0, new))


def _reply(record: Record, *, is_public: bool) -> str:
    """The post it answers and its own id; empty where it is no such reply."""
    post = record.post
    is_one = post is not None and post.reply_to and effects.is_shown(record) == is_public
    return f"{post.reply_to} {post.id}" if post is not None and is_one else ""


def _pinned(keys: Keys, before: Record, after: Record) -> Iterable[Write]:
    stood = effects.is_pinned(before) and before.pinned == after.pinned
    if effects.is_pinned(after) and after.pinned is not None and not stood:
        yield Write("ZADD", keys.pins, (after.pinned.timestamp(), after.id))
    if effects.is_pinned(before) and not effects.is_pinned(after):
        yield Write("ZREM", keys.pins, (after.id,))


def _addresses(keys: Keys, before: Record, after: Record) -> Iterable[Write]:
    for address in after.addresses:
        if address not in before.addresses:
            yield Write("HSET", keys.urls, (address, after.id))
    for original in after.originals:
        if original not in before.originals:
            yield Write("HSET", keys.claims, (original, after.id))
    if after.post and (before.post is None or before.post.author != after.post.author):
        for name in sorted(found_by(after.post.author)):
            yield Write("HSET", keys.handles, (name, after.author))


def _context(keys: Keys, before: Record, after: Record) -> Iterable[Write]:
    if after.context != before.context:
        yield Write("SADD" if after.context else "SREM", keys.context, (after.id,))


def _of_author(keys: Keys, before: Record, after: Record) -> Iterable[Write]:
    if before.author and before.author != after.author:
        yield Write("ZREM", keys.by(before.author), (after.id,))
    if after.author and after.created_at and (before.author, before.created_at) != (after.author, after.created_at):
        yield Write("ZADD", keys.by(after.author), (after.created_at.timestamp(), after.id))


def _known(keys: Keys, before: Record, after: Record) -> Iterable[Write]:
    old = _places(before) if may_change(before) else {}
    new = _places(after) if may_change(after) else {}
    score = after.created_at.timestamp() if after.created_at else 0.0
    for source in sorted(old.keys() | new.keys()):
        if source in old and old[source] != new.get(source):
            yield Write("ZREM", keys.known(source), (old[source],))
        if source in new and old.get(source) != new[source]:
            yield Write("ZADD", keys.known(source), (score, new[source]))
    for source in sorted(after.presence.keys() - before.presence.keys()):
        yield Write("SADD", keys.known_authors(source), (after.author,))


def _unlinked(keys: Keys, before: Record, after: Record) -> Iterable[Write]:
    """What was found at the links of words that are gone goes with them; what other posts' were found to be stays."""
    gone = set(urls(before.post)).difference(urls(after.post))
    if gone:
        yield Write("HDEL", keys.links, tuple(link_field(after.id, url) for url in sorted(gone)))


def _counted(keys: Keys, before: Record, after: Record) -> Iterable[Write]:
    old = frozenset[str]() if before == blank(before.id) else _ruled(before)
    new = _ruled(after)
    for name, step in (*((name, -1) for name in sorted(old - new)), *((name, 1) for name in sorted(new - old))):
        yield Write("HINCRBY", keys.rulings, (name, step))


def _ruled(record: Record) -> frozenset[str]:
    """The ruling's state with each of its reasons, or alone where it has none."""
    return frozenset(f"{record.ruling.state} {reason}" for reason in record.ruling.reasons or ("",))


def _places(record: Record) -> dict[str, str]:
    return {source: f"{there.local_id} {record.id}" for source, there in record.presence.items()}
