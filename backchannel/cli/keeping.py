"""Verbs for what lasts: the summary, the archive file, the backup."""

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.explaining import explained
from backchannel.cli.plainly import By, Config, EventFile, plainly, read_events, say, stages, whoever
from backchannel.runtime import tasks
from backchannel.runtime.process import run
from backchannel.runtime.rechecks import recheck
from backchannel.services.editions import Edition, changes_beside
from backchannel.settings import Misconfigured, read_event, read_settings


def compile_(  # noqa: PLR0913 - one parameter for each option
    source: Annotated[
        Path, typer.Argument(help="An event's file, or an archive file (.jsonl).", metavar="EVENT|ARCHIVE")
    ],
    out: Annotated[Path, typer.Option(help="The folder to write.")] = Path("summary"),
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what each part of the choice gained, post by post.")
    ] = False,
    recount: Annotated[
        bool, typer.Option("--recount", help="Count likes and reposts anew first, and find what was taken back.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and compile again whenever the event's archive has changed.")
    ] = False,
    config: Config = None,
) -> None:
    """Compile the learning summary: one HTML page, Markdown and JSON. Same archive, same bytes."""
    with plainly():
        settings = read_settings(config)
        if (recount or watch) and source.suffix != ".toml":
            raise Misconfigured(f"{source}: --recount and --watch need an event's file: an archive stays as it is.")
        if recount:
            run(recheck(read_event(source), settings, counts=True))
        if watch:
            run(tasks.compile_and_watch(source, out, settings, _tell_edition))
        with stages(f"Compiling {source.name}") as tell:
            summary, edition = run(tasks.compile_from(source, out, settings, tell))
        if explain:
            typer.echo("\n".join(explained(summary.highlights)))
        _tell_edition(edition)


def recheck_(event: EventFile, config: Config = None) -> None:
    """Look once at every post of an event that is over: what was taken back leaves its archive and summary.

    For events that `up` or the collectors do not follow any more; those look again by themselves.
    """
    with plainly():
        before, after = run(recheck(read_event(event), read_settings(config)))
        typer.echo(f"{event}: {before} posts were public, {after} are now")


def _tell_edition(edition: Edition) -> None:
    for path in edition.written:
        say(str(path))
    if edition.says:
        say(f"{edition.says} The digests are in {changes_beside(edition.folder)}")


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
