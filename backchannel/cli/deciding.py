"""Verbs for decisions: each is one more entry of the ingest stream, and in the audit."""

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.plainly import By, Config, EventFile, plainly, whoever
from backchannel.runtime import tasks
from backchannel.runtime.process import run
from backchannel.settings import read_both

Address = Annotated[str, typer.Argument(help="The post's address, as copied from a browser, or its id.")]


def hide(
    event: EventFile,
    target: Address,
    author: Annotated[bool, typer.Option("--author", help="Hide everything of this person (their handle).")] = False,
    by: By = "",
    config: Config = None,
) -> None:
    """Take a post, or everything of a person, off every screen. `show` brings it back."""
    _order("hide-author" if author else "hide", target, event, by=by, config=config)


def show(
    event: EventFile,
    target: Address,
    author: Annotated[bool, typer.Option("--author", help="Show this person's posts again (their handle).")] = False,
    by: By = "",
    config: Config = None,
) -> None:
    """Show a post that was hidden by hand or by default. What its author withheld stays withheld."""
    _order("show-author" if author else "show", target, event, by=by, config=config)


def pin(
    event: EventFile,
    target: Address,
    off: Annotated[bool, typer.Option("--off", help="Take the pin out again.")] = False,
    by: By = "",
    config: Config = None,
) -> None:
    """Keep a post at the head of the wall."""
    _order("unpin" if off else "pin", target, event, by=by, config=config)


def place(
    event: EventFile,
    target: Address,
    session: Annotated[str, typer.Argument(help="The session's id or hashtag, or: none.")],
    by: By = "",
    config: Config = None,
) -> None:
    """Say which session a post is about. That is final, whatever the post says."""
    with plainly():
        settings, followed = read_both(config, event)
        post_id, title = run(tasks.place(target, session, followed, settings, by=by or whoever()))
        typer.echo(f"place: {post_id} is about {title or 'no session'}")


def _order(verb: str, target: str, event: Path, *, by: str, config: Path | None) -> None:
    with plainly():
        settings, followed = read_both(config, event)
        typer.echo(f"{verb}: {run(tasks.order(verb, target, followed, settings, by=by or whoever()))}")
