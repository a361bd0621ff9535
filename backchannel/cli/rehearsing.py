"""Verbs for rehearsals."""

from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.plainly import Config, plainly, say, told
from backchannel.runtime.process import run
from backchannel.runtime.services import listen
from backchannel.settings import Misconfigured, read_settings


def pretend(
    recording: Annotated[Path, typer.Argument(help="A recording's folder.")],
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.")] = 0,
) -> None:
    """Serve pretend Mastodon servers, a Jetstream and an AppView that play a recording.

    Prints their address once they listen. Nothing happens on them until somebody releases it (POST /pretend/release).
    """
    from backchannel.demo.networks import serve
    from backchannel.demo.recording import BadRecording, load

    with plainly():
        try:
            loaded = load(recording)
        except BadRecording as error:
            raise Misconfigured(str(error)) from error
        run(serve(loaded, host=host, port=port, ready=say))


def rehearse(  # noqa: PLR0913 - one parameter for each option
    recording: Annotated[Path, typer.Argument(help="A recording's folder.")],
    speed: Annotated[str, typer.Option(help="How many times faster than recorded, or max.")] = "max",
    archive: Annotated[Path | None, typer.Option(help="Write the archive file here at the end.")] = None,
    summary: Annotated[Path | None, typer.Option(help="Write the summary into this folder at the end.")] = None,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the wall; stay when it is over.")] = True,
    config: Config = None,
) -> None:
    """Run the whole real path over a recording: pretend networks, collectors, curate, wall, summary.

    Everything lives on a private Redis that ends with the rehearsal. Idle times are skipped.
    """
    from backchannel.runtime.rehearse import Rehearsal
    from backchannel.runtime.rehearse import rehearse as play

    with plainly():
        settings = read_settings(config)
        if not (recording / "event.toml").is_file():
            raise Misconfigured(f"{recording}: there is no recording, which is a folder with an event.toml in it.")
        for path in filter(None, (archive, summary)):
            if not path.absolute().parent.is_dir():
                raise Misconfigured(f"{path}: there is no folder {path.parent} to write it into.")
        listening = listen(settings) if serve else None
        asked = Rehearsal(recording, _speed(speed), archive, summary, listening)
        if listening:
            say(f"http://{settings.web.host}:{listening.getsockname()[1]}/")
        with told(f"Rehearsing {recording.name}") as tell:
            run(play(asked, settings, tell))


def _speed(typed: str) -> float | None:
    if typed == "max":
        return None
    try:
        speed = float(typed)
    except ValueError:
        speed = 0.0
    if not 0 < speed < float("inf"):
        raise Misconfigured(f"--speed {typed}: a number above 0, or max")
    return speed
