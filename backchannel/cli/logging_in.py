"""Verbs for tokens: with one a Mastodon server is listened to, instead of asked again and again."""

from typing import Annotated

import typer

from backchannel.cli.plainly import Config, console, plainly
from backchannel.runtime.process import run
from backchannel.settings import Misconfigured, Settings, checks, read_settings
from backchannel.settings.tokens import drop_token, keep_token

Network = Annotated[str, typer.Argument(help="Which network: mastodon.")]
ServerName = Annotated[str, typer.Argument(help="The server's name, as in tulip.example.", metavar="SERVER")]


def login(network: Network, server: ServerName, config: Config = None) -> None:
    """Get a token from a Mastodon server you have an account on; it may read, and nothing else."""
    with plainly():
        run(_log_in(_named(network, server), read_settings(config)))


def logout(network: Network, server: ServerName, config: Config = None) -> None:
    """Forget a server's token. The server itself knows it until you take it back in your account's settings."""
    with plainly():
        name = _named(network, server)
        was_there = drop_token(read_settings(config), name)
        console.print(f"The token of {name} is forgotten." if was_there else f"There was no token of {name}.")


async def _log_in(server: str, settings: Settings) -> None:
    from backchannel.sources.mastodon.login import begin

    begun = await begin(server, settings.mastodon.addresses((server,))[server])
    console.print(f"Open this page, log in, allow Backchannel to read, and copy the code:\n{begun.page}", markup=False)
    done = await begun.finish(typer.prompt("Code", err=True))
    path = keep_token(settings, server, done.token)
    console.print(
        f"You are {done.name} on {server}. The token is in {path}; it is used at the next start.", markup=False
    )


def _named(network: str, server: str) -> str:
    if network != "mastodon":
        raise typer.BadParameter(f"{network!r} needs no login: only mastodon does")
    try:
        return checks.host(server.lower())
    except ValueError as error:
        raise Misconfigured(str(error)) from None
