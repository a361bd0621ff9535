"""Verbs for the processes: each runs until it is stopped, in any order of start."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from backchannel.cli.options import Config, EventFiles, Host, Port
from backchannel.cli.plainly import console, plainly
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
    network: Annotated[
        str, typer.Argument(help=f"What: {KNOWN}, {PROGRAMME} (the schedules) or {LINKS} (titles).", metavar="WHAT")
    ],
    events: EventFiles,
    config: Config = None,
) -> None:
    """Collect from one network for these events; or their schedules; or the titles of what is linked."""
    if network not in {*networks(), PROGRAMME, LINKS}:
        raise typer.BadParameter(f"{network!r} is nothing we can collect: {KNOWN}, {PROGRAMME} or {LINKS}")
    if network == PROGRAMME:
        _run(events, config, lambda services: services.programme())
    elif network == LINKS:
        _run(events, config, lambda services: services.links())
    else:
        _run(events, config, lambda services: services.collect(network))


def curate(events: EventFiles, config: Config = None) -> None:
    """Rule on what was collected: what is shown, and what is held or hidden. Without it nothing reaches a wall."""
    _run(events, config, lambda services: services.curate())


def web(events: EventFiles, host: Host = None, port: Port = None, config: Config = None) -> None:
    """Serve the pages: walls, follow pages and published summaries, all on one port."""
    with plainly():
        settings, _ = read_together(config, events)
        listening = listen(settings.served_at(host, port))
    console.print(f"http://{listening.getsockname()[0]}:{listening.getsockname()[1]}/", markup=False)
    _run(events, config, lambda services: services.web(listening))


def publish(events: EventFiles, config: Config = None) -> None:
    """Publish each event's summary when it is over, and keep it true: what is taken back leaves it within a minute."""
    _run(events, config, lambda services: services.publish())


def _run(events: list[Path], config: Path | None, service: Callable[[Services], Coroutine[Any, Any, None]]) -> None:
    with plainly():
        settings, followed = read_together(config, events)
        run(tasks.run_service(settings, followed, service))
