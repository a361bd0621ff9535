"""What several verbs ask for: each argument and option once, with its words, and its own sentence for a wrong value."""

import math
from pathlib import Path
from typing import Annotated

import typer

FASTEST = 100_000.0


def port_of(typed: object) -> int:
    """A port. Raises `BadParameter` with a sentence for anything else."""
    port = str(typed)  # a default comes as the number that it is
    if not port.isdecimal() or int(port) > 65535:
        raise typer.BadParameter(f"{port!r} is no port: write a number from 0 to 65535, where 0 takes a free one.")
    return int(port)


def speed_of(typed: object) -> float:
    """How many times faster. Raises `BadParameter` with a sentence for anything else."""
    speed = _number(typed)
    if not 0 < speed <= FASTEST:
        raise typer.BadParameter(f"{typed!r} is no speed: write a number above 0, and at most {FASTEST:,.0f}.")
    return speed


def speed_or_max(typed: object) -> float:
    """The same, or infinity for `max`: as fast as it can."""
    if typed in {"max", math.inf}:
        return math.inf
    try:
        return speed_of(typed)
    except typer.BadParameter as error:
        raise typer.BadParameter(f"{error.message[:-1]}, or max.") from None


def minutes_of(typed: object) -> int:
    """Minutes, fewer than none too. Raises `BadParameter` with a sentence for anything else."""
    minutes = _number(typed)
    if not minutes.is_integer() or abs(minutes) > 24 * 60:
        raise typer.BadParameter(f"{typed!r} is no number of minutes: write a whole one, 0 for on time again.")
    return int(minutes)


def _number(typed: object) -> float:
    try:
        return float(str(typed))
    except ValueError:
        return math.nan


EventFile = Annotated[Path, typer.Argument(help="The event's file, as in config/events/tulips.toml.", metavar="EVENT")]
EventFiles = Annotated[list[Path], typer.Argument(help="The events' files.", metavar="EVENT...")]
Source = Annotated[Path, typer.Argument(help="An event's file, or an archive file (.jsonl).", metavar="EVENT|ARCHIVE")]
Recording = Annotated[Path, typer.Argument(help="A recording's folder.", metavar="RECORDING")]
Address = Annotated[
    str, typer.Argument(help="The post's address, as copied from a browser, or its id.", metavar="POST")
]
Config = Annotated[
    Path | None,
    typer.Option("--config", help="Settings, if not the defaults (see config/backchannel.toml).", metavar="FILE"),
]
By = Annotated[
    str, typer.Option("--by", help="Who decides, for the audit. Your user name, if not said.", metavar="NAME")
]
Port = Annotated[
    int | None,
    typer.Option(help="The port of the pages; 0 takes a free one. 8000, if not said.", parser=port_of, metavar="PORT"),
]
Host = Annotated[
    str | None,
    typer.Option(
        help="The address to listen on: 127.0.0.1 is this machine alone, 0.0.0.0 everyone in the building.",
        metavar="ADDRESS",
    ),
]
NoOpen = Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")]
