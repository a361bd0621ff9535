"""A batch of entries, decided one after another against what is known, each seeing what those before it changed."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from backchannel.curation.decide import Outcome, Subject, all_ruled, blank, decide, subject
from backchannel.model.event import Policy
from backchannel.model.record import Record, Register
from backchannel.model.sighting import Decision, Entry, Gap, Posted
from backchannel.services.schedule_batch import ScheduleBatch
from backchannel.store.archive import Archive
from backchannel.store.changes import audit_writes, gap_writes, record_writes, register_writes
from backchannel.store.commit import Part, Write
from backchannel.store.keys import Keys

SWEEP = 500  # records of one author written in one atomic step


class Taken(NamedTuple):
    """An entry taken from the stream, with its id there."""

    id: str
    entry: Entry


class Batch:
    """What is known while a batch is decided: the store's answers, overlaid by what the batch itself changed."""

    def __init__(self, archive: Archive, keys: Keys, policy: Policy) -> None:
        self._archive = archive
        self._keys = keys
        self._policy = policy
        self._records: dict[str, Record] = {}
        self._registers: dict[str, Register] = {}
        self._schedule = ScheduleBatch(archive, keys)
        self.erased = False

    async def parts(self, taken: Sequence[Taken]) -> list[Part]:
        """The atomic steps for these entries, in order.

        Ends early after an entry that changes the standing of an author already known: all their posts are ruled on
        anew, which needs what came before to be committed. The caller takes the rest again.
        """
        subjects = [subject(item.entry) for item in taken]
        await self._load(subjects)
        await self._schedule.load([item.entry for item in taken])
        parts: list[Part] = []
        for item, about in zip(taken, subjects, strict=True):
            before, outcome = self._decide(item.entry, about)
            if self._changes_standing(outcome.register):
                return parts or await self._sweep(item, before, outcome)
            parts.append(Part(item.id, self._writes(item.entry, before, outcome)))
            self._remember(outcome)
        return parts

    async def _load(self, subjects: Sequence[Subject]) -> None:
        posts = sorted({about.post for about in subjects if about.post})
        found = await self._archive.records(posts)
        self._records = {post: record or blank(post) for post, record in zip(posts, found, strict=True)}
        named = {about.author for about in subjects} | {record.author for record in self._records.values()}
        authors = sorted(named - {""})
        registers = await self._archive.registers(authors)
        self._registers = {
            author: register for author, register in zip(authors, registers, strict=True) if register is not None
        }

    def _decide(self, entry: Entry, about: Subject) -> tuple[Record, Outcome]:
        record = self._records.get(about.post, blank(about.post))
        return record, decide(entry, record, self._registers, self._policy)

    def _changes_standing(self, register: Register) -> bool:
        known = self._registers.get(register.id)
        return known is not None and known != register

    def _writes(self, entry: Entry, before: Record, outcome: Outcome) -> list[Write]:
        known = self._registers.get(outcome.register.id)
        writes = record_writes(self._keys, before, outcome.record) if outcome.record.id else []
        if outcome.register.id and known is None:
            writes += register_writes(self._keys, Register(id=""), outcome.register)
        if isinstance(entry, Gap):
            writes += gap_writes(self._keys, entry)
        if isinstance(entry, Decision):
            writes += audit_writes(self._keys, entry)
        writes += self._schedule.writes(entry)
        # Words that curate dropped on arrival stood in the stream's file, too.
        brought = isinstance(entry, Posted) and not entry.withheld
        self.erased |= outcome.record.post is None and (brought or before.post is not None)
        return writes

    def _remember(self, outcome: Outcome) -> None:
        self._records[outcome.record.id] = outcome.record
        self._registers[outcome.register.id] = outcome.register

    async def _sweep(self, item: Taken, before: Record, outcome: Outcome) -> list[Part]:
        """The author's posts in steps; the register and the entry's end come last, so that a crash repeats it all."""
        others = [post for post in await self._archive.posts_of(outcome.register.id) if post != outcome.record.id]
        # Read step by step, so that between two of them others have their turn: the lease must be kept meanwhile.
        steps = [await self._anew(others[at : at + SWEEP], outcome.register) for at in range(0, len(others), SWEEP)]
        last = self._writes(item.entry, before, outcome)
        last += register_writes(self._keys, self._registers[outcome.register.id], outcome.register)
        return [*(Part("", step) for step in steps if step), Part(item.id, last)]

    async def _anew(self, posts: Sequence[str], register: Register) -> list[Write]:
        """What to write when some posts of an author are ruled on anew."""
        known = {record.id: record for record in await self._archive.records(posts) if record is not None}
        changed = all_ruled(known.values(), register, self._policy)
        self.erased |= any(known[record.id].post is not None and record.post is None for record in changed)
        return list(chain.from_iterable(record_writes(self._keys, known[record.id], record) for record in changed))
