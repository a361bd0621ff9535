"""Reading a recording's files; whatever is wrong is told with the file and the line."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")


class BadRecording(ValueError):
    """A recording can't be played; the message names the file, the line and what is wrong there."""


def whole(path: Path, parse: Callable[[bytes], T]) -> T:
    """What `parse` makes of a file. Raises `BadRecording`."""
    return _told(str(path), partial(parse, _read(path)))


def lines(path: Path, parse: Callable[[bytes], T]) -> Iterator[T]:
    """What `parse` makes of each line of a file that is not empty. Raises `BadRecording`."""
    for number, line in enumerate(_read(path).splitlines(), start=1):
        if line.strip():
            yield _told(f"{path}:{number}", partial(parse, line))


def _told(where: str, parse: Callable[[], T]) -> T:
    try:
        return parse()
    except (ValueError, msgspec.MsgspecError) as wrong:
        raise BadRecording(f"{where}: {wrong}") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise BadRecording(f"{path}: {wrong.strerror}") from None
