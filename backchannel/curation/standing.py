"""An author's standing in an event: the join of everything any source said of them, in any order.

A restriction covers every post made until it was last seen standing, for good; posts made later follow the latest
word, which each of them brings along. Deletion and `#optout` absorb.
"""

from datetime import datetime

from msgspec.structs import replace

from backchannel.curation.consent import NO_UNAUTHENTICATED, OPT_OUT, PROFILE_TAGS
from backchannel.model.record import Register
from backchannel.model.sighting import AuthorChanged, Decision, Posted

AT_HOME = frozenset({"", "active"})
_PROFILE_REASONS = frozenset({*PROFILE_TAGS, NO_UNAUTHENTICATED})


def after_posted(register: Register, sighting: Posted) -> Register:
    """What a post tells of its author: the restrictions on their profile, and whether they opted out by it."""
    register = _restrict(register, sighting.restrictions, sighting.seen_at)
    return replace(register, opted_out=True) if OPT_OUT in sighting.withheld else register


def after_change(register: Register, change: AuthorChanged) -> Register:
    """What an account or profile event tells."""
    restrictions = change.restrictions or ()
    register = _restrict(register, restrictions, change.changed_at)
    if OPT_OUT in restrictions:
        register = replace(register, opted_out=True)
    if change.status == "deleted":
        return replace(register, deleted=True)
    if change.status and _is_later(change, register):
        return replace(register, status=change.status, status_at=change.changed_at)
    return register


def after_decision(register: Register, decision: Decision) -> Register:
    """What a human ordered about all posts of an author; the latest order holds, and forgetting absorbs."""
    if decision.verb == "forget-author":
        return replace(register, deleted=True)
    return replace(register, decision=latest(register.decision, decision))


def covering(register: Register, created_at: datetime) -> tuple[str, ...]:
    """The author's reasons that cover a post made then."""
    standing = [reason for reason, until in sorted(register.restricted.items()) if created_at <= until]
    return (*standing, OPT_OUT) if register.opted_out else tuple(standing)


def latest(known: Decision | None, new: Decision) -> Decision:
    """The later of two orders; equal times are settled by their words, so that any order of arrival agrees."""
    return new if known is None or _order(new) > _order(known) else known


def _order(decision: Decision) -> tuple[datetime, str, str]:
    return decision.at, decision.verb, decision.by


def _restrict(register: Register, reasons: tuple[str, ...], until: datetime) -> Register:
    ours = [reason for reason in reasons if reason in _PROFILE_REASONS]
    if not ours:
        return register
    later = {reason: max(until, register.restricted.get(reason, until)) for reason in ours}
    return replace(register, restricted={**register.restricted, **later})


def _is_later(change: AuthorChanged, register: Register) -> bool:
    if register.status_at is None:
        return True
    return (change.changed_at, change.status) > (register.status_at, register.status)
