"""Rules on posts together with all their copies, and writes what became different."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from backchannel.curation.decide import ruled
from backchannel.curation.effects import is_shown
from backchannel.model.event import Policy
from backchannel.model.record import Record
from backchannel.services.known import Known
from backchannel.services.neighbours import neighbourhood
from backchannel.store.changes import record_writes
from backchannel.store.commit import Write
from backchannel.store.keys import Keys


class Settled(NamedTuple):
    """A record before and after it was ruled on."""

    before: Record
    after: Record


async def settled(
    known: Known, posts: Iterable[str], policy: Policy, *, stored: Mapping[str, Record] | None = None
) -> list[Settled]:
    """These posts and their whole neighbourhood, ruled on; what is known changes with them.

    `stored` are the records that are known otherwise by now than the store has them.
    """
    around = await neighbourhood(known, posts)
    registers = await known.registers({record.author for record in around} - {""})
    after = ruled(around, registers, policy)
    before = {record.id: record for record in around} | dict(stored or {})
    known.put(*(record for record in after if record != before[record.id]))
    return [Settled(before[record.id], record) for record in after]


def writes(keys: Keys, changes: Iterable[Settled]) -> list[Write]:
    """What to write for them; what leaves the wall does so first, so that nothing stands there twice."""
    in_order = sorted(changes, key=lambda change: not _leaves(change))
    return list(chain.from_iterable(record_writes(keys, *change) for change in in_order))


def has_erased(changes: Sequence[Settled]) -> bool:
    """Whether words went."""
    return any(before.post is not None and after.post is None for before, after in changes)


def _leaves(change: Settled) -> bool:
    return is_shown(change.before) and not is_shown(change.after)
