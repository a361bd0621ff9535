"""A post's neighbourhood: all that may be one with it, found step by step in bounded indexes.

It is closed: whoever is outside has no evidence in common with anybody inside. So ruling on it by itself comes to the
same as ruling on everything at once (`curation/copies.py`).
"""

from collections.abc import Collection, Iterable

from backchannel.curation.copies import WINDOW, is_native, may_pair
from backchannel.model.record import Record
from backchannel.services.known import Known, claimed


async def neighbourhood(known: Known, posts: Iterable[str]) -> list[Record]:
    """These posts, all that were one with them, and all that may be."""
    found: dict[str, Record] = {}
    frontier = await known.records(set(posts))
    while frontier:
        found |= frontier
        around = await known.records({post_id for record in frontier.values() for post_id in record.group})
        around |= await known.near({name for record in frontier.values() for name in claimed(record)})
        around |= await _pairs(known, frontier.values())
        frontier = {post_id: record for post_id, record in around.items() if post_id not in found}
    return list(found.values())


async def _pairs(known: Known, records: Collection[Record]) -> dict[str, Record]:
    """Posts that could be cross-posts of these: the same words, by a linked account, made at about the same time."""
    registers = await known.registers({record.author for record in records if record.author})
    found: dict[str, Record] = {}
    for record in records:
        register = registers.get(record.author)
        if register is None or not register.linked or record.created_at is None or not is_native(record):
            continue
        for other in register.linked:
            near = await known.made_between(other, record.created_at - WINDOW, record.created_at + WINDOW)
            candidates = (await known.records(near)).values()
            found |= {candidate.id: candidate for candidate in candidates if may_pair(record, candidate, registers)}
    return found
