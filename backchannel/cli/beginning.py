"""Verbs to begin with: the demo, a real event, and a file for one."""

import re
import sys
import webbrowser
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from textwrap import wrap
from typing import Annotated, TypeVar

import typer

from backchannel.cli.naming import hashtags_and_files
from backchannel.cli.options import Config, Host, NoOpen, Port, speed_of
from backchannel.cli.plainly import console, plainly, say, told
from backchannel.model.event import Event
from backchannel.runtime.process import run
from backchannel.runtime.services import listen
from backchannel.services.beginning import Answers, event_file
from backchannel.settings import (
    SERVERS,
    Misconfigured,
    Settings,
    check_event,
    check_hashtags,
    checks,
    read_event,
    read_settings,
    read_together,
    refuse,
)
from backchannel.sources.registry import networks

T = TypeVar("T")

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAYS = "Write one or two days, the first one first, as in 2026-06-10 2026-06-11."


def demo(
    speed: Annotated[
        float, typer.Option(help="How many times faster than it happened.", parser=speed_of, metavar="NUMBER")
    ] = 60.0,
    host: Host = None,
    port: Port = None,
    no_open: NoOpen = False,
) -> None:
    """Show an invented two-day conference on a live wall, and its summary when it is over.

    Everything is real but the networks: a private Redis, the collectors, the wall. Nothing leaves this machine.
    """
    from backchannel.demo.conference import RECORDING
    from backchannel.demo.recording import load
    from backchannel.runtime.rehearse import Rehearsal, rehearse
    from backchannel.services.rehearsal import lasts

    with plainly():
        settings = read_settings().served_at(host, port)
        listening = listen(settings)
        address = f"http://{settings.web.host}:{listening.getsockname()[1]}/"
        say(address)
        for line in _addresses(read_event(RECORDING / "event.toml"), address.rstrip("/")):
            say(line)
        minutes = round(lasts(load(RECORDING).moments, speed) / timedelta(minutes=1))
        say(f"Two days in some {max(1, minutes)} minutes, then the summary. Ctrl-C stops it, and nothing is kept.")
        if not no_open:
            _open(address)
        with told("The demo conference") as tell:
            run(rehearse(Rehearsal(RECORDING, speed, listening=listening), settings, tell))


def up(
    what: Annotated[
        list[str], typer.Argument(help="Hashtags ('#pycon') or events' files.", metavar="HASHTAG|EVENT...")
    ],
    host: Host = None,
    port: Port = None,
    no_open: NoOpen = False,
    config: Config = None,
) -> None:
    """Follow hashtags, or events from their files, on the real networks: no account, no token, one process.

    An event's file may be changed while it is followed. Stop with Ctrl-C; the next start resumes.
    """
    from backchannel.runtime import up as running

    with plainly():
        typed, files = hashtags_and_files(what)
        refuse(partial(check_hashtags, typed), partial(read_together, config, files))
        hashtags, settings = check_hashtags(typed), read_settings(config).served_at(host, port)
        listening = listen(settings)
        address = f"http://{settings.web.host}:{listening.getsockname()[1]}"

        def tell(events: Sequence[Event]) -> None:
            for event in events:
                for line in _introduction(event, address, settings):
                    say(line)
            say("Ctrl-C stops it; started again, it resumes.")

        if not no_open:
            _open(address)
        run(running.up(hashtags, files, settings, listening=listening, told=tell))


def init(
    folder: Annotated[Path, typer.Option(help="Where the file is written.", metavar="FOLDER")] = Path("config/events"),
) -> None:
    """Ask five questions about your event and write its file."""
    with plainly():
        name = _asked("What is your event called?", checks.some_text)
        hashtags = _asked("Which hashtags does it use?", lambda typed: check_hashtags(_words(typed)))
        starts, ends = _asked("First and last day? (2026-06-10 2026-06-11)", _days)
        zone = _asked("Which time zone is the venue in? (Europe/Berlin)", checks.zone, default="UTC")
        servers = _asked("Which Mastodon servers shall we read?", _servers, default=" ".join(SERVERS))
        text = event_file(Answers(name, hashtags, starts, ends, zone, servers))
        path = folder / f"{hashtags[0]}.toml"
        check_event(text, path)
        if path.exists() and not typer.confirm(f"{path} exists. Write over it?"):
            raise typer.Exit(1)
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        typer.echo(f"{path} is written. Follow it with: backchannel up {path}")


def _asked(question: str, read: Callable[[str], T], default: str | None = None) -> T:
    """The answer, asked again until it can be read."""
    while True:
        try:
            return read(typer.prompt(question, default=default))
        except (ValueError, Misconfigured) as error:
            console.print(str(error), markup=False, highlight=False)


def _words(typed: str) -> list[str]:
    return typed.replace(",", " ").split()


def _servers(typed: str) -> list[str]:
    return [checks.host(word) for word in _words(typed)]


def _days(typed: str) -> tuple[date, date]:
    words = _words(typed)
    if not 1 <= len(words) <= 2 or not all(map(_DAY.fullmatch, words)):
        raise ValueError(_DAYS)
    try:
        days = [checks.day(date.fromisoformat(word)) for word in words]
    except ValueError:
        raise ValueError(f"There is no such day. {_DAYS}") from None
    if days[0] > days[-1]:
        raise ValueError(f"{days[-1]} is before {days[0]}. {_DAYS}")
    return days[0], days[-1]


def _introduction(event: Event, address: str, settings: Settings) -> list[str]:
    told = {one.title: f"{one.sees(event)}." for one in networks().values() if one.sources(event, settings.of(one))}
    return [
        event.name,
        *_addresses(event, address),
        *(line for name, says in told.items() for line in _entry(name, says)),
    ]


def _entry(name: str, says: str) -> list[str]:
    """A name, and beside it what is said, on as many lines as that takes."""
    return wrap(says, 110, initial_indent=f"  {name:<11}", subsequent_indent=" " * 13, break_long_words=False)


def _addresses(event: Event, address: str) -> list[str]:
    base = f"{address}/{event.slug}"
    return [
        f"  Wall       {base}/wall",
        f"  Follow     {base}/follow",
        f"  Front page {base}/",
    ]


def _open(address: str) -> None:
    if sys.stdout.isatty():
        webbrowser.open(address)
