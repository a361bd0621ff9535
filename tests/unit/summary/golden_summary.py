"""The golden summary: a tiny invented archive and every file made of it.

After a wanted change: `python tests/unit/summary/golden_summary.py`, then read the difference.
"""

import tempfile
from pathlib import Path

from msgspec.structs import replace
from summary_posts import ROOT, TEMPLATES

from backchannel.summary.archive_file import Line, read
from backchannel.summary.render.renderer import Renderer
from backchannel.summary.summary import compile_summary

FOLDER = ROOT / "tests" / "golden" / "summary"


def made() -> dict[str, bytes]:
    """The files as they are made now; without our style and version, which change for reasons of their own."""
    with (FOLDER / "archive.jsonl").open("rb") as file:
        header, lines = read(file)
        summary = compile_summary(header, [line for line in lines if isinstance(line, Line)])
    with tempfile.TemporaryDirectory() as static:
        (Path(static) / "summary.css").write_text("/* summary.css */")
        return Renderer(TEMPLATES, Path(static)).render(replace(summary, origin=replace(summary.origin, program="0")))


if __name__ == "__main__":
    for name, content in made().items():
        (FOLDER / name).write_bytes(content)
