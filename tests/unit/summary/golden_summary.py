"""The golden summary: a tiny invented archive and every file made of it.

After a wanted change: `python tests/unit/summary/golden_summary.py`, then read the difference.
"""

import tempfile
from pathlib import Path

from msgspec.structs import replace
from summary_posts import ROOT, STATIC, TEMPLATES

from backchannel.summary.archive_file import Line, read
from backchannel.summary.render.formats import Site
from backchannel.summary.render.html import SHEETS
from backchannel.summary.render.renderer import Renderer
from backchannel.summary.summary import compile_archive

FOLDER = ROOT / "tests" / "golden" / "summary"
SITE = Site(address="https://quiet.example/summary/")
APART = frozenset({"picture.png", "summary.schema.json"})  # drawn by what is installed; in docs/


def made() -> dict[str, bytes]:
    """The files as they are made now; without our style and version, which change for reasons of their own."""
    with (FOLDER / "archive.jsonl").open("rb") as file:
        header, lines = read(file)
        compiled = compile_archive(header, [line for line in lines if isinstance(line, Line)])
    summary = replace(compiled.summary, origin=replace(compiled.summary.origin, program="0"))
    with tempfile.TemporaryDirectory() as static:
        for sheet in SHEETS:
            (Path(static) / sheet).write_text(f"/* {sheet} */")
        (Path(static) / "fonts").symlink_to(STATIC / "fonts")
        return Renderer(TEMPLATES, Path(static)).render(summary, compiled.insights, SITE)


if __name__ == "__main__":
    for name, content in made().items():
        if name in APART:
            continue
        (FOLDER / name).write_bytes(content)
