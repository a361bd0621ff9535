"""When an organiser changes the policy, every post is ruled on anew."""

from collections.abc import AsyncGenerator, Sequence

from backchannel.curation.decide import ruled
from backchannel.model.event import Policy
from backchannel.model.record import Record, Register
from backchannel.services.batch import SWEEP
from backchannel.store.archive import Archive
from backchannel.store.changes import policy_writes, record_writes
from backchannel.store.commit import Part, Write
from backchannel.store.keys import Keys


async def ruling_again(archive: Archive, keys: Keys, policy: Policy) -> AsyncGenerator[Part]:
    """The atomic steps that rule on everything by this policy; none, if that is how it was ruled.

    The policy itself is written last, so that a crash begins the whole again.
    """
    if await archive.policy() == policy:
        return
    page: list[Record] = []
    seen: set[str] = set()  # a hash that is scanned while it changes may tell a record twice
    async for record in archive.all():
        if record.id in seen:
            continue
        seen.add(record.id)
        page.append(record)
        if len(page) == SWEEP:
            yield Part("", await _writes(archive, keys, policy, page))
            page.clear()
    yield Part("", [*await _writes(archive, keys, policy, page), *policy_writes(keys, policy)])


async def _writes(archive: Archive, keys: Keys, policy: Policy, records: Sequence[Record]) -> list[Write]:
    authors = sorted({record.author for record in records} - {""})
    found = zip(authors, await archive.registers(authors), strict=True)
    registers = {author: register for author, register in found if register is not None}
    writes: list[Write] = []
    for record in records:
        register = registers.get(record.author, Register(id=record.author))
        writes += record_writes(keys, record, ruled(record, register, policy))
    return writes
