"""The sections of a page in the order they are read, with what the organisers wrote around them."""

from collections.abc import Mapping
from typing import get_args

from msgspec import Struct

from backchannel.model.body import Segment
from backchannel.summary import wording
from backchannel.summary.organised import Editing
from backchannel.summary.overlay import Name, SectionEdit
from backchannel.summary.render.paragraphs import paragraphs

_TITLES: Mapping[Name, str] = {
    "highlights": "Posts to begin with",
    "resources": "What was shared",
    "sessions": "Session by session",
    "themes": "Themes",
    "questions": "Questions",
    "conversations": "Conversations",
    "quotes": "In quotation marks",
    "timeline": "When people wrote",
    "pictures": "Pictures, described",
    "people": "People",
    "languages": "In other languages",
}
_WIDE = frozenset({"themes", "timeline"})


class Section(Struct, frozen=True):
    """A section's anchor, its title, its shorter one for the contents, and paragraphs of the organisers' around it."""

    name: Name
    title: str
    in_contents: str
    introduction: tuple[tuple[Segment, ...], ...]
    notes: tuple[tuple[Segment, ...], ...]

    @property
    def is_wide(self) -> bool:
        """Whether it needs the whole width of the page."""
        return self.name in _WIDE


def contents(editing: Editing, filled: Mapping[Name, int]) -> tuple[Section, ...]:
    """The sections that have something in them, and are not hidden. `filled` counts what is in each."""
    ordered: tuple[Name, ...] = tuple(dict.fromkeys([*editing.order, *get_args(Name)]))
    edits = {name: editing.sections.get(name, SectionEdit()) for name in ordered}
    return tuple(_section(name, edits[name], filled[name]) for name in ordered if filled[name] and not edits[name].hide)


def _section(name: Name, edit: SectionEdit, filled: int) -> Section:
    title = _TITLES[name]
    if name == "highlights":
        title = f"{wording.spelled(filled).capitalize()} {wording.plural(filled, 'post')} to begin with"
    return Section(
        name=name,
        title=edit.title or title,
        in_contents=edit.title or _TITLES[name],
        introduction=paragraphs(edit.introduction),
        notes=paragraphs(edit.notes),
    )
