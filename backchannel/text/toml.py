"""TOML that people write by hand: where each key stands, and in plain words what can't be read."""

import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple, cast

Keys = tuple[str, ...]

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)$")
_MAY_END = re.compile(r"""[\]}]|"{3}|'{3}""")
_CURLY = re.compile("[“”„‟‘’‚‛]")
_LOOSE_DAY = re.compile(r"=\s*(?!\d{4}-\d\d-\d\d)\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
_DAY_ALONE = re.compile(r"=\s*\d{4}-\d\d-\d\d\s*(?:#.*)?$")
_NOTHING = re.compile(r"=\s*(?:#.*)?$")

_CURLY_SAID = 'the quotation marks are curly ones: write straight ones, as in "this"'
_DAY_SAID = "a day is written with its year first and two digits for the rest, as in 2026-06-10"
_NOTHING_SAID = "nothing stands after the =: write a value, or leave the key out"
_LINE_SAID = "a line says `key = value`, or begins with # to be passed over"
_OPEN_SAID = "the text has no end: a quotation mark is missing, or one too many stands within"
_QUOTED = 'Expected "\'"'
_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Cannot redefine", "Duplicate")
_SAID = {  # by how tomllib begins
    "Expected '='": f"no = stands after the key: {_LINE_SAID}",
    "Invalid statement": f"this is no key: {_LINE_SAID}",
    "Invalid initial character": f"this is no key: {_LINE_SAID}",
    "Unterminated": _OPEN_SAID,
    "Illegal character '\\n'": _OPEN_SAID,
    "Illegal character '\\r'": _OPEN_SAID,
    "Expected newline": "more than one value stands here: a quotation mark too many, or a # missing before a remark",
    "Invalid date": "there is no such day in the calendar, or no such time of day",
    "Unescaped": r"within quotation marks a \ is written twice, as in \\",
    "Unclosed": "a comma is missing",
    "Invalid value": "this is no value: text stands in quotation marks, a list in [ ], and yes is written true",
}
_PAIRS = (
    (('"""', '"""'), _OPEN_SAID),
    (("'''", "'''"), _OPEN_SAID),
    (("[", "]"), "a ] is missing, or a quotation mark before it"),
    (("{", "}"), "a } is missing, or a quotation mark before it"),
)
_OTHERWISE = "this is not TOML (https://toml.io), the form these files are written in"


class NotToml(ValueError):
    """Text that is not TOML: the `line` where that shows, 0 where it shows nowhere, and one plain sentence."""

    def __init__(self, line: int, says: str) -> None:
        super().__init__(says)
        self.line = line


class _Statement(NamedTuple):
    """One key with its value, or the name of one table; `value` is empty where it can't be read alone."""

    line: int
    text: str
    value: dict[str, Any]


def read_toml(text: str) -> dict[str, Any]:
    """The table that this text is. Raises `NotToml`."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _explained(text, str(error)) from error
    except RecursionError as error:
        raise NotToml(0, "the lists in it go too deep") from error


def key_lines(text: str) -> dict[Keys, int]:
    """The line on which each key and each table first stands, by its names from the outermost one in."""
    found: dict[Keys, int] = {}
    for statement, named in _named(text):
        for keys in named:
            found.setdefault(keys, statement.line)
    return found


def _named(text: str) -> Iterator[tuple[_Statement, list[Keys]]]:
    """Every statement with all that it names, the table before it included."""
    table: Keys = ()
    for statement in _statements(text):
        named = list(_paths(statement.value))
        if statement.text.lstrip().startswith("["):
            table = max(named, key=len, default=())
            yield statement, named
        else:
            yield statement, [(*table, *keys) for keys in named]


def _statements(text: str) -> Iterator[_Statement]:
    """TOML itself says where a statement ends: where what was read of it can be read alone."""
    begun: list[str] = []
    begins = 1
    for number, line in enumerate(text.split("\n"), start=1):
        begun.append(line)
        if len(begun) > 1 and not _MAY_END.search(line):
            continue
        statement = "\n".join(begun)
        try:
            value = tomllib.loads(statement)
        except (tomllib.TOMLDecodeError, RecursionError):
            continue
        yield _Statement(begins, statement, value)
        begun, begins = [], number + 1
    if begun:
        yield _Statement(begins, "\n".join(begun), {})


def _paths(table: dict[str, Any]) -> Iterator[Keys]:
    for key, value in table.items():
        yield (key,)
        if isinstance(value, dict):
            yield from ((key, *keys) for keys in _paths(cast("dict[str, Any]", value)))


def _explained(text: str, said: str) -> NotToml:
    at = _AT_LINE.search(said)
    line = int(at[1]) if at else len(text.rstrip().split("\n"))
    if said.startswith(_TWICE):
        return _twice(text, line)
    statement = next(one for one in _statements(text) if line < one.line + len(one.text.split("\n")))
    open_ones = (says for marks, says in _PAIRS if _is_open(statement.text, *marks))
    unclosed = _OPEN_SAID if said.startswith(_QUOTED) else next(open_ones, "")
    if unclosed:  # it goes on over what follows, and shows only there
        return NotToml(statement.line, unclosed)
    return NotToml(line, _sentence(said, text.split("\n")[line - 1]))


def _is_open(statement: str, begin: str, end: str) -> bool:
    if begin == end:
        return statement.count(begin) % 2 == 1
    return statement.count(begin) > statement.count(end)


def _sentence(said: str, written: str) -> str:
    if said.startswith("Expected newline") and _DAY_ALONE.search(written):
        return _SAID["Invalid date"]  # tomllib reads the year of a 13th month, and stops behind it
    looks = ((_CURLY, _CURLY_SAID), (_LOOSE_DAY, _DAY_SAID), (_NOTHING, _NOTHING_SAID))
    seen = (sentence for look, sentence in looks if look.search(written))
    told = (sentence for begins, sentence in _SAID.items() if said.startswith(begins))
    return next(chain(seen, told), _OTHERWISE)


def _twice(text: str, line: int) -> NotToml:
    """A key or a table that stands there again."""
    names = [named for statement, named in _named(text) if statement.line <= line and named]
    keys = max(names[-1], key=len) if names else ()
    first = key_lines(text).get(keys, line)
    also = f", and on line {first}" if first < line else ""
    return NotToml(line, f"{'.'.join(keys) or 'a key'} stands here{also or ' twice'}: keep one of the two")
