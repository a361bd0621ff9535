"""Verbs for what lasts: the summary, the archive file, the backup."""

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.explaining import explained
from backchannel.cli.plainly import By, Config, EventFile, plainly, read_events, stages, tell_conflicts, whoever
from backchannel.runtime import tasks
from backchannel.runtime.process import run
from backchannel.settings import Misconfigured, read_event, read_settings


def compile_(
    source: Annotated[
        Path, typer.Argument(help="An event's file, or an archive file (.jsonl).", metavar="EVENT|ARCHIVE")
    ],
    out: Annotated[Path, typer.Option(help="The folder to write.")] = Path("summary"),
    overlay: Annotated[
        Path | None, typer.Option(help="Your edits (docs/overlay.md), if not those the event's file names.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what each part of the choice gained, post by post.")
    ] = False,
    config: Config = None,
) -> None:
    """Compile the learning summary: one HTML page, Markdown and JSON. Same archive, same bytes."""
    with plainly():
        with stages(f"Compiling {source.name}") as tell:
            asked = tasks.Asked(source, out, overlay)
            compiled, written = run(tasks.compile_from(asked, read_settings(config), tell))
        if compiled.conflicts:
            tell_conflicts(compiled.conflicts)
        if explain:
            typer.echo("\n".join(explained(compiled.summary.highlights)))
        for path in written:
            typer.echo(path)


def export_(
    event: EventFile,
    out: Annotated[Path, typer.Argument(help="The archive file to write.", metavar="ARCHIVE")],
    full: Annotated[bool, typer.Option("--full", help="A backup: everything known, tombstones and all.")] = False,
    config: Config = None,
) -> None:
    """Write the event's archive file (JSON Lines): what is public, or with --full a backup."""
    with plainly():
        count = run(tasks.export(read_event(event), out, read_settings(config), full=full))
        typer.echo(f"{out}: {count} lines")


def import_(
    event: EventFile,
    archive: Annotated[Path, typer.Argument(help="An archive file, public or full.", metavar="ARCHIVE")],
    config: Config = None,
) -> None:
    """Bring an archive file into an event, as if its posts had been seen. Twice is the same as once."""
    with plainly():
        count = run(tasks.import_archive(read_event(event), archive, read_settings(config)))
        typer.echo(f"{archive}: {count} entries, curated")


def forget(
    who: Annotated[
        str, typer.Argument(help="An event's file, or an author's handle or address.", metavar="EVENT|AUTHOR")
    ],
    events: Annotated[list[Path] | None, typer.Argument(help="For an author: the events' files.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Erase an event even while it is collected.")] = False,
    by: By = "",
    config: Config = None,
) -> None:
    """Erase an event, or everything of an author, at once and for good, and say what was erased."""
    with plainly():
        settings = read_settings(config)
        if who.endswith(".toml"):
            count = run(tasks.forget_event(read_event(Path(who)), settings, force=force))
            typer.echo(f"Erased: {count} posts, their authors, decisions and coverage, and the published summary.")
            return
        if not events:
            raise Misconfigured(f"{who}: name the events to forget them in, as in: backchannel forget {who} EVENT...")
        erased = run(tasks.forget_author(who, read_events(events), settings, by=by or whoever()))
        for name, count in erased.items():
            typer.echo(f"Erased in {name}: {count} posts of {who}. Later posts of theirs will not be kept either.")
