"""Verbs for the processes: each runs until it is stopped, in any order of start."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from backchannel.cli.plainly import Config, EventFiles, console, plainly
from backchannel.runtime import tasks
from backchannel.runtime.process import run
from backchannel.runtime.services import Services, listen
from backchannel.settings import read_settings, read_together
from backchannel.sources.registry import networks

KNOWN = ", ".join(networks())

PROGRAMME, LINKS = "programme", "links"


def redis(config: Config = None) -> None:
    """Run the private Redis alone, for the other processes to share."""
    with plainly():
        run(tasks.keep_redis(read_settings(config)))


def collect(
    network: Annotated[str, typer.Argument(help=f"What: {KNOWN}, {PROGRAMME} (the schedules) or {LINKS} (titles).")],
    events: EventFiles,
    config: Config = None,
) -> None:
    """Collect one network's posts, or programmes, or the titles of links, of these events into the ingest stream."""
    if network not in {*networks(), PROGRAMME, LINKS}:
        raise typer.BadParameter(f"{network!r} is nothing we can collect: {KNOWN}, {PROGRAMME} or {LINKS}")
    if network == PROGRAMME:
        _run(events, config, lambda services: services.programme())
    elif network == LINKS:
        _run(events, config, lambda services: services.links())
    else:
        _run(events, config, lambda services: services.collect(network))


def curate(events: EventFiles, config: Config = None) -> None:
    """Rule on what was collected: into the archive, and onto the wall."""
    _run(events, config, lambda services: services.curate())


def web(events: EventFiles, config: Config = None) -> None:
    """Serve the walls."""
    with plainly():
        settings, _ = read_together(config, events)
        listening = listen(settings)
    console.print(f"http://{listening.getsockname()[0]}:{listening.getsockname()[1]}/", markup=False)
    _run(events, config, lambda services: services.web(listening))


def _run(events: list[Path], config: Path | None, service: Callable[[Services], Coroutine[Any, Any, None]]) -> None:
    with plainly():
        settings, followed = read_together(config, events)
        run(tasks.run_service(settings, followed, service))
