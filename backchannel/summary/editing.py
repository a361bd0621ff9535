"""What the organisers wrote, made harmless, as the summary holds it."""

from collections.abc import Sequence

from msgspec.structs import replace

from backchannel.summary import safe
from backchannel.summary.organised import Editing
from backchannel.summary.overlay import SectionEdit
from backchannel.summary.overlay_edits import Edits
from backchannel.summary.values import Resource
from backchannel.text import addresses
from backchannel.text.clean import clean


def editing(edits: Edits, resources: Sequence[Resource]) -> Editing:
    """The part of the edits that the page itself shows."""
    overlay = edits.overlay
    links = tuple(one.url for one in resources if addresses.group(one.url) in edits.featured)
    return Editing(
        by=safe.line(overlay.by),
        introduction=clean(overlay.introduction),
        featured=(*(id_ for id_ in edits.first if id_ in edits.featured), *links),
        first=edits.first,
        kept=edits.kept,
        order=overlay.order.sections,
        sections={name: _harmless(section) for name, section in sorted(overlay.sections.items())},
    )


def _harmless(section: SectionEdit) -> SectionEdit:
    return replace(
        section,
        title=safe.line(section.title),
        introduction=clean(section.introduction),
        notes=clean(section.notes),
    )
