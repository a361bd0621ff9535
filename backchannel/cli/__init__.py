"""The command line: one verb for each thing a person does. Every mistake gets a sentence, never a traceback."""

from collections.abc import Callable
from typing import Annotated, NamedTuple

import typer

from backchannel import __version__
from backchannel.cli import (
    beginning,
    deciding,
    doctoring,
    keeping,
    logging_in,
    logs,
    packing,
    programme,
    rehearsing,
    running,
    writing,
)
from backchannel.cli.plainly import console

BEGIN, DECIDE, KEEP = "To begin", "While it runs", "What lasts"
RUN, TRY = "Its parts, each a process", "To try it out"
FILE = "config/events/tulips.toml"


class Verb(NamedTuple):
    """What a verb does, below which heading it stands, and an example of its use."""

    does: Callable[..., None]
    heading: str
    example: str = ""


VERBS = {
    "demo": Verb(beginning.demo, BEGIN, "backchannel demo --speed 600"),
    "up": Verb(beginning.up, BEGIN, f"backchannel up '#pycon' '#pycon2026'   or   backchannel up {FILE}"),
    "init": Verb(beginning.init, BEGIN),
    "doctor": Verb(doctoring.doctor, BEGIN, f"backchannel doctor {FILE}"),
    "login": Verb(logging_in.login, BEGIN, "backchannel login mastodon garden.example"),
    "logout": Verb(logging_in.logout, BEGIN, "backchannel logout mastodon garden.example"),
    "hide": Verb(deciding.hide, DECIDE, f"backchannel hide {FILE} https://garden.example/@mallory/1"),
    "show": Verb(deciding.show, DECIDE, f"backchannel show {FILE} mallory@garden.example --author"),
    "pin": Verb(deciding.pin, DECIDE, f"backchannel pin {FILE} https://garden.example/@ada/1"),
    "place": Verb(deciding.place, DECIDE, f"backchannel place {FILE} https://garden.example/@ada/1 TulipsGrafting"),
    "compile": Verb(keeping.compile_, KEEP, f"backchannel compile {FILE} --out summary/"),
    "recheck": Verb(keeping.recheck_, KEEP, f"backchannel recheck {FILE}"),
    "essay": Verb(writing.essay, KEEP, f"backchannel essay ada@garden.example {FILE} --out draft.md"),
    "starterpack": Verb(packing.starterpack, KEEP, f"backchannel starterpack {FILE}"),
    "export": Verb(keeping.export_, KEEP, f"backchannel export {FILE} tulips.jsonl"),
    "import": Verb(keeping.import_, KEEP, f"backchannel import {FILE} backup.jsonl"),
    "forget": Verb(keeping.forget, KEEP, f"backchannel forget mallory@garden.example {FILE}"),
    "redis": Verb(running.redis, RUN),
    "collect": Verb(running.collect, RUN, f"backchannel collect mastodon {FILE}"),
    "curate": Verb(running.curate, RUN, f"backchannel curate {FILE}"),
    "web": Verb(running.web, RUN, f"backchannel web {FILE}"),
    "rehearse": Verb(rehearsing.rehearse, TRY, "backchannel rehearse RECORDING --speed 60"),
    "pretend": Verb(rehearsing.pretend, TRY, "backchannel pretend RECORDING --port 8123"),
}

app = typer.Typer(
    help="The hashtag talk around a live event: a wall for the room, a summary that lasts.",
    epilog="Begin with: backchannel demo",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    add_completion=False,
)


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
    logs.set_up(console, quiet=quiet)


for _name, _verb in VERBS.items():
    _epilog = f"As in: {_verb.example}" if _verb.example else None
    app.command(_name, rich_help_panel=_verb.heading, epilog=_epilog)(_verb.does)
app.add_typer(programme.app, name="programme", rich_help_panel=DECIDE)
