"""The command line: one verb for each thing a person does. Every mistake gets a sentence, never a traceback."""

from typing import Annotated

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

VERBS = {
    "demo": beginning.demo,
    "up": beginning.up,
    "init": beginning.init,
    "rehearse": rehearsing.rehearse,
    "pretend": rehearsing.pretend,
    "redis": running.redis,
    "collect": running.collect,
    "curate": running.curate,
    "web": running.web,
    "hide": deciding.hide,
    "show": deciding.show,
    "pin": deciding.pin,
    "place": deciding.place,
    "doctor": doctoring.doctor,
    "forget": keeping.forget,
    "login": logging_in.login,
    "logout": logging_in.logout,
    "compile": keeping.compile_,
    "recheck": keeping.recheck_,
    "essay": writing.essay,
    "starterpack": packing.starterpack,
    "export": keeping.export_,
    "import": keeping.import_,
}

app = typer.Typer(
    help="The hashtag talk around a live event: a wall for the room, a summary that lasts.",
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
    app.command(_name)(_verb)
app.add_typer(programme.app, name="programme")
