"""What is known while a batch is decided: the store's answers, overlaid by what the batch itself has changed."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from backchannel.model.record import Record, Register
from backchannel.store.archive import Archive


class Known:
    """Records, registers, and the indexes by which copies find each other. The store is asked once for each."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._records: dict[str, Record | None] = {}
        self._registers: dict[str, Register | None] = {}
        self._stored: dict[str, set[str]] = {}  # a name to those near it, as they are stored
        self._answered: dict[str, bool] = {}  # a post to whether another answers it, as stored
        self._new_records: dict[str, Record] = {}
        self._new_registers: dict[str, Register] = {}
        self._new: defaultdict[str, set[str]] = defaultdict(set)  # a name to those near it since

    def anew(self) -> "Known":
        """The same changes over a store of which nothing else is remembered, for work too large to keep in mind."""
        fresh = Known(self._archive)
        fresh.put(*self._new_records.values())
        fresh.settle(*self._new_registers.values())
        return fresh

    def put(self, *records: Record) -> None:
        """The records from now on."""
        for record in records:
            self._records[record.id] = self._new_records[record.id] = record
            for name in claimed(record):
                self._new[name].add(record.id)
            if record.post is not None and record.post.reply_to:
                self._answered[record.post.reply_to] = True

    def settle(self, *registers: Register) -> None:
        """The registers from now on."""
        for register in registers:
            self._registers[register.id] = self._new_registers[register.id] = register

    async def records(self, ids: Collection[str]) -> dict[str, Record]:
        """What is known of these posts, by id; those never seen are left out."""
        missing = [post_id for post_id in ids if post_id not in self._records]
        if missing:
            self._records |= zip(missing, await self._archive.records(missing), strict=True)
        return {post_id: record for post_id in ids if (record := self._records[post_id]) is not None}

    async def registers(self, authors: Collection[str]) -> dict[str, Register]:
        """What is known of these authors and of the accounts linked to theirs, by id."""
        found = await self._registers_of(authors)
        linked = {other for register in found.values() for other in register.linked if other not in found}
        return found | await self._registers_of(linked) if linked else found

    async def near(self, wanted: Collection[str]) -> dict[str, Record]:
        """The posts which have one of these names, or claim to be copies of what has it.

        Of several copies it may be one only: the others are in its group.
        """
        missing = [name for name in wanted if name not in self._stored]
        if missing:
            holders, claimants = await self._archive.holders(missing), await self._archive.claimants(missing)
            for name, holder, claimant in zip(missing, holders, claimants, strict=True):
                self._stored[name] = {name, holder or name, claimant or name}
        around = {post_id for name in wanted for post_id in self._stored[name]}
        return await self.records(around.union(*(self._new[name] for name in wanted if name in self._new)))

    async def answered(self, posts: Collection[str]) -> set[str]:
        """Those of these posts that others answer."""
        missing = [post_id for post_id in posts if post_id not in self._answered]
        if missing:
            found = await self._archive.answers(missing, 1)
            self._answered |= {post_id: bool(ids) for post_id, ids in zip(missing, found, strict=True)}
        return {post_id for post_id in posts if self._answered[post_id]}

    async def made_between(self, author: str, since: datetime, until: datetime) -> set[str]:
        """Ids of an author's posts of that time."""
        stored = await self._archive.made_between(author, since, until)
        return {*stored, *(record.id for record in self._new_records.values() if record.author == author)}

    async def ever_by(self, author: str) -> list[str]:
        """Ids of all posts of an author, those that are gone too."""
        new = (record.id for record in self._new_records.values() if record.author == author)
        return list(dict.fromkeys([*await self._archive.ever_by(author), *new]))

    async def named(self, marks: Collection[str]) -> set[str]:
        """Ids of the authors whose own names have these marks."""
        new = (one.id for one in self._new_registers.values() if not set(marks).isdisjoint(one.names))
        return {*await self._archive.named(sorted(marks)), *new}

    async def _registers_of(self, authors: Collection[str]) -> dict[str, Register]:
        missing = [author for author in authors if author not in self._registers]
        if missing:
            self._registers |= zip(missing, await self._archive.registers(missing), strict=True)
        return {author: register for author in authors if (register := self._registers[author]) is not None}


def claimed(record: Record) -> set[str]:
    """Every name by which the post's copies may find it, and those it gives its original."""
    return {record.id, *record.addresses, *record.originals}
