"""A batch of entries, decided one after another against what is known, each seeing what those before it changed."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from backchannel.curation.copies import are_linked
from backchannel.curation.decide import blank, meet, subject
from backchannel.model.event import Policy
from backchannel.model.record import Record, Register
from backchannel.model.sighting import AttributeAll, AttributeAnswers, Decision, Entry, Gap, Posted
from backchannel.services.attributing import Attributor
from backchannel.services.attributing_again import Again
from backchannel.services.known import Known, claimed
from backchannel.services.leaving import leaving_writes, nameless_writes, speaking
from backchannel.services.link_batch import LinkBatch
from backchannel.services.schedule_batch import ScheduleBatch
from backchannel.services.settling import Settled, has_erased, settled, writes
from backchannel.store.archive import Archive
from backchannel.store.changes import audit_writes, gap_writes, register_writes
from backchannel.store.commit import Part, Write
from backchannel.store.keys import Keys

SWEEP = 500  # records of one author written in one atomic step


class Taken(NamedTuple):
    """An entry taken from the stream, with its id there."""

    id: str
    entry: Entry


class Standing(NamedTuple):
    """An author's register before and after; None for one never seen."""

    before: Register | None
    after: Register


class Met(NamedTuple):
    """What an entry changes by itself: a record, its author's register, and those of accounts found linked to it."""

    before: Record
    record: Record
    author: Standing
    linked: Sequence[Standing] = ()


class Step(NamedTuple):
    """A part to be, and the records that change in it."""

    id: str
    writes: Sequence[Write]
    changes: Sequence[Settled]


