"""JSON as schedules have it: any field may be missing, null, a number, or a text in several languages."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Raw

from backchannel.programme.draft import Draft, Problem, SkippedSession, UnreadableProgramme
from backchannel.programme.limits import MOST_PARTS

T = TypeVar("T")
Loose = Any  # of a stranger's JSON: what it is shows when it is read

_PREFERRED = ("en", "en-us", "en-gb")


def check_size(raw: bytes, name: str) -> None:
    """Refuse JSON that would fill the memory when it is decoded. Raises `UnreadableProgramme`."""
    if sum(map(raw.count, (b"{", b"[", b","))) > MOST_PARTS:
        raise UnreadableProgramme(f"{name}: it has more than {MOST_PARTS} parts, which no programme has")


def whole(raw: bytes | Raw, kind: type[T], name: str) -> T:
    """A value of that kind. Raises `UnreadableProgramme`, which names the place."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableProgramme(f"{name}: {_reason(error)}") from error


def part(raw: Raw, kind: type[T]) -> T:
    """A value of that kind out of a larger one. Raises `SkippedSession`, which names the place in it."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise SkippedSession(_reason(error)) from error


def members(raw: Raw) -> Mapping[str, Loose]:
    """The members of an object; none for what is no object. Raises `SkippedSession` for what is no JSON."""
    try:
        return fields(msgspec.json.decode(raw))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise SkippedSession(_reason(error)) from error


def text(value: Loose) -> str:
    """The text of a field; of one in several languages the English, else the first."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Mapping):
        several = cast("Mapping[str, Loose]", value)
        chosen = next((several[key] for key in _PREFERRED if several.get(key)), next(iter(several.values()), ""))
        return chosen if isinstance(chosen, str) else text(several.get("name", ""))
    return ""


def each(value: Loose) -> Sequence[Loose]:
    """The members of a list; none for what is no list."""
    return cast("list[Loose]", value) if isinstance(value, list) else []


def fields(value: Loose) -> Mapping[str, Loose]:
    """The members of an object; none for what is no object."""
    return cast("dict[str, Loose]", value) if isinstance(value, dict) else {}


def taken(drafts: Iterator[Draft | Problem]) -> tuple[list[Draft], list[Problem]]:
    """What could be read, and what not."""
    found: list[Draft] = []
    problems: list[Problem] = []
    for each_ in drafts:
        if isinstance(each_, Draft):
            found.append(each_)
        else:
            problems.append(each_)
    return found, problems


def _reason(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
