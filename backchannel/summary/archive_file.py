"""The archive file: JSON Lines, one format for backup, replay and research.

{"format": "backchannel-archive", "version": 1, "event": {…}, "programme": {…}, "coverage": […], "withheld": {…}}
{"post": {…}, "ruling": {"state": "shown"}, "session": null}      a public post; `sessions`, if it is about two
{"record": {…}}                                                   a full backup adds whole records, tombstones too,
{"author": {…}}                                                   and what is known of their authors
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from backchannel.model.codec import encode
from backchannel.model.event import Coverage, Event
from backchannel.model.post import Post
from backchannel.model.programme import Programme
from backchannel.model.record import Record, Register, Ruling, whole
from backchannel.model.sighting import Shifted
from backchannel.text.dates import believable

FORMAT = "backchannel-archive"
VERSION = 1

_UNDATED = datetime.max.replace(tzinfo=UTC)


class Unreadable(ValueError):
    """The file is not an archive this program can read; the message names the line."""


class HeldProgramme(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The programme as it was last read, at `seen_at`; a full backup has the last words on late rooms, too."""

    programme: Programme
    seen_at: datetime
    shifts: tuple[Shifted, ...] = ()


class Header(Struct, frozen=True, kw_only=True):
    """The first line: whose archive it is, how well it was heard, and how many posts are left out for which reason."""

    format: str = FORMAT
    version: int = VERSION
    event: Event
    programme: HeldProgramme | None = None
    coverage: tuple[Coverage, ...] = ()
    withheld: dict[str, int] = {}


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """A public post with its ruling, and the session it is about where that is known; both, where there are two."""

    post: Post
    ruling: Ruling
    session: str | None = None
    sessions: tuple[str, ...] | UnsetType = UNSET


class RecordLine(Struct, frozen=True):
    """One whole record of a full backup; a tombstone is a record, too."""

    record: Record


class AuthorLine(Struct, frozen=True):
    """What a full backup keeps of one author."""

    author: Register


ArchiveLine = Line | RecordLine | AuthorLine


class _Opening(Struct):
    """What any first line must say before the rest of it may be read."""

    format: str = ""
    version: int = 0


class _AnyLine(Struct):
    """Every kind of line at once; exactly one of `post`, `record` and `author` is there."""

    post: Post | None = None
    ruling: Ruling | None = None
    session: str | None = None
    sessions: tuple[str, ...] | UnsetType = UNSET
    record: Record | None = None
    author: Register | None = None


def write(header: Header, lines: Iterable[ArchiveLine]) -> Iterator[bytes]:
    """The lines to write: posts by time and id, then records, then authors; they may come in any order."""
    yield encode(header) + b"\n"
    for line in sorted(lines, key=_order):
        yield encode(line) + b"\n"


def read(lines: Iterable[bytes]) -> tuple[Header, Iterator[ArchiveLine]]:
    """The header, and the lines as they are read. Raises `Unreadable`, at once for the header, later for a bad line."""
    numbered = enumerate(lines, start=1)
    header = _header(next(numbered, (1, b""))[1])
    return header, (_line(number, raw) for number, raw in numbered if raw.strip())


def public_lines(records: Iterable[Record]) -> Iterator[Line]:
    """What anyone may have: the posts that are shown, each with its public copies.

    A reply or quote names another post only if that is shown too, by the copy that is.
    """
    shown = {record.id: record for record in records if record.ruling.state == "shown" and record.post is not None}
    names = {copy.id: record.id for record in shown.values() for copy in record.copies} | {name: name for name in shown}
    for record in shown.values():
        if (post := whole(record)) is not None:
            several = record.sessions if len(record.sessions) > 1 else UNSET
            yield Line(_among(names, post), record.ruling, next(iter(record.sessions), None), several)


def _among(names: Mapping[str, str], post: Post) -> Post:
    return replace(post, reply_to=names.get(post.reply_to or ""), quote_of=names.get(post.quote_of or ""))


def withheld_by_reason(records: Iterable[Record]) -> dict[str, int]:
    """How many posts are not public, or have a copy that is not: each counted once for each copy's first reason.

    Copies of one that is displayed are not left out, and a conversation's context is not the event's.
    """
    left_out = {
        (min(record.id, *record.group) if record.group else record.id, next(iter(ruling.reasons), ruling.state))
        for record in records
        if (ruling := record.ruling).state not in {"shown", "context"} and ruling.reasons != ("copy",)
    }
    return dict(sorted(Counter(reason for _, reason in left_out).items()))


def _order(line: ArchiveLine) -> tuple[int, datetime, str]:
    match line:
        case Line(post):
            return 0, post.created_at, post.id
        case RecordLine(record):
            return 1, record.created_at or _UNDATED, record.id
        case AuthorLine(author):
            return 2, _UNDATED, author.id


def _header(raw: bytes) -> Header:
    try:
        opening = msgspec.json.decode(raw, type=_Opening)
    except msgspec.DecodeError as error:
        raise Unreadable(f"line 1: this is not an archive file ({error})") from error
    if opening.format != FORMAT:
        raise Unreadable(f"line 1: this is not an archive file (its format is {opening.format!r}, not {FORMAT!r})")
    if opening.version != VERSION:
        raise Unreadable(f"line 1: this file is of version {opening.version}; this program reads version {VERSION}")
    try:
        header = msgspec.json.decode(raw, type=Header)
    except msgspec.DecodeError as error:
        raise Unreadable(f"line 1: the header can't be read ({error})") from error
    if not _is_known(header.event.timezone):
        raise Unreadable(f"line 1: {header.event.timezone!r} is no time zone we know")
    return header


def _is_known(timezone: str) -> bool:
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):  # what it raises for names that are unknown, malformed, or folders
        return False
    return True


def _line(number: int, raw: bytes) -> ArchiveLine:
    try:
        line = msgspec.json.decode(raw, type=_AnyLine)
    except msgspec.DecodeError as error:
        raise Unreadable(f"line {number}: {error}") from error
    if line.post is not None and line.ruling is not None:
        post = replace(line.post, created_at=believable(line.post.created_at))
        return Line(post, line.ruling, line.session, line.sessions)
    if line.record is not None:
        return RecordLine(line.record)
    if line.author is not None:
        return AuthorLine(line.author)
    raise Unreadable(f"line {number}: neither a post with its ruling, nor a record, nor an author")
