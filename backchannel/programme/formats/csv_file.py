"""A table with named columns, as any spreadsheet saves it. `docs/programme.md` explains the columns."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from backchannel.model.programme import Link
from backchannel.programme import times
from backchannel.programme.draft import Draft, Hint, Person, Problem, SkippedSession, Told, UnreadableProgramme
from backchannel.programme.formats.loose import taken
from backchannel.programme.limits import MOST_SESSIONS

COLUMNS: Mapping[str, frozenset[str]] = {
    "id": frozenset({"id", "code", "guid", "uid"}),
    "title": frozenset({"title", "talk", "name"}),
    "subtitle": frozenset({"subtitle"}),
    "date": frozenset({"date", "day"}),
    "start": frozenset({"start", "starts", "begin", "time", "from"}),
    "end": frozenset({"end", "ends", "until", "to"}),
    "duration": frozenset({"duration", "length", "minutes"}),
    "room": frozenset({"room", "location", "stage", "hall"}),
    "track": frozenset({"track", "topic"}),
    "type": frozenset({"type", "kind", "format"}),
    "language": frozenset({"language", "lang"}),
    "speakers": frozenset({"speakers", "speaker", "persons"}),
    "chairs": frozenset({"chairs", "chair", "moderators", "moderator", "host"}),
    "abstract": frozenset({"abstract", "description", "summary"}),
    "links": frozenset({"links", "link", "url"}),
    "hashtag": frozenset({"hashtag", "tag"}),
    "status": frozenset({"status", "state"}),
}

LONGEST_HEAD = 4_000  # characters of the first line

Row = Mapping[str, str]

_SEVERAL = re.compile(r"\s*[;|\n]\s*")
_SPEAKER = re.compile(r"(?P<name>[^()]*)(?:\((?P<told>[^()]*)\)?)?.*", re.DOTALL)


def looks_like(raw: bytes) -> bool:
    """Whether the first line has the columns that a table of sessions must have."""
    head = _head(raw[:LONGEST_HEAD].decode("utf-8-sig", "replace"))
    try:
        cells = next(csv.reader([head], delimiter=_delimiter(head)), list[str]())
    except csv.Error:
        return False
    return {"title", "start"} <= _columns(cells).keys()


def told(raw: bytes, hint: Hint) -> Told:
    """What the table tells. Raises `UnreadableProgramme`."""
    try:
        written = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableProgramme(f"{hint.name}: line {line}: not UTF-8: save it as CSV UTF-8") from error
    drafts, problems = taken(_drafts(written, hint))
    return Told(drafts, problems)


def _drafts(written: str, hint: Hint) -> Iterator[Draft | Problem]:
    lines = csv.reader(io.StringIO(written, newline=None), delimiter=_delimiter(_head(written)))
    zone, columns, row = ZoneInfo(hint.timezone), dict[str, int](), 0
    try:
        columns = _columns(next(lines, list[str]()))
        for row, cells in enumerate(lines, start=2):
            if row > MOST_SESSIONS + 1:
                raise UnreadableProgramme(f"{hint.name}: row {row}: more rows than the {MOST_SESSIONS} there may be")
            if any(map(str.strip, cells)):
                yield _told(columns, cells, f"row {row}", zone)
    except csv.Error as error:
        raise UnreadableProgramme(f"{hint.name}: row {row + 1}: {error}") from error


def _told(columns: Mapping[str, int], cells: list[str], place: str, zone: ZoneInfo) -> Draft | Problem:
    row = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
    try:
        return _draft(row, place, zone)
    except SkippedSession as why:
        return Problem(place, f"left out: {why}")


def _draft(row: Row, place: str, zone: ZoneInfo) -> Draft:
    get: Callable[[str], str] = lambda name: row.get(name, "")  # noqa: E731 - a word for what every line below does
    starts = _moment(get("date"), get("start"), zone)
    lasts = times.length(get("duration"))
    return Draft(
        place=place,
        id=get("id"),
        title=get("title"),
        subtitle=get("subtitle"),
        abstract=get("abstract"),
        kind=get("type"),
        language=get("language"),
        starts=starts,
        ends=_end(row, starts, zone) or (starts + lasts if lasts else None),
        room=get("room"),
        track=get("track"),
        hashtag=get("hashtag"),
        cancelled=get("status").lower() in {"cancelled", "canceled"},
        persons=_persons(get("speakers")),
        chairs=_persons(get("chairs")),
        links=tuple(Link(url=url) for url in re.split(r"[\s;|]+", get("links")) if url),
    )


def _moment(date: str, time: str, zone: ZoneInfo) -> datetime:
    """A whole date and time in one cell, or the day in one and the time in another."""
    if len(time) > 8 or not date:
        return times.instant(time, zone)
    return times.in_utc(datetime.combine(times.day(date), times.clock_time(time)), zone)


def _end(row: Row, starts: datetime, zone: ZoneInfo) -> datetime | None:
    """When it ends; a time alone is the next one after the start, over midnight if need be."""
    told_ = row.get("end", "")
    if not told_:
        return None
    if len(told_) > 8:
        return times.instant(told_, zone)
    first = starts.astimezone(zone)
    ends = times.in_utc(datetime.combine(first.date(), times.clock_time(told_)), zone)
    if ends > starts:
        return ends
    return times.in_utc(datetime.combine(first.date() + timedelta(days=1), times.clock_time(told_)), zone)


def _persons(told_: str) -> tuple[Person, ...]:
    return tuple(map(_person, filter(None, _SEVERAL.split(told_))))


def _person(told_: str) -> Person:
    """A name, and in brackets behind it what may name accounts: `Ada Brook (@ada@garden.example)`."""
    found = _SPEAKER.fullmatch(told_)
    name, more = (found["name"], found["told"] or "") if found else (told_, "")
    spoken = tuple(("Mastodon or Bluesky", word) for word in more.replace(",", " ").split())
    return Person(name=name.strip(), told=spoken)


def _columns(head: list[str]) -> dict[str, int]:
    """Where each column stands; of two of one meaning, the first."""
    names = [re.sub(r"[^a-z]", "", cell.lower()) for cell in head]
    found = {name: [at for at, given in enumerate(names) if given in words] for name, words in COLUMNS.items()}
    return {name: places[0] for name, places in found.items() if places}


def _head(written: str) -> str:
    return next(iter(written[:LONGEST_HEAD].splitlines()), "")


def _delimiter(head: str) -> str:
    """What stands most often between the columns of the first line."""
    return max(",;\t", key=head.count)
