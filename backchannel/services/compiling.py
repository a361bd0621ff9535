"""Compile: an archive becomes a summary, and the summary a folder anybody may host."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.codec import encode
from backchannel.server.static import web_folder
from backchannel.services.archiving import public_of
from backchannel.services.folder import EDITIONS, editions, write
from backchannel.summary.archive_file import ArchiveLine, Header
from backchannel.summary.editions import drafted, published
from backchannel.summary.extras import NONE, Extras
from backchannel.summary.overlay import Overlay
from backchannel.summary.render.formats import FILES, Site
from backchannel.summary.render.renderer import Renderer
from backchannel.summary.summary import Compiled, Guidance, Tell, compile_archive


class AlreadyPublished(Exception):
    """A draft would take the place of a published summary; the sentence says what to do."""


class Shape(Struct, frozen=True, kw_only=True):
    """What becomes of a summary: a draft, or published; in which forms, and where they will be found.

    `after` is the folder whose editions it follows, if that is not the one it is written to.
    """

    is_published: bool = False
    site: Site = Site()
    after: Path | None = None


def summarise(
    header: Header,
    lines: Iterable[ArchiveLine],
    *,
    overlay: Overlay | None = None,
    extras: Extras = NONE,
    tell: Tell = lambda _: None,
) -> Compiled:
    """The summary of an archive, public or full: of a full one, what is public in it. `tell` hears every stage."""
    guidance = Guidance(overlay=overlay or Overlay(), extras=extras)
    return compile_archive(header, public_of(lines), guidance, tell=tell)


def publish(compiled: Compiled, folder: Path, shape: Shape | None = None) -> list[Path]:
    """Write the summary's files into a folder, as a draft if the shape does not say otherwise.

    Raises `AlreadyPublished` for a draft where something is published.
    """
    shape = shape or Shape()
    if not shape.is_published and editions(folder):
        raise AlreadyPublished(
            f"{folder} holds a published summary: write the draft elsewhere with --out, or --publish."
        )
    files = _files(compiled, folder, shape)
    return write(folder, files, FILES)


def _files(compiled: Compiled, folder: Path, shape: Shape) -> dict[str, bytes]:
    before, listed = editions(shape.after or folder), dict[str, bytes]()
    if shape.is_published:
        edition, now = published(compiled.summary, before)
        listed[EDITIONS] = encode(now) + b"\n"
    else:
        edition = drafted(compiled.summary, before)
    web = web_folder()
    renderer = Renderer(web / "templates" / "summary", web / "static")
    return renderer.render(replace(compiled.summary, edition=edition), compiled.insights, shape.site) | listed
