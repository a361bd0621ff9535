"""Verbs for what lasts: the summary, the archive file, the backup."""

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.explaining import explained
from backchannel.cli.naming import is_event
from backchannel.cli.options import By, Config, EventFile, Source
from backchannel.cli.plainly import has_folder, plainly, say, stages, tell_conflicts, whoever
from backchannel.runtime import tasks
from backchannel.runtime.process import run
from backchannel.runtime.rechecks import recheck
from backchannel.services.compiling import Shape
from backchannel.services.reissue import Reissue, changes_beside
from backchannel.settings import Misconfigured, read_both, read_together
from backchannel.summary.render.formats import FORMATS, Site
from backchannel.text.links import web_address

Out = Annotated[
    Path | None,
    typer.Option(
        help="The folder to write: ./summary, if not said; with --publish, an event's published one.", metavar="FOLDER"
    ),
]
Formats = Annotated[
    str,
    typer.Option(
        "--format", help=f"Which forms, as in html,md: {', '.join(FORMATS)}. All, if not said.", metavar="FORMS"
    ),
]
Publish = Annotated[bool, typer.Option("--publish", help="Publish it: without this it is a draft, and says so.")]
Address = Annotated[
    str, typer.Option(help="Where it will be found, as in https://tulips.example/2026/.", metavar="URL")
]
Edits = Annotated[
    Path | None, typer.Option(help="Your edits (docs/overlay.md), if not those the event's file names.", metavar="FILE")
]
Explain = Annotated[bool, typer.Option("--explain", help="Say what each part of the choice gained, post by post.")]
Recount = Annotated[
    bool, typer.Option("--recount", help="Count likes and reposts anew first, and find what was taken back.")
]
Stay = Annotated[
    bool, typer.Option("--watch", help="Stay, and compile again whenever the event's archive has changed.")
]


def compile_(  # noqa: PLR0913 - one parameter for each option
    source: Source,
    out: Out = None,
    formats: Formats = "all",
    publish: Publish = False,
    address: Address = "",
    overlay: Edits = None,
    explain: Explain = False,
    recount: Recount = False,
    watch: Stay = False,
    config: Config = None,
) -> None:
    """Compile the learning summary: a web page in one file, and forms to take along. Same archive, same bytes."""
    with plainly():
        settings, events = read_together(config, [source] if is_event(source) else [])
        if (recount or watch) and not events:
            raise Misconfigured(f"{source}: --recount and --watch need an event's file: an archive stays as it is.")
        if recount:
            run(recheck(events[0], settings, counts=True))
        site = Site(formats=_formats(formats), address=_folder(address))
        asked = tasks.Asked(source, out, overlay, Shape(is_published=publish, site=site))
        if watch:
            run(tasks.compile_and_watch(asked, settings, _tell_reissue))
            return
        with stages(f"Compiling {source.name}") as tell:
            compiled, reissued = run(tasks.compile_from(asked, settings, tell))
        if compiled.conflicts:
            tell_conflicts(compiled.conflicts)
        if explain:
            typer.echo("\n".join(explained(compiled.summary.highlights, compiled.summary.origin.extras)))
        _tell_reissue(reissued)


def recheck_(event: EventFile, config: Config = None) -> None:
    """Look once at every post of an event that is over: what was taken back leaves its archive and summary.

    For events that `up` or the collectors do not follow any more; those look again by themselves.
    """
    with plainly():
        settings, followed = read_both(config, event)
        before, after = run(recheck(followed, settings))
        typer.echo(f"{event}: {before} posts were public, {after} are now")


def _tell_reissue(reissued: Reissue) -> None:
    for path in reissued.written:
        say(str(path))
    if reissued.says:
        say(f"{reissued.says} The digests are in {changes_beside(reissued.folder)}")


def _formats(typed: str) -> frozenset[str]:
    """The forms, none for all of them. Raises `Misconfigured` for what is none."""
    named = {name.strip() for name in typed.split(",")} - {"", "all"}
    unknown = sorted(named - FORMATS.keys())
    if unknown:
        raise Misconfigured(f"--format {unknown[0]}: there is no such form; there are {', '.join(FORMATS)} and all.")
    return frozenset(named)


def _folder(typed: str) -> str:
    """The address of a folder, with a slash at its end. Raises `Misconfigured` for what is no address."""
    if typed and web_address(typed) is None:
        raise Misconfigured(f"--address {typed}: write it as in https://tulips.example/2026/")
    return typed if typed.endswith("/") or not typed else f"{typed}/"


def export_(
    event: EventFile,
    out: Annotated[Path, typer.Argument(help="The archive file to write.", metavar="ARCHIVE")],
    full: Annotated[bool, typer.Option("--full", help="A backup: everything known, tombstones and all.")] = False,
    config: Config = None,
) -> None:
    """Write the event's archive file (JSON Lines): what is public, or with --full a backup."""
    with plainly():
        settings, followed = read_both(config, event)
        has_folder(out)
        count = run(tasks.export(followed, out, settings, full=full))
        typer.echo(f"{out}: {count} lines")


def import_(
    event: EventFile,
    archive: Annotated[Path, typer.Argument(help="An archive file, public or full.", metavar="ARCHIVE")],
    config: Config = None,
) -> None:
    """Bring an archive file into an event, as if its posts had been seen. Twice is the same as once."""
    with plainly():
        settings, followed = read_both(config, event)
        count = run(tasks.import_archive(followed, archive, settings))
        typer.echo(f"{archive}: {count} entries, curated")


def forget(
    who: Annotated[
        str, typer.Argument(help="An event's file, or an author's handle or address.", metavar="EVENT|AUTHOR")
    ],
    events: Annotated[
        list[Path] | None, typer.Argument(help="For an author: the events' files.", metavar="[EVENT...]")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Erase an event even while it is collected.")] = False,
    by: By = "",
    config: Config = None,
) -> None:
    """Erase an event, or everything of an author, at once and for good, and say what was erased."""
    with plainly():
        if is_event(Path(who)):
            settings, followed = read_both(config, Path(who))
            count = run(tasks.forget_event(followed, settings, force=force))
            typer.echo(f"Erased: {count} posts, their authors, decisions and coverage, and the published summary.")
            return
        if not events:
            raise Misconfigured(f"{who}: name the events to forget them in, as in: backchannel forget {who} EVENT...")
        settings, followed = read_together(config, events)
        erased = run(tasks.forget_author(who, followed, settings, by=by or whoever()))
        for name, count in erased.items():
            typer.echo(f"Erased in {name}: {count} posts of {who}. Later posts of theirs will not be kept either.")
