"""What the verbs share: their words, and plain sentences for what went wrong."""

import getpass
import signal
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import typer
from redis.exceptions import RedisError
from rich.console import Console

from backchannel.programme.draft import UnreadableProgramme
from backchannel.runtime.tasks import StillCollected
from backchannel.services.compiling import AlreadyPublished
from backchannel.services.deciding import Unknown
from backchannel.services.extras.embed import BadModel
from backchannel.services.fetching import Unfetched
from backchannel.settings import Misconfigured
from backchannel.sources.network import BadSecret, Refused
from backchannel.store.claim import Taken
from backchannel.store.connect import Unusable
from backchannel.store.server import NotRewritten
from backchannel.summary.archive_file import Unreadable
from backchannel.summary.overlay_file import BadOverlay

console = Console(stderr=True, soft_wrap=True)

MENDABLE = (
    AlreadyPublished,
    BadModel,
    BadOverlay,
    BadSecret,
    Misconfigured,
    NotRewritten,
    Refused,
    StillCollected,
    Taken,
    Unfetched,
    Unknown,
    Unreadable,
    UnreadableProgramme,
    Unusable,
)
FILES: Mapping[type[OSError], str] = {
    FileNotFoundError: "there is no such file or folder",
    IsADirectoryError: "this is a folder, and a file is wanted",
    NotADirectoryError: "this is a file, and a folder is wanted",
    PermissionError: "you may not read or write this",
}


@contextmanager
def plainly() -> Generator[None]:
    """Turn what a person can mend into one sentence and exit code 2; an interrupt into 130."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except MENDABLE as error:
        console.print(str(error), style="bold", markup=False, highlight=False)
        raise typer.Exit(2) from None
    except RedisError as error:
        console.print(f"Redis: {error}", style="bold", markup=False, highlight=False)
        raise typer.Exit(2) from None
    except OSError as error:
        says = FILES.get(type(error), error.strerror or str(error))
        console.print(": ".join(filter(None, (error.filename, says))), style="bold", markup=False, highlight=False)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def has_folder(path: Path) -> None:
    """Raise `Misconfigured` where there is no folder to write that into, before anything is done for it."""
    if not path.absolute().parent.is_dir():
        raise Misconfigured(f"{path}: there is no folder {path.parent} to write it into.")


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
