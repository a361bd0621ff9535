"""Compile: an archive becomes a summary, and the summary a folder anybody may host."""

from collections.abc import Iterable
from pathlib import Path

from backchannel.server.static import web_folder
from backchannel.services.archiving import public_of
from backchannel.summary.archive_file import ArchiveLine, Header
from backchannel.summary.render.renderer import Renderer
from backchannel.summary.summary import Tell, compile_summary
from backchannel.summary.values import Summary


def summarise(header: Header, lines: Iterable[ArchiveLine], tell: Tell = lambda _: None) -> Summary:
    """The summary of an archive, public or full: of a full one, what is public in it. `tell` hears every stage."""
    return compile_summary(header, public_of(lines), tell=tell)


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
