"""Export and import of the archive file, and the archive as compile reads it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from backchannel.curation.links import explained
from backchannel.model.event import Event
from backchannel.model.record import Record
from backchannel.model.sighting import LinkSeen
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from backchannel.summary.archive_file import (
    ArchiveLine,
    AuthorLine,
    Header,
    HeldProgramme,
    Line,
    RecordLine,
    Unreadable,
    public_lines,
    read,
    withheld_by_reason,
    write,
)
from backchannel.text.links import without_secrets


async def archive_lines(redis: Client, event: Event, *, full: bool = False) -> tuple[Header, list[ArchiveLine]]:
    """A live event's archive as the lines of its file: what is public, or with `full` everything there is."""
    archive = Archive(redis, event.slug)
    records = {record.id: record async for record in archive.all()}
    header = Header(
        event=_told(event, full=full),
        programme=await _programme(archive, full=full),
        coverage=tuple(await archive.coverage()),
        withheld=withheld_by_reason(records.values()),
    )
    found = await archive.links()
    if not full:
        lines = public_lines(records.values())
        return header, [replace(line, post=explained(line.post, found)) for line in lines]
    registers = {register.id: register async for register in archive.all_registers()}
    known = (_explained(record, found) for record in records.values())
    return header, [*map(RecordLine, known), *map(AuthorLine, registers.values())]


def _told(event: Event, *, full: bool) -> Event:
    """The event without what is this machine's business: where its programme is, and its feeds' secrets.

    Which words are unwanted is not for everybody, either: only a `full` backup tells it.
    """
    places = {kind: tuple(map(without_secrets, named)) for kind, named in event.places.items()}
    policy = event.policy if full else replace(event.policy, words=())
    return replace(event, programme="", overlay="", places=places, policy=policy)


def _explained(record: Record, found: Mapping[str, LinkSeen]) -> Record:
    return record if record.post is None else replace(record, post=explained(record.post, found))


async def _programme(archive: Archive, *, full: bool) -> HeldProgramme | None:
    held = await archive.programme()
    if held is None:
        return None
    shifts = tuple((await archive.shifts()).values()) if full else ()
    return HeldProgramme(programme=held.programme, seen_at=held.seen_at, shifts=shifts)


def public_of(lines: Iterable[ArchiveLine]) -> list[Line]:
    """What is public of an archive, public or full."""
    known = list(lines)
    public = [line for line in known if isinstance(line, Line)]
    return [*public, *public_lines(line.record for line in known if isinstance(line, RecordLine))]


def save(path: Path, header: Header, lines: Iterable[ArchiveLine]) -> None:
    """Write an archive file; a reader never finds half of one."""
    half = path.with_suffix(path.suffix + ".part")
    with half.open("wb") as file:
        file.writelines(write(header, lines))
    half.replace(path)


def load(path: Path) -> tuple[Header, list[ArchiveLine]]:
    """Read an archive file. Raises `Unreadable`, which names the file and the line, or `OSError`."""
    try:
        with path.open("rb") as file:
            header, lines = read(file)
            return header, list(lines)
    except Unreadable as error:
        raise Unreadable(f"{path}: {error}") from None
