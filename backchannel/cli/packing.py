"""The verb that writes to a network: an event's people as a starter pack in the organiser's own Bluesky account."""

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.options import Config
from backchannel.cli.plainly import plainly, say, stages
from backchannel.runtime.packs import planned, written
from backchannel.runtime.process import run
from backchannel.services.deciding import Unknown
from backchannel.services.packing import LIST, PACK, Plan
from backchannel.settings import read_settings
from backchannel.summary.wording import counted

_CALLED = {PACK: "starter pack", LIST: "list"}


def starterpack(
    source: Annotated[
        Path, typer.Argument(help="An event's file, or an archive file (.jsonl).", metavar="EVENT|ARCHIVE")
    ],
    list_only: Annotated[bool, typer.Option("--list-only", help="A list to read, without a starter pack.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    config: Config = None,
) -> None:
    """Make or renew a Bluesky starter pack of the people who wrote, in your own account (`login bluesky`).

    Only who wants to be found is in it, and who has changed their mind since is taken out.
    """
    with plainly():
        settings = read_settings(config)
        with stages(f"Reading {source.name}, and your account"):
            plan = run(planned(source, settings, LIST if list_only else PACK))
        _tell(plan, source)
        if dry_run or not plan.writes:
            return
        if not yes and not typer.confirm(f"Write this to the account of {plan.owner.handle}?", err=True):
            say("Nothing was written.")
            raise typer.Exit(1)
        run(written(plan, settings))
        say(plan.address)


def _tell(plan: Plan, source: Path) -> None:
    """Say what is to be done, person by person. Raises `Unknown` where there is nobody, and nothing to take out."""
    if not plan.added and not plan.kept and not plan.removed:
        raise Unknown(f"{source}: nobody on Bluesky wrote who wants to be found{_unwilling(plan)}.")
    if not plan.writes:
        say(f"Nothing to change: {counted(plan.kept, 'person')}{_unwilling(plan)}. {plan.address}")
        return
    for person in plan.added:
        say(f"+ {person.handle}")
    changes = f"{len(plan.added)} to put in, {plan.removed} to take out, {plan.kept} as they are{_unwilling(plan)}"
    say(f"The {_CALLED[plan.kind]} “{plan.name}”: {changes}.")


def _unwilling(plan: Plan) -> str:
    if not plan.unwilling:
        return ""
    return f"; {counted(plan.unwilling, 'person')} left out, who cannot be found any more or do not want to be"
