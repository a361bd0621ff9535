"""The verb for a participant: their posts as a draft to turn into a blog post."""

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.options import Config, Source
from backchannel.cli.plainly import plainly, stages
from backchannel.runtime.essays import essay_of
from backchannel.runtime.process import run
from backchannel.settings import read_settings


def essay(
    handle: Annotated[str, typer.Argument(help="Whose: as in ada@tulip.example or ada.bsky.social.", metavar="HANDLE")],
    source: Source,
    out: Annotated[
        Path | None, typer.Option(help="The file to write; without it, the terminal.", metavar="FILE")
    ] = None,
    config: Config = None,
) -> None:
    """Make a draft of a blog post from one person's posts: threads joined, links titled, sessions as headings."""
    with plainly():
        with stages(f"Reading {source.name}"):
            text = run(essay_of(handle, source, read_settings(config)))
        if out is None:
            typer.echo(text, nl=False)
        else:
            out.write_bytes(text)
            typer.echo(out)
