"""Verbs for accounts: whoever is logged in is told more than strangers are. Logging in writes nothing there."""

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.options import Config
from backchannel.cli.plainly import console, plainly
from backchannel.runtime.process import run
from backchannel.settings import Settings, checks, read_settings
from backchannel.sources.bluesky import Bluesky
from backchannel.sources.mastodon import Mastodon
from backchannel.sources.network import BadSecret

Network = Annotated[str, typer.Argument(help="Which network: mastodon or bluesky.", metavar="NETWORK")]
Who = Annotated[
    str,
    typer.Argument(help="Mastodon: your server, as in tulip.example. Bluesky: your handle.", metavar="SERVER|HANDLE"),
]


def login(network: Network, who: Who = "", config: Config = None) -> None:
    """Log in to a Mastodon server you have an account on, or to Bluesky with an app password.

    A Mastodon server then tells of posts within a second, and shows what it shows its own people only. On Bluesky what
    was before an event was followed can be searched for. Nothing is ever posted.
    """
    with plainly():
        settings = read_settings(config)
        match network:
            case "mastodon":
                run(_to_mastodon(_server(who or typer.prompt("Your server", err=True)), settings))
            case "bluesky":
                handle = (who or typer.prompt("Your handle", err=True)).strip().removeprefix("@")
                password = typer.prompt("App password (bsky.app, Settings, App passwords)", hide_input=True, err=True)
                run(_to_bluesky(handle, password.strip(), settings))
            case _:
                raise _unknown(network)


def logout(network: Network, who: Who = "", config: Config = None) -> None:
    """Forget a server's token, or the session on Bluesky. They stay valid until you take them back there."""
    with plainly():
        data = read_settings(config).data
        match network:
            case "mastodon":
                was_there = _forget_token(_server(who or typer.prompt("Your server", err=True)), data)
            case "bluesky":
                session = next(iter(Bluesky().secrets(data).values()))
                was_there = session.exists()
                session.unlink(missing_ok=True)
            case _:
                raise _unknown(network)
        console.print("Forgotten." if was_there else "Nobody was logged in.")


async def _to_mastodon(server: str, settings: Settings) -> None:
    from backchannel.sources.mastodon.login import begin
    from backchannel.sources.mastodon.tokens import keep_token

    begun = await begin(server, settings.of(Mastodon()).addresses((server,))[server])
    console.print(f"Open this page, log in, allow Backchannel to read, and copy the code:\n{begun.page}", markup=False)
    done = await begun.finish(typer.prompt("Code", err=True))
    path = keep_token(settings.data, server, done.token)
    console.print(
        f"You are {done.name} on {server}. The token is in {path}; it is used at the next start.", markup=False
    )


async def _to_bluesky(handle: str, password: str, settings: Settings) -> None:
    from backchannel.sources.bluesky.appview import Trouble
    from backchannel.sources.bluesky.member import Member, Unwelcome
    from backchannel.sources.bluesky.membership import new_credentials

    credentials = new_credentials(settings.data, settings.of(Bluesky()).pds, handle, password)
    member = Member(credentials)
    try:
        await member.log_in()
    except (Unwelcome, Trouble) as why:
        raise BadSecret(f"{handle} can't log in at {credentials.pds}: {why}") from None
    finally:
        await member.close()
    console.print(f"You are logged in. The session is in {credentials.file}; it is used at the next start.")


def _forget_token(server: str, data: Path) -> bool:
    from backchannel.sources.mastodon.tokens import drop_token

    return drop_token(data, server)


def _server(name: str) -> str:
    try:
        return checks.host(name.strip().lower())
    except ValueError as error:
        raise BadSecret(str(error)) from None


def _unknown(network: str) -> typer.BadParameter:
    return typer.BadParameter(f"{network!r} needs no login: only mastodon and bluesky know one")
