"""Verbs for accounts: whoever is logged in is told more than strangers are."""

from typing import Annotated

import typer

from backchannel.cli.plainly import Config, console, plainly
from backchannel.runtime.process import run
from backchannel.settings import Misconfigured, Settings, read_settings

Network = Annotated[str, typer.Argument(help="Which network: bluesky.")]
Handle = Annotated[str, typer.Option("--handle", help="Your handle, as in ada.example.", prompt=True)]


def login(network: Network, handle: Handle, config: Config = None) -> None:
    """Log in to Bluesky with an app password: then what was before an event was followed can be searched for."""
    with plainly():
        _expect_bluesky(network)
        settings = read_settings(config)
        password = typer.prompt("App password (bsky.app, Settings, App passwords)", hide_input=True, err=True)
        run(_log_in(settings, handle.strip().removeprefix("@"), password.strip()))


def logout(network: Network, config: Config = None) -> None:
    """Forget the session. The app password stays until you take it back in Bluesky's settings."""
    with plainly():
        from backchannel.settings.membership import new_credentials

        _expect_bluesky(network)
        file = new_credentials(read_settings(config), "", "").file
        was_there = file.exists()
        file.unlink(missing_ok=True)
        console.print("The session is forgotten." if was_there else "There was no session.")


async def _log_in(settings: Settings, handle: str, password: str) -> None:
    from backchannel.settings.membership import new_credentials
    from backchannel.sources.bluesky.appview import Trouble
    from backchannel.sources.bluesky.member import Member, Unwelcome

    credentials = new_credentials(settings, handle, password)
    member = Member(credentials)
    try:
        await member.log_in()
    except (Unwelcome, Trouble) as why:
        raise Misconfigured(f"{handle} can't log in at {credentials.pds}: {why}") from None
    finally:
        await member.close()
    console.print(f"You are logged in. The session is in {credentials.file}; it is used at the next start.")


def _expect_bluesky(network: str) -> None:
    if network != "bluesky":
        raise typer.BadParameter(f"{network!r} needs no login: only bluesky does")
