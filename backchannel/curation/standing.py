"""An author's standing in an event: the join of everything any source said of them, in any order.

A restriction covers every post made until it was last seen standing, for good; posts made later follow the latest
word, which each of them brings along. Who opts out leaves with all they ever said; only what they say after they
opted in again is open. A deleted account absorbs.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from msgspec.structs import replace

from backchannel.curation.consent import UNTAGGED
from backchannel.curation.wishes import NO_UNAUTHENTICATED, OPT_IN, OPT_OUT, PROFILE_TAGS
from backchannel.model.event import Policy
from backchannel.model.record import Register
from backchannel.model.sighting import AuthorChanged, Decision, Posted

T = TypeVar("T", str, datetime)

MOST_NAMES = 100  # of one author, and accounts they ever linked to
MOST_RETURNS = 50
AT_HOME = frozenset({"", "active"})
_PROFILE_REASONS = frozenset({*PROFILE_TAGS, NO_UNAUTHENTICATED})


def after_posted(register: Register, sighting: Posted, policy: Policy) -> Register:
    """What a post tells of its author: the restrictions on their profile, who they are, and if they leave or return."""
    register = _restrict(register, sighting.restrictions, sighting.seen_at)
    register = _met(register, sighting.names, sighting.accounts)
    spoken = sighting.post.edited_at or sighting.post.created_at
    if OPT_OUT in sighting.withheld:
        return _left(register, spoken)
    if policy.opt_in in sighting.post.hashtags and not (sighting.context or UNTAGGED in sighting.withheld):
        return _returned(register, spoken)
    return register


def after_change(register: Register, change: AuthorChanged) -> Register:
    """What an account or profile event tells."""
    restrictions = change.restrictions or ()
    register = _restrict(register, restrictions, change.changed_at)
    register = _met(register, change.names, change.accounts)
    if OPT_OUT in restrictions:
        register = _left(register, change.changed_at)
    if OPT_IN in restrictions:
        register = _returned(register, change.changed_at)
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


def covering(register: Register, linked: Iterable[Register], created_at: datetime) -> tuple[str, ...]:
    """The reasons that cover a post its author made then: their own, and that they or a linked account opted out."""
    standing = [reason for reason, until in sorted(register.restricted.items()) if created_at <= until]
    out = any(_is_out(leaver, register, created_at) for leaver in (register, *linked))
    return (*standing, OPT_OUT) if out else tuple(standing)


def has_opted_in(register: Register, created_at: datetime) -> bool:
    """Whether the author had asked to be shown before they made a post then."""
    return any(said < created_at for said in register.opted_in)


def grown(known: tuple[T, ...], new: Iterable[T], *, most: int) -> tuple[T, ...]:
    """A set with what is new, in order; beyond the bound the least are kept, so that any order of arrival agrees."""
    together = {*known, *new}
    return known if len(together) == len(known) else tuple(sorted(together)[:most])


def latest(known: Decision | None, new: Decision) -> Decision:
    """The later of two orders; equal times are settled by their words, so that any order of arrival agrees."""
    return new if known is None or _order(new) > _order(known) else known


def _order(decision: Decision) -> tuple[datetime, str, str]:
    return decision.at, decision.verb, decision.by


def _is_out(leaver: Register, author: Register, at: datetime) -> bool:
    """Whether the author's post of that time is closed because the leaver, they or a linked account, opted out."""
    if leaver.opted_out is None:
        return False
    returns = (*leaver.opted_in, *author.opted_in)
    return not any(leaver.opted_out < said < at for said in returns)


def _left(register: Register, at: datetime) -> Register:
    return replace(register, opted_out=max(at, register.opted_out or at))


def _returned(register: Register, at: datetime) -> Register:
    return replace(register, opted_in=grown(register.opted_in, [at], most=MOST_RETURNS))


def _met(register: Register, names: Iterable[str], accounts: Iterable[str] | None) -> Register:
    return replace(
        register,
        names=grown(register.names, names, most=MOST_NAMES),
        accounts=grown(register.accounts, accounts or (), most=MOST_NAMES),
    )


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
