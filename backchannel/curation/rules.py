"""From all that is known of a post and its author to one ruling, with every reason.

The rules run in order of weight: what is gone, what its author withheld, what is away, what a human hid, what is a
conversation's context, what a human showed, what is hidden by default. The first that speaks, decides.
"""

from backchannel.curation import standing, words
from backchannel.curation.merge import is_missing
from backchannel.model.event import Policy
from backchannel.model.record import Record, Register, Ruling
from backchannel.model.sighting import Decision
from backchannel.text.covers import cover

SHOWN = Ruling("shown")

# Labels of the networks' moderation that keep a post off the wall (`docs/sources.md`).
HIDING_LABELS = frozenset(
    {"!hide", "!takedown", "!suspend", "porn", "spam", "impersonation", "needs-review", "hidden-reply"}
)


def rule(record: Record, register: Register, policy: Policy) -> Ruling:
    """The ruling of this moment."""
    return (
        _gone(record, register)
        or _withheld(record, register)
        or _hidden(record, register)
        or _context(record)
        or _by_default(record, register, policy)
        or SHOWN
    )


def _gone(record: Record, register: Register) -> Ruling | None:
    if register.deleted:
        return Ruling("gone", ("account deleted",))
    return Ruling("gone", ("deleted",)) if record.deleted else None


def _withheld(record: Record, register: Register) -> Ruling | None:
    covering = standing.covering(register, record.created_at) if record.created_at else ()
    reasons = tuple(sorted({*covering, *record.withheld}))
    return Ruling("withheld", reasons) if reasons else None


def _hidden(record: Record, register: Register) -> Ruling | None:
    if record.post is None:
        return Ruling("hidden", ("unseen",))
    if is_missing(record):  # no source has it, but none of them is its origin: a server may have moderated it alone
        return Ruling("hidden", ("missing",))
    if register.status not in standing.AT_HOME:
        return Ruling("hidden", (f"author {register.status}",))
    order = _order(record, register)
    return Ruling("hidden", ("moderator",)) if order is not None and order.verb.startswith("hide") else None


def _context(record: Record) -> Ruling | None:
    return Ruling("context") if record.context else None


def _by_default(record: Record, register: Register, policy: Policy) -> Ruling | None:
    order = _order(record, register)
    if record.post is None or (order is not None and order.verb.startswith("show")):
        return None
    reasons = sorted(HIDING_LABELS.intersection(record.post.labels))
    if record.post.author.bot and policy.hide_bots:
        reasons.append("bot")
    if policy.hide_sensitive and cover(record.post):
        reasons.append("sensitive")
    if not words.is_in_language(record.post, policy.languages):
        reasons.append("language")
    if words.found(record.post, policy.words):
        reasons.append("word")
    return Ruling("hidden", tuple(reasons)) if reasons else None


def _order(record: Record, register: Register) -> Decision | None:
    orders = [order for order in (record.decision, register.decision) if order is not None]
    return max(orders, key=lambda order: (order.at, order.verb)) if orders else None
