"""Essays: one person's public posts of an archive, as a draft in Markdown."""

from collections.abc import Iterable

from backchannel.server.static import web_folder
from backchannel.services.archiving import public_of
from backchannel.services.deciding import Unknown
from backchannel.summary.archive_file import ArchiveLine, Header
from backchannel.summary.essay import author_called, essay
from backchannel.summary.render.essay import EssayMarkdown


def write_essay(handle: str, header: Header, lines: Iterable[ArchiveLine]) -> bytes:
    """The draft. Raises `Unknown` for somebody of whom nothing is public, whatever the reason."""
    public = public_of(lines)
    author = author_called(public, handle)
    made = essay(header, public, author) if author else None
    if made is None:
        raise Unknown(
            f"{header.event.name} has no public posts by {handle}: is the handle whole, as in ada@tulip.example?"
        )
    return EssayMarkdown(web_folder() / "templates" / "summary").render(made)
