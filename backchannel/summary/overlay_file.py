"""An organiser's edits as a file: TOML, with every mistake in it told by file, line and key."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast, get_args

import msgspec
from msgspec.structs import FieldInfo, fields

from backchannel.summary.overlay import Kind, Moved, Name, Overlay
from backchannel.text.toml import Keys, NotToml, key_lines, read_toml

LONGEST = 1_000_000  # bytes of a file that somebody wrote by hand

_UNKNOWN = re.compile(r"Object contains unknown field `(.+?)`")
_WHERE = re.compile(r" - at `(?:key` in `)?\$(.*)`$")
_OPTIONS = {"kind": get_args(Kind), "section": get_args(Moved), "sections": get_args(Name)}
_TABLES = frozenset({"sections", "sessions", "posts", "links"})


class BadOverlay(ValueError):
    """The file can't be applied; one line for each mistake: file, line, key, what is wrong."""


def read_overlay(raw: bytes, name: str) -> Overlay:
    """The edits of a file of that name. Raises `BadOverlay` with every mistake."""
    if len(raw) > LONGEST:
        raise BadOverlay(f"{name}: longer than {LONGEST:,} bytes")
    try:
        text = raw.decode()
        table = read_toml(text)
    except UnicodeDecodeError as error:
        raise BadOverlay(f"{name}: this is not text in UTF-8: save it as UTF-8") from error
    except NotToml as error:
        raise BadOverlay(f"{name}{f':{error.line}' if error.line else ''}: {error}") from error
    mistakes = list(_mistakes(table))
    if mistakes:
        lines = key_lines(text)
        raise BadOverlay("\n".join(_told(name, keys, what, lines) for keys, what in mistakes))
    return msgspec.convert(table, Overlay)


def _mistakes(table: Mapping[str, Any]) -> Iterator[tuple[Keys, str]]:
    """Every key that is wrong, and how."""
    known = {field.name: field for field in fields(Overlay)}
    for key, value in table.items():
        if key not in known:
            yield (key,), "there is no such key: is it misspelt?"
        elif key in _TABLES and isinstance(value, dict):
            for inner, one in cast("dict[str, Any]", value).items():
                yield from _mistake((key, inner), {inner: one}, known[key])
        else:
            yield from _mistake((key,), value, known[key])


def _mistake(keys: Keys, value: object, field: FieldInfo) -> Iterator[tuple[Keys, str]]:
    try:
        msgspec.convert(value, field.type)
    except msgspec.ValidationError as error:
        said = str(error)
        unknown = _UNKNOWN.match(said)
        where = _WHERE.search(said)
        inner = tuple(re.findall(r"\.(\w+)", where[1])) if where else ()
        if unknown:
            yield (*keys, *inner, unknown[1]), "there is no such key: is it misspelt?"
        else:
            yield (*keys, *inner), f"{_WHERE.sub('', said)}{_options(said, (*keys, *inner))}"


def _options(said: str, keys: Keys) -> str:
    """What may be written instead of a word that is none of a few."""
    options = next((_OPTIONS[key] for key in reversed(keys) if key in _OPTIONS), ())
    return f" (one of {', '.join(filter(None, options))})" if "enum" in said and options else ""


def _told(name: str, keys: Keys, what: str, lines: Mapping[Keys, int]) -> str:
    """FILE:LINE: key: what. The line is that of the innermost key that stands somewhere."""
    line = next((lines[keys[:depth]] for depth in range(len(keys), 0, -1) if keys[:depth] in lines), 0)
    return f"{name}{f':{line}' if line else ''}: {'.'.join(keys)}: {what}"
