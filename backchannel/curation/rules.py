"""From all that is known of a post's copies and their authors to the ruling on each, with every reason.

The rules run in order of weight: what is gone, what its author withheld, what is away, what a human hid, what is a
conversation's context, what a human showed, what is hidden by default. The first that speaks, decides. A person's wish
and a human's order about one copy hold for all; a bridge's copy has no standing but its original's; what a network
says of a copy is about that copy. Of those that are left, one is displayed.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from backchannel.curation import standing, words
from backchannel.curation.consent import UNTAGGED
from backchannel.curation.copies import is_copy_of, is_native
from backchannel.curation.merge import is_missing
from backchannel.curation.wishes import HIDING_LABELS, NOT_DISCOVERABLE, binding
from backchannel.model.event import Policy
from backchannel.model.post import Post
from backchannel.model.record import Record, Register, Ruling
from backchannel.model.sighting import Decision
from backchannel.text.covers import cover

SHOWN = Ruling("shown")
COPY = Ruling("hidden", ("copy",))

_NEVER = datetime.max.replace(tzinfo=UTC)


class Member(NamedTuple):
    """One of a post's copies, its author's standing, and that of the accounts linked to theirs."""

    record: Record
    register: Register
    linked: tuple[Register, ...] = ()


Group = Sequence[Member]


def rule(group: Group, policy: Policy) -> list[Ruling]:
    """The ruling of this moment on each of a post's copies: at most one is shown."""
    rulings = [
        _gone(member, group)
        or _withheld(member, group, policy)
        or _hidden(member, group)
        or _context(member.record)
        or _by_default(group, policy)
        or SHOWN
        for member in group
    ]
    shown = [member.record for member, ruling in zip(group, rulings, strict=True) if ruling == SHOWN]
    displayed = min(shown, key=_displays, default=None)
    return [
        COPY if ruling == SHOWN and member.record is not displayed else ruling
        for member, ruling in zip(group, rulings, strict=True)
    ]


def _displays(record: Record) -> tuple[bool, datetime, datetime, str]:
    """Of those that may be shown, the native and earliest is. Tools that cross-post copy the time of creation along.

    So of two that say they were made at once, the one that its network received later is the copy.
    """
    made = record.created_at or _NEVER
    received = record.post.received_at if record.post else None
    return not is_native(record), made, received or made, record.id


def _originals(member: Member, group: Group) -> list[Member]:
    """The ones this is a bridge's copy of."""
    if is_native(member.record):
        return []
    return [other for other in group if other is not member and is_copy_of(member.record, other.record)]


def _gone(member: Member, group: Group) -> Ruling | None:
    for record, register, _ in (member, *_originals(member, group)):
        if register.deleted:
            return Ruling("gone", ("account deleted",))
        if record.deleted:
            return Ruling("gone", ("deleted",))
    return None


def _withheld(member: Member, group: Group, policy: Policy) -> Ruling | None:
    reasons = set(_own_reasons(member, policy))
    if member.record.context and member.record.own:  # its author took the hashtag out
        reasons.add(UNTAGGED)
    originals = _originals(member, group)
    for other in group if len(group) > 1 else ():
        bound = {"every copy"}
        bound |= {"its network"} if other.record.network == member.record.network else set()
        bound |= {"bridged copies"} if other in originals else set()
        reasons |= {reason for reason in _own_reasons(other, policy) if binding(reason) in bound}
    return Ruling("withheld", tuple(sorted(reasons))) if reasons else None


def _own_reasons(member: Member, policy: Policy) -> Iterable[str]:
    record, register, linked = member
    if record.created_at is None:
        return record.withheld
    covering = standing.covering(register, linked, record.created_at)
    strict = policy.strict and not record.discoverable and not standing.has_opted_in(register, record.created_at)
    return (*covering, *record.withheld, NOT_DISCOVERABLE) if strict else (*covering, *record.withheld)


def _hidden(member: Member, group: Group) -> Ruling | None:
    if member.record.post is None:
        return Ruling("hidden", ("unseen",))
    for record, register, _ in (member, *_originals(member, group)):
        if is_missing(record):  # no source has it, but none is its origin: a server may have moderated it alone
            return Ruling("hidden", ("missing",))
        if register.status not in standing.AT_HOME:
            return Ruling("hidden", (f"author {register.status}",))
    order = _order(group)
    return Ruling("hidden", ("moderator",)) if order is not None and order.verb.startswith("hide") else None


def _context(record: Record) -> Ruling | None:
    return Ruling("context") if record.context else None


def _by_default(group: Group, policy: Policy) -> Ruling | None:
    order = _order(group)
    if order is not None and order.verb.startswith("show"):
        return None
    posts = [member.record.post for member in group if member.record.post is not None]
    reasons = sorted({reason for post in posts for reason in _unwelcome(post, policy)})
    return Ruling("hidden", tuple(reasons)) if reasons else None


def _unwelcome(post: Post, policy: Policy) -> Iterable[str]:
    yield from HIDING_LABELS.intersection(post.labels)
    if post.author.bot and policy.hide_bots:
        yield "bot"
    if policy.hide_sensitive and cover(post):
        yield "sensitive"
    if not words.is_in_language(post, policy.languages):
        yield "language"
    if words.found(post, policy.words):
        yield "word"


def _order(group: Group) -> Decision | None:
    """The latest of all orders about the copies and their authors."""
    decisions = (decision for record, register, _ in group for decision in (record.decision, register.decision))
    orders = [decision for decision in decisions if decision is not None]
    return max(orders, key=lambda order: (order.at, order.verb)) if orders else None
