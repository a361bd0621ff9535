"""Verbs for rehearsals."""

import math
from pathlib import Path
from typing import Annotated

import typer

from backchannel.cli.options import Config, Recording, port_of, speed_or_max
from backchannel.cli.plainly import has_folder, plainly, say, told
from backchannel.runtime.process import run
from backchannel.runtime.services import listen
from backchannel.settings import Misconfigured, read_settings


def pretend(
    recording: Recording,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.", parser=port_of, metavar="PORT")] = 0,
) -> None:
    """Serve pretend Mastodon servers, a Jetstream and an AppView that play a recording.

    Prints their address once they listen. Nothing happens on them until somebody releases it (POST /pretend/release).
    """
    from backchannel.demo.networks import serve
    from backchannel.demo.recorded import BadRecording
    from backchannel.demo.recording import load

    with plainly():
        _found(recording)
        try:
            loaded = load(recording)
        except BadRecording as error:
            raise Misconfigured(str(error)) from error
        run(serve(loaded, host=host, port=port, ready=say))


def rehearse(  # noqa: PLR0913 - one parameter for each option
    recording: Recording,
    speed: Annotated[
        float,
        typer.Option(
            help="How many times faster than recorded, or max.",
            parser=speed_or_max,
            metavar="NUMBER|max",
            show_default="max",
        ),
    ] = math.inf,
    archive: Annotated[
        Path | None, typer.Option(help="Write the archive file here at the end.", metavar="FILE")
    ] = None,
    summary: Annotated[
        Path | None, typer.Option(help="Write the summary into this folder at the end.", metavar="FOLDER")
    ] = None,
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
        _found(recording)
        for path in filter(None, (archive, summary)):
            has_folder(path)
        listening = listen(settings) if serve else None
        asked = Rehearsal(recording, None if math.isinf(speed) else speed, archive, summary, listening)
        if listening:
            say(f"http://{settings.web.host}:{listening.getsockname()[1]}/")
        with told(f"Rehearsing {recording.name}") as tell:
            run(play(asked, settings, tell))


def _found(recording: Path) -> None:
    if not (recording / "event.toml").is_file():
        raise Misconfigured(f"{recording}: there is no recording, which is a folder with an event.toml in it.")
