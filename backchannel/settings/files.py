"""Reading one file of the configuration into a checked value; whatever is wrong becomes problems with their lines."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from backchannel.settings.problems import Misconfigured, Problem, by_line
from backchannel.settings.wording import as_we_keep_it, sentence
from backchannel.sources.network import Section
from backchannel.text.near import CLOSELY, nearest
from backchannel.text.toml import Keys, NotToml, key_lines, read_toml

MOST_NAMED = 5  # files of a folder that are named
NOTHING: Mapping[Keys, str] = MappingProxyType({})


class File(Section):
    """A kind of file: what one calls it, how to get one, and where its keys are explained."""

    what: ClassVar[str]
    mend: ClassVar[str]
    explained_in: ClassVar[str]


F = TypeVar("F", bound=File)

_ALSO = {"missing", "too_short"}  # what only follows from another problem with the same key


class Written(NamedTuple):
    """A file's text and table. `overruled` names the keys that do not come from it, and where they come from."""

    path: Path
    text: str
    table: Mapping[str, Any]
    overruled: Mapping[Keys, str] = NOTHING


def read_file(kind: type[File], path: Path) -> Written:
    """A file as it is. Raises `Misconfigured`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if not text.lstrip().startswith("{"):
            return parsed(text, path)
        says = f"this is an archive or other data, and {kind.what} is a file of `key = value`: {kind.mend}"
    except FileNotFoundError:
        says = f"there is no such file: {_beside(path) or kind.mend}"
    except IsADirectoryError:
        says = f"this is a folder, and {kind.what} is a file: {_within(path)}"
    except UnicodeDecodeError:
        says = "this is not text in UTF-8: save it as UTF-8"
    except OSError as error:
        says = f"this can't be read: {error.strerror}"
    raise Misconfigured(Problem(str(path), 0, "", says))


def parsed(text: str, path: Path) -> Written:
    """The same of a text that is, or will be, that file's. Raises `Misconfigured`."""
    try:
        return Written(path, text, read_toml(text))
    except NotToml as error:
        raise Misconfigured(Problem(str(path), error.line, "", str(error))) from None


def checked(kind: type[F], written: Written) -> F:
    """The file's table as a value of that kind. Raises `Misconfigured` with every problem, in the order of lines."""
    try:
        return kind.model_validate(as_we_keep_it(written.table), context={"folder": written.path.parent})
    except ValidationError as error:
        raise Misconfigured(*by_line(_Explaining(kind, written).problems(error.errors()))) from None


def _beside(path: Path) -> str:
    """The file that was meant, where one beside it is called nearly so."""
    near = nearest(path.name, (other.name for other in path.parent.glob("*.toml")), CLOSELY)
    return near and f"did you mean {path.parent / near}?"


def _within(path: Path) -> str:
    files = sorted(path.glob("*.toml"))[:MOST_NAMED]
    return f"did you mean {' or '.join(map(str, files))}?" if files else "there is none in it"


class _Explaining:
    """Makes problems of what pydantic found."""

    def __init__(self, kind: type[File], written: Written) -> None:
        self._kind = kind
        self._written = written
        self._lines = key_lines(written.text)

    def problems(self, errors: Iterable[ErrorDetails]) -> Iterator[Problem]:
        """Each with its place. A key that is misspelt is not missing as well, nor is a list of bad values empty."""
        named = [(_keys(error), error) for error in errors]
        told = {self._meant(keys) for keys, error in named if error["type"] == "extra_forbidden"}
        told |= {keys for keys, error in named if isinstance(error["loc"][-1], int)}
        for keys, error in named:
            if error["type"] not in _ALSO or keys not in told:
                yield self._problem(keys, error)

    def _problem(self, keys: Keys, error: ErrorDetails) -> Problem:
        if keys in self._written.overruled:
            return Problem(self._written.overruled[keys], 0, "", sentence(error))
        return Problem(str(self._written.path), self._line(keys, error), ".".join(keys), self._says(keys, error))

    def _says(self, keys: Keys, error: ErrorDetails) -> str:
        if error["type"] == "extra_forbidden":
            meant = self._meant(keys)
            return f"there is no such key: {f'did you mean {meant[-1]}?' if meant else self._elsewhere(keys)}"
        if error["type"] == "missing":
            examples = self._kind.model_fields[keys[-1]].examples or ["…"]
            return f"this key is missing: write it as in {keys[-1]} = {examples[0]}"
        return sentence(error)

    def _meant(self, keys: Keys) -> Keys:
        near = nearest(keys[-1], _keys_of(self._kind, keys[:-1]))
        return (*keys[:-1], near) if near else ()

    def _elsewhere(self, keys: Keys) -> str:
        tables = [name for name in self._kind.model_fields if keys[-1] in _keys_of(self._kind, (name,))]
        return f"it belongs below [{tables[0]}]" if tables else f"{self._kind.explained_in} explains all there are"

    def _line(self, keys: Keys, error: ErrorDetails) -> int:
        """The line of the innermost key that stands somewhere; of a text in a list its own."""
        outwards = (keys[:depth] for depth in range(len(keys), 0, -1))
        begins = next((self._lines[some] for some in outwards if some in self._lines), 0)
        if not begins or isinstance(error["loc"][-1], str):
            return begins
        quoted = [f"{mark}{error['input']}{mark}" for mark in "\"'"]
        below = enumerate(self._written.text.split("\n")[begins - 1 :], start=begins)
        return next((number for number, line in below if any(text in line for text in quoted)), begins)


def _keys(error: ErrorDetails) -> Keys:
    """The names on the way to it; a number is a place in a list."""
    return tuple(part for part in error["loc"] if isinstance(part, str))


def _keys_of(kind: type[BaseModel], table: Keys) -> list[str]:
    """The keys there are in a table of the file; none where it is no table."""
    for name in table:
        field = kind.model_fields.get(name)
        if field is None or not isinstance(field.annotation, type) or not issubclass(field.annotation, BaseModel):
            return []
        kind = field.annotation
    return list(kind.model_fields)
