"""XML as a small tree in which every element knows its line. Read by expat, with everything refused that can explode.

A document type is refused at its first letter, and with it every entity but the five of XML: no file of ours needs one,
and billions of laughs, external entities and parameter entities all begin there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from backchannel.programme.draft import UnreadableProgramme
from backchannel.programme.limits import DEEPEST, MOST_PARTS


@dataclass(slots=True)
class Element:
    """An element: its name without a prefix, the line where it begins, and the text that is directly in it."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list["Element"])
    pieces: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        """The text that is directly in it."""
        return "".join(self.pieces).strip()

    def all(self, name: str) -> Iterator["Element"]:
        """Every child of that name."""
        return (child for child in self.children if child.name == name)

    def child(self, name: str) -> "Element | None":
        """The first child of that name."""
        return next(self.all(name), None)

    def text_of(self, name: str) -> str:
        """The text of the first child of that name; empty where there is none."""
        found = self.child(name)
        return found.text if found else ""


def read_elements(raw: bytes, name: str) -> Element:
    """The root element. Raises `UnreadableProgramme`, which names the line."""
    builder = _Builder(name)
    try:
        builder.parser.Parse(raw, True)  # noqa: FBT003 - expat takes no keywords
    except expat.ExpatError as error:
        raise UnreadableProgramme(f"{name}: line {error.lineno}: {expat.ErrorString(error.code)}") from error
    except (LookupError, ValueError) as error:
        if isinstance(error, UnreadableProgramme):
            raise
        raise UnreadableProgramme(f"{name}: its encoding can't be read ({error})") from error
    return builder.root


class _Builder:
    """Takes expat's events and builds the tree."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._open: list[Element] = []
        self._count = 0
        self.root = Element("", 0, {})
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _refuse(self, *_: object) -> None:
        raise self._unreadable("a document type (<!DOCTYPE …>) is not read: take it out")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1 + len(attributes)
        if self._count > MOST_PARTS:
            raise self._unreadable(f"there are more than {MOST_PARTS} elements, which no programme has")
        if len(self._open) >= DEEPEST:
            raise self._unreadable(f"elements stand in one another more than {DEEPEST} deep")
        element = Element(name.rpartition(":")[2], self.parser.CurrentLineNumber, attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        if self._open:
            self._open[-1].pieces.append(text)

    def _unreadable(self, why: str) -> UnreadableProgramme:
        return UnreadableProgramme(f"{self._name}: line {self.parser.CurrentLineNumber}: {why}")