class Batch:
    """Decides entries, for one round trip of commits."""

    def __init__(self, archive: Archive, keys: Keys, policy: Policy, attributor: Attributor) -> None:
        self._archive = archive
        self._keys = keys
        self._policy = policy
        self._known = Known(archive)
        self._schedule = ScheduleBatch(archive, keys)
        self._attributor = attributor
        self._again = Again(archive, keys, attributor, self._known)
        self._links = LinkBatch(archive, keys)
        self.erased = False

    async def parts(self, taken: Sequence[Taken]) -> list[Part]:
        """The atomic steps for these entries, in order.

        Ends early after an entry that changes the standing of an author already known: all their posts are ruled on
        anew, which needs what came before to be committed. The caller takes the rest again.
        """
        entries = [item.entry for item in taken]
        await self._foresee(entries)
        await self._schedule.load(entries)
        await self._links.load(entries)
        steps: list[Step] = []
        for item in taken:
            if isinstance(item.entry, AttributeAll | AttributeAnswers):
                if steps and isinstance(item.entry, AttributeAll):
                    break  # a page of its own, so that a batch stays small
                steps.append(Step(item.id, await self._again.writes(item.entry), ()))
                continue
            met = await self._meet(item.entry)
            concerned = _concerned(met)
            if concerned and steps:
                break
            last = await self._settle(item.entry, met)
            left = [] if concerned else await leaving_writes(self._archive, self._keys, self._known, last)
            steps.append(Step(item.id, [*self._writes(item.entry, met, last), *left], last))
            if concerned:
                return [*await self._sweep(concerned, last), *await self._whole(steps)]
        return await self._whole(steps)

    async def _whole(self, steps: Sequence[Step]) -> list[Part]:
        """The steps with what has to be done next: asked for all of them at once, and rarely anything."""
        turned = await self._again.turned([change for step in steps for change in step.changes])
        return [
            Part(step.id, [*step.writes, *(write for _, after in step.changes for write in turned.get(after.id, ()))])
            for step in steps
        ]

    async def _foresee(self, entries: Sequence[Entry]) -> None:
        """Ask for what most of the entries will need, in few round trips."""
        subjects = [subject(entry) for entry in entries]
        records = await self._known.records({about.post for about in subjects} - {""})
        authors = {about.author for about in subjects} | {record.author for record in records.values()}
        await self._known.registers(authors - {""})
        told = {name for entry in entries if isinstance(entry, Posted) for name in _names(entry)}
        stored = {name for record in records.values() for name in claimed(record)}
        around = await self._known.near(told | stored)
        await self._known.records({post_id for record in around.values() for post_id in record.group})
        await self._foresee_threads(entries)

    async def _foresee_threads(self, entries: Sequence[Entry]) -> None:
        if not self._attributor.is_idle:
            posts = [entry.post for entry in entries if isinstance(entry, Posted)]
            await self._known.records({post.reply_to for post in posts if post.reply_to})

    async def _meet(self, entry: Entry) -> Met:
        about = subject(entry)
        before = (await self._known.records({about.post} - {""})).get(about.post, blank(about.post))
        registers = await self._known.registers({about.author, before.author} - {""})
        record, register = meet(entry, before, registers, self._policy)
        known = registers.get(register.id)
        met = Met(before, record, Standing(known, register))
        news = known is None or (known.names, known.accounts) != (register.names, register.accounts)
        return await self._link(met) if news and register.accounts else met

    async def _link(self, met: Met) -> Met:
        """With the accounts of which it is new that they and this one link to each other."""
        mine = met.author.after
        others = await self._known.registers(await self._known.named(mine.accounts))
        new = [
            other for other in others.values() if other.id not in {mine.id, *mine.linked} and are_linked(mine, other)
        ]
        linked = [Standing(other, _linked(other, [mine])) for other in new]
        return met._replace(author=met.author._replace(after=_linked(mine, new)), linked=linked)

    async def _settle(self, entry: Entry, met: Met) -> list[Settled]:
        """The entry's post with all its copies, ruled on."""
        self._known.settle(*(standing.after for standing in (met.author, *met.linked) if standing.after.id))
        if not met.record.id:
            return []
        self._known.put(met.record)
        ruled = await settled(self._known, [met.record.id], self._policy, stored={met.before.id: met.before})
        changes = await self._attributor.told(self._known, ruled)
        # Words that curate dropped on arrival stood in the stream's file, too.
        brought = isinstance(entry, Posted) and not entry.withheld
        dropped = any(after.id == met.record.id and after.post is None for _, after in changes)
        self.erased |= has_erased(changes) or (brought and dropped)
        return changes

    async def _sweep(self, authors: Sequence[str], done: Sequence[Settled]) -> list[Part]:
        """These authors' posts in steps. The registers and the entry's end come after, so that a crash repeats it all.

        They are read step by step, so that between two of them others have their turn: the lease must be kept.
        """
        ruled_on, spoken = {change.after.id for change in done}, speaking(done)
        parts: list[Part] = []
        for author in authors:
            posts = await self._archive.ever_by(author)
            for at in range(0, len(posts), SWEEP):
                rest = [post_id for post_id in posts[at : at + SWEEP] if post_id not in ruled_on]
                known = self._known.anew()
                changes = await self._attributor.told(known, await settled(known, rest, self._policy))
                ruled_on |= {change.after.id for change in changes}
                spoken |= speaking(changes)
                self.erased |= has_erased(changes)
                parts += await self._whole([Step("", writes(self._keys, changes), changes)])
        parts.append(Part("", await nameless_writes(self._archive, self._keys, set(authors) - spoken)))
        return [part for part in parts if part.writes]

    def _writes(self, entry: Entry, met: Met, changes: Sequence[Settled]) -> list[Write]:
        found = writes(self._keys, changes)
        for before, after in (met.author, *met.linked):
            if after.id:
                found += register_writes(self._keys, before or Register(id=""), after)
        if isinstance(entry, Gap):
            found += gap_writes(self._keys, entry)
        if isinstance(entry, Decision):
            found += audit_writes(self._keys, entry)
        return [*found, *self._schedule.writes(entry), *self._links.writes(entry, met.record)]


def _names(entry: Posted) -> set[str]:
    return {entry.post.id, entry.post.url, entry.original} - {""}


def _linked(register: Register, others: Sequence[Register]) -> Register:
    return replace(register, linked=tuple(sorted({*register.linked, *(other.id for other in others)})))


def _concerned(met: Met) -> list[str]:
    """The authors whose posts must all be ruled on anew: a known one's standing has changed, or accounts are linked."""
    before, after = met.author
    before = before or Register(id=after.id)
    if not met.linked and (met.author.before is None or _wishes(before) == _wishes(after)):
        return []
    shared = (before.opted_out, before.opted_in) != (after.opted_out, after.opted_in) or met.linked
    return [after.id, *after.linked] if shared else [after.id]


def _wishes(register: Register) -> Register:
    """The register without what concerns no ruling by itself."""
    return replace(register, names=(), accounts=(), linked=())
