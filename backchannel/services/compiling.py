"""Compile: an archive becomes a summary, and the summary a folder anybody may host."""

from collections.abc import Iterable
from pathlib import Path

from backchannel.server.static import web_folder
from backchannel.summary.archive_file import ArchiveLine, Header, Line, RecordLine, public_lines
from backchannel.summary.overlay import Overlay
from backchannel.summary.render.renderer import Renderer
from backchannel.summary.summary import Compiled, Tell, compile_archive
from backchannel.summary.values import Summary


def summarise(
    header: Header, lines: Iterable[ArchiveLine], *, overlay: Overlay | None = None, tell: Tell = lambda _: None
) -> Compiled:
    """The summary of an archive, public or full: of a full one, what is public in it. `tell` hears every stage."""
    known = list(lines)
    public = [line for line in known if isinstance(line, Line)]
    public += public_lines(line.record for line in known if isinstance(line, RecordLine))
    return compile_archive(header, public, overlay=overlay, tell=tell)


def publish(summary: Summary, folder: Path) -> list[Path]:
    """Write the summary's files into a folder; a reader never finds half of one."""
    folder.mkdir(parents=True, exist_ok=True)
    web = web_folder()
    written: list[Path] = []
    for name, content in Renderer(web / "templates" / "summary", web / "static").render(summary).items():
        half = folder / f".{name}.part"
        half.write_bytes(content)
        written.append(half.replace(folder / name))
    return written
