"""The command line: one verb for each thing a person does. Every mistake gets a sentence, never a traceback."""

import getpass
import logging
import sys
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from redis.exceptions import RedisError
from rich.console import Console
from rich.logging import RichHandler

from backchannel import __version__, runtime
from backchannel.model.event import Event
from backchannel.services.deciding import Unknown
from backchannel.settings import Misconfigured, read_event, read_settings
from backchannel.store.connect import Unusable
from backchannel.summary.archive_file import Unreadable

app = typer.Typer(
    help="The hashtag talk around a live event: a wall for the room, a summary that lasts.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
console = Console(stderr=True)

EventFile = Annotated[Path, typer.Argument(help="The event's file, as in config/events/tulips.toml.", metavar="EVENT")]
Config = Annotated[
    Path | None, typer.Option("--config", help="Settings, if not the defaults (see config/backchannel.toml).")
]
Address = Annotated[str, typer.Argument(help="The post's address, as copied from a browser, or its id.")]
By = Annotated[str, typer.Option("--by", help="Who decides, for the audit. Your user name, if not said.")]


@contextmanager
def plainly() -> Generator[None]:
    """Turn what a person can mend into one sentence and exit code 2; an interrupt into 130."""
    try:
        yield
    except (Misconfigured, Unusable, Unknown, Unreadable) as error:
        console.print(str(error), style="bold", markup=False, highlight=False)
        raise typer.Exit(2) from None
    except RedisError as error:
        console.print(f"Redis: {error}", markup=False)
        raise typer.Exit(2) from None
    except OSError as error:
        console.print(f"{error.filename or 'system'}: {error.strerror or error}", markup=False)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


@app.callback()
def main(
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Log warnings only.")] = False,
) -> None:
    """The hashtag talk around a live event: a wall for the room, a summary that lasts."""
    if version:
        typer.echo(f"backchannel {__version__}")
        raise typer.Exit
    handler = RichHandler(console=console, show_path=False) if sys.stderr.isatty() else logging.StreamHandler()
    form = "%(message)s" if sys.stderr.isatty() else "%(asctime)s %(levelname)s %(name)s %(message)s"
    logging.basicConfig(level=logging.WARNING if quiet else logging.INFO, handlers=[handler], format=form)
    logging.getLogger("httpx").setLevel(logging.WARNING)


@app.command()
def pretend(
    recording: Annotated[Path, typer.Argument(help="A recording's folder.")],
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.")] = 0,
) -> None:
    """Serve pretend Mastodon servers, a Jetstream and an AppView that play a recording.

    Prints their address once they listen. Nothing happens on them until somebody releases it (POST /pretend/release).
    """
    from backchannel.demo.networks import serve
    from backchannel.demo.recording import BadRecording, load

    with plainly():
        try:
            loaded = load(recording)
        except BadRecording as error:
            raise Misconfigured(str(error)) from error
        runtime.run(serve(loaded, host=host, port=port, ready=_say))


@app.command()
def rehearse(  # noqa: PLR0913 - one parameter for each option
    recording: Annotated[Path, typer.Argument(help="A recording's folder.")],
    speed: Annotated[str, typer.Option(help="How many times faster than recorded, or max.")] = "max",
    archive: Annotated[Path | None, typer.Option(help="Write the archive file here at the end.")] = None,
    summary: Annotated[Path | None, typer.Option(help="Write the summary into this folder at the end.")] = None,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the wall; stay when it is over.")] = True,
    config: Config = None,
) -> None:
    """Run the whole real path over a recording: pretend networks, collectors, curate, wall, summary.

    Everything lives on a private Redis that ends with the rehearsal. Idle times are skipped.
    """
    with plainly():
        settings = read_settings(config)
        asked = runtime.Rehearsal(recording, _speed(speed), archive, summary, serve)
        with _told(f"Rehearsing {recording.name}") as told:
            runtime.run(runtime.rehearse(asked, settings, told))


@app.command()
def redis(config: Config = None) -> None:
    """Run the private Redis alone, for the other processes to share."""
    with plainly():
        runtime.run(runtime.keep_redis(read_settings(config)))


@app.command()
def collect(
    network: Annotated[str, typer.Argument(help=f"Which network: {' or '.join(runtime.NETWORKS)}.")],
    events: Annotated[list[Path], typer.Argument(help="The events' files.", metavar="EVENT...")],
    config: Config = None,
) -> None:
    """Collect one network's posts for these events into the ingest stream."""
    if network not in runtime.NETWORKS:
        raise typer.BadParameter(f"{network!r} is no network we know: {' or '.join(runtime.NETWORKS)}")
    _run(events, config, lambda services: services.collect(network))


@app.command()
def curate(
    events: Annotated[list[Path], typer.Argument(help="The events' files.", metavar="EVENT...")], config: Config = None
) -> None:
    """Rule on what was collected: into the archive, and onto the wall."""
    _run(events, config, lambda services: services.curate())


@app.command()
def web(
    events: Annotated[list[Path], typer.Argument(help="The events' files.", metavar="EVENT...")], config: Config = None
) -> None:
    """Serve the walls."""
    with plainly():
        listening = runtime.listen(read_settings(config))
    console.print(f"http://{listening.getsockname()[0]}:{listening.getsockname()[1]}/", markup=False)
    _run(events, config, lambda services: services.web(listening))


@app.command()
def hide(
    event: EventFile,
    target: Address,
    author: Annotated[bool, typer.Option("--author", help="Hide everything of this person (their handle).")] = False,
    by: By = "",
    config: Config = None,
) -> None:
    """Take a post, or everything of a person, off every screen. `show` brings it back."""
    _order("hide-author" if author else "hide", target, event, by=by, config=config)


@app.command()
def show(
    event: EventFile,
    target: Address,
    author: Annotated[bool, typer.Option("--author", help="Show this person's posts again (their handle).")] = False,
    by: By = "",
    config: Config = None,
) -> None:
    """Show a post that was hidden by hand or by default. What its author withheld stays withheld."""
    _order("show-author" if author else "show", target, event, by=by, config=config)


@app.command()
def pin(
    event: EventFile,
    target: Address,
    off: Annotated[bool, typer.Option("--off", help="Take the pin out again.")] = False,
    by: By = "",
    config: Config = None,
) -> None:
    """Keep a post at the head of the wall."""
    _order("unpin" if off else "pin", target, event, by=by, config=config)


@app.command("compile")
def compile_(
    source: Annotated[
        Path, typer.Argument(help="An event's file, or an archive file (.jsonl).", metavar="EVENT|ARCHIVE")
    ],
    out: Annotated[Path, typer.Option(help="The folder to write.")] = Path("summary"),
    config: Config = None,
) -> None:
    """Compile the learning summary: one HTML page, Markdown and JSON. Same archive, same bytes."""
    with plainly():
        written = runtime.run(runtime.compile_from(source, out, read_settings(config)))
        for path in written:
            typer.echo(path)


@app.command("export")
def export_(
    event: EventFile,
    out: Annotated[Path, typer.Argument(help="The archive file to write.", metavar="ARCHIVE")],
    full: Annotated[bool, typer.Option("--full", help="A backup: everything known, tombstones and all.")] = False,
    config: Config = None,
) -> None:
    """Write the event's archive file (JSON Lines): what is public, or with --full a backup."""
    with plainly():
        count = runtime.run(runtime.export(read_event(event), out, read_settings(config), full=full))
        typer.echo(f"{out}: {count} lines")


@app.command("import")
def import_(
    event: EventFile,
    archive: Annotated[Path, typer.Argument(help="An archive file, public or full.", metavar="ARCHIVE")],
    config: Config = None,
) -> None:
    """Bring an archive file into an event, as if its posts had been seen. Twice is the same as once."""
    with plainly():
        count = runtime.run(runtime.import_archive(read_event(event), archive, read_settings(config)))
        typer.echo(f"{archive}: {count} entries, curated")


def _say(line: str) -> None:
    typer.echo(line)
    sys.stdout.flush()


def _run(
    events: list[Path], config: Path | None, service: Callable[[runtime.Services], Coroutine[Any, Any, None]]
) -> None:
    with plainly():
        settings = read_settings(config)
        runtime.run(runtime.run_service(settings, _events(events), service))


def _events(paths: list[Path]) -> list[Event]:
    """Every event, or every problem of every file at once."""
    events: list[Event] = []
    problems: list[str] = []
    for path in paths:
        try:
            events.append(read_event(path))
        except Misconfigured as error:
            problems.append(str(error))
    if problems:
        raise Misconfigured("\n".join(problems))
    return events


def _order(verb: str, target: str, event: Path, *, by: str, config: Path | None) -> None:
    with plainly():
        found = runtime.run(
            runtime.order(verb, target, read_event(event), read_settings(config), by=by or getpass.getuser())
        )
        typer.echo(f"{verb}: {found}")


def _speed(typed: str) -> float | None:
    if typed == "max":
        return None
    try:
        speed = float(typed)
    except ValueError:
        speed = 0.0
    if not 0 < speed < float("inf"):
        raise Misconfigured(f"--speed {typed}: a number above 0, or max")
    return speed


@contextmanager
def _told(what: str) -> Generator[Callable[[datetime], None]]:
    """Where the rehearsal has come to: a moving line on a terminal, nothing elsewhere but the logs."""
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(what) as status:
        yield lambda at: status.update(f"{what} · {at:%a %d %b %Y %H:%M} UTC")
