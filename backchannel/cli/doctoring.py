"""The verb that looks whether all is well."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from backchannel.cli.naming import is_event
from backchannel.cli.options import Config
from backchannel.cli.plainly import plainly
from backchannel.model.codec import encode
from backchannel.runtime.doctor import Report, examine
from backchannel.runtime.process import run
from backchannel.settings import Misconfigured, read_settings

STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def doctor(
    what: Annotated[
        list[str] | None, typer.Argument(help="Events' files, and the address of a post.", metavar="[EVENT...] [URL]")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write it as JSON.")] = False,
    config: Config = None,
) -> None:
    """Look whether all is well: configuration, Redis, every server, tokens, clock, disk. Says how to mend what is not.

    With a post's address: who saw it, how it was ruled and why; or why nobody has it. Exit code 1 if something fails.
    """
    with plainly():
        files = [Path(word) for word in what or [] if is_event(Path(word))]
        addresses = [word for word in what or [] if not is_event(Path(word))]
        if len(addresses) > 1:
            raise Misconfigured("One post at a time: " + " ".join(addresses))
        if addresses and not files:
            raise Misconfigured(
                f"Name the event too, as in: backchannel doctor config/events/tulips.toml {addresses[0]}"
            )
        report = run(examine(read_settings(config), files, "".join(addresses)))
    typer.echo(encode(report).decode()) if as_json else _show(report)
    if not report.is_well:
        raise typer.Exit(1)


def _show(report: Report) -> None:
    console = Console(soft_wrap=False, highlight=False)
    for trace in report.post:
        console.print(Text(trace.event, style="bold"))
        for sentence in trace.says:
            console.print(Text(f"  {sentence}"))
    table = Table("", "part", "finding", box=None, pad_edge=False)
    for finding in report.findings:
        says = f"{finding.says}\n→ {finding.mend}" if finding.mend else finding.says
        table.add_row(Text(finding.grade, style=STYLES[finding.grade]), Text(finding.part), Text(says))
    console.print(table)
