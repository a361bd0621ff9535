"""What the verbs share: their words, and plain sentences for what went wrong."""

import getpass
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from backchannel.model.event import Event
from backchannel.programme.draft import UnreadableProgramme
from backchannel.runtime.tasks import StillCollected
from backchannel.services.compiling import AlreadyPublished
from backchannel.services.deciding import Unknown
from backchannel.services.fetching import Unfetched
from backchannel.settings import Misconfigured, read_event
from backchannel.sources.network import BadSecret
from backchannel.store.connect import StoreError, Unusable
from backchannel.summary.archive_file import Unreadable
from backchannel.summary.overlay_file import BadOverlay

console = Console(stderr=True, soft_wrap=True)

EventFile = Annotated[Path, typer.Argument(help="The event's file, as in config/events/tulips.toml.", metavar="EVENT")]
Config = Annotated[
    Path | None, typer.Option("--config", help="Settings, if not the defaults (see config/backchannel.toml).")
]
By = Annotated[str, typer.Option("--by", help="Who decides, for the audit. Your user name, if not said.")]
EventFiles = Annotated[list[Path], typer.Argument(help="The events' files.", metavar="EVENT...")]


MENDABLE = (
    AlreadyPublished,
    BadOverlay,
    BadSecret,
    Misconfigured,
    StillCollected,
    Unfetched,
    Unknown,
    Unreadable,
    UnreadableProgramme,
    Unusable,
)


@contextmanager
def plainly() -> Generator[None]:
    """Turn what a person can mend into one sentence and exit code 2; an interrupt into 130."""
    try:
        yield
    except MENDABLE as error:
        console.print(str(error), style="bold", markup=False, highlight=False)
        raise typer.Exit(2) from None
    except StoreError as error:
        console.print(f"Redis: {error}", markup=False)
        raise typer.Exit(2) from None
    except OSError as error:
        console.print(f"{error.filename or 'system'}: {error.strerror or error}", markup=False)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def whoever() -> str:
    """The name of who sits here, as far as the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "the organiser"


def say(line: str) -> None:
    """Print a line at once, for whoever reads us through a pipe."""
    typer.echo(line)
    sys.stdout.flush()


def tell_conflicts(conflicts: Sequence[str]) -> None:
    """One message with every edit that has no effect."""
    edits = f"{len(conflicts)} of your edits {'has' if len(conflicts) == 1 else 'have'} no effect:"
    console.print("\n  ".join([edits, *conflicts]), markup=False, highlight=False)


def read_events(paths: list[Path]) -> list[Event]:
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


@contextmanager
def told(what: str) -> Generator[Callable[[datetime], None]]:
    """Where the rehearsal has come to: a moving line on a terminal, nothing elsewhere but the logs."""
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(what) as status:
        yield lambda at: status.update(f"{what} · {at:%a %d %b %Y %H:%M} UTC")


@contextmanager
def stages(what: str) -> Generator[Callable[[str], None]]:
    """What is being done now: a moving line on a terminal, nothing elsewhere."""
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(what) as status:
        yield lambda stage: status.update(f"{what} · {stage}")
