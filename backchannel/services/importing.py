"""Import: an archive file told again as the sightings and decisions it stands for.

They go through ingest and curate like everything else, so that importing twice, or into an event that is running,
ends in the same archive as if the posts had been seen.
"""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from msgspec.structs import replace

from backchannel.curation.consent import UNAVAILABLE
from backchannel.curation.wishes import OPT_IN, OPT_OUT
from backchannel.model.post import Author, Copy, Post
from backchannel.model.record import Presence, Record, Register
from backchannel.model.sighting import AuthorChanged, Deleted, Entry, Gap, Posted, ProgrammeChanged
from backchannel.store.ingest import Ingest
from backchannel.summary.archive_file import ArchiveLine, AuthorLine, Header, Line, RecordLine
from backchannel.text.dates import believable

LOOK = 0.02  # real seconds between two looks whether all is curated
SOURCE = "archive"  # who has seen a post of a public file, which does not say

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def entries(header: Header, lines: Iterable[ArchiveLine]) -> Iterator[Entry]:
    """Everything the file says, authors before their posts, so that nobody's wish comes late."""
    known = list(lines)
    yield from _schedule(header)
    yield from _gaps(header)
    for line in known:
        if isinstance(line, AuthorLine):
            yield from _author(line.author)
    for line in known:
        if isinstance(line, Line):
            yield _seen(line.post, SOURCE, line.post.id, line.post.received_at or line.post.created_at)
        if isinstance(line, RecordLine):
            yield from _record(line.record)


async def bring(ingest: Ingest, told: Iterable[Entry]) -> int:
    """Append these entries; answers their number."""
    known = list(told)
    for entry in known:
        while not await ingest.has_room():
            await asyncio.sleep(LOOK)
        await ingest.add(entry)
    return len(known)


async def settled(ingest: Ingest) -> None:
    """Return once everything that was appended is curated."""
    while await ingest.length():
        await asyncio.sleep(LOOK)


def _schedule(header: Header) -> Iterator[Entry]:
    if header.programme is not None:
        yield ProgrammeChanged(programme=header.programme.programme, seen_at=header.programme.seen_at)
        yield from header.programme.shifts


def _gaps(header: Header) -> Iterator[Gap]:
    for coverage in header.coverage:
        for start, end, why, filled in coverage.gaps:
            yield Gap(source=coverage.source, start=start, end=end, why=why, filled=filled)


def _author(register: Register) -> Iterator[Entry]:
    told = AuthorChanged(source=SOURCE, author=register.id, changed_at=_LONG_AGO)
    yield replace(told, names=register.names, accounts=register.accounts)
    for reason, until in sorted(register.restricted.items()):
        yield replace(told, changed_at=until, restrictions=(reason,))
    if register.opted_out:
        yield replace(told, changed_at=register.opted_out, restrictions=(OPT_OUT,))
    for said in register.opted_in:
        yield replace(told, changed_at=said, restrictions=(OPT_IN,))
    if register.deleted:
        yield replace(told, status="deleted")
    if register.status and register.status_at:
        yield replace(told, changed_at=register.status_at, status=register.status)
    if register.decision:
        yield register.decision


def _record(record: Record) -> Iterator[Entry]:
    for source, there in sorted(record.presence.items()):
        yield from _presence(record, source, there)
    if record.seen_at is not None:
        there = record.presence.get(record.from_source)
        local_id = there.local_id if there else record.id
        words = _seen(record.post or _nothing(record, record.version), record.from_source, local_id, record.seen_at)
        yield replace(words, withheld=record.withheld, context=record.context)
    yield from _evidence(record)
    if record.deleted:
        yield Deleted(source=SOURCE, id=record.id, seen_at=_LONG_AGO, final=True)
    yield from (order for order in (record.decision, record.pin, record.place) if order is not None)


def _presence(record: Record, source: str, there: Presence) -> Iterator[Entry]:
    """Where the post was seen, and where it is missing since."""
    yield _wordless(record, source, there)
    if there.missing:
        yield Deleted(source=source, id=record.id, seen_at=there.at, final=False)


def _evidence(record: Record) -> Iterator[Posted]:
    """Whose the post is and what its copies know it by, told by one who is known to have seen it."""
    if not record.author:
        return
    source, there = next(iter(sorted(record.presence.items())), (SOURCE, Presence(local_id="", at=_LONG_AGO)))
    bare = _wordless(record, source, there)
    yield bare
    for address in record.addresses:
        yield replace(bare, post=replace(bare.post, copies=(Copy(id=address, network="", url=""),)))
    for original in record.originals:
        yield replace(bare, original=original)
    for words in record.words:
        yield replace(bare, words=words)


def _wordless(record: Record, source: str, there: Presence) -> Posted:
    seen = _seen(_nothing(record, ""), source, there.local_id, there.at)
    return replace(seen, withheld=(UNAVAILABLE,), bare=True, context=not record.own)


def _seen(post: Post, source: str, local_id: str, seen_at: datetime) -> Posted:
    dated = replace(post, created_at=believable(post.created_at))
    return Posted(source=source, local_id=local_id, seen_at=seen_at, post=dated)


def _nothing(record: Record, version: str) -> Post:
    author = Author(id=record.author, handle="", name="", url="", discoverable=record.discoverable)
    created_at = record.created_at or _LONG_AGO
    return Post(
        id=record.id,
        network=record.network,
        url="",
        author=author,
        text="",
        body=(),
        created_at=created_at,
        version=version,
    )
