"""Verbs for the programme: bring it in, look at it, find what is wrong with it, say that a room runs late."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from backchannel.cli.plainly import By, Config, EventFile, plainly, whoever
from backchannel.model.programme import Programme, Session, Shift
from backchannel.programme.changes import Change
from backchannel.programme.checking import check
from backchannel.programme.draft import Problem
from backchannel.programme.hashtags import with_hashtags
from backchannel.programme.shifting import shifted
from backchannel.programme.views import at_venue, by_day, speakers_of
from backchannel.runtime import programmes
from backchannel.runtime.process import make_clock, run
from backchannel.settings import read_both, read_event

app = typer.Typer(
    help="The programme: bring it in from a schedule, look at it, find what is wrong with it.", no_args_is_help=True
)
out = Console(soft_wrap=True)

Schedule = Annotated[
    str,
    typer.Argument(
        help="The schedule's path or address (schedule.json or .xml, pretalx's API, .ics, .csv), if not the one that "
        "the event's file names.",
        metavar="[FILE|URL]",
    ),
]


@app.command("import")
def import_(event: EventFile, schedule: Schedule = "", config: Config = None) -> None:
    """Bring a schedule into the event, and say what has changed. Twice is the same as once."""
    with plainly():
        settings, followed = read_both(config, event)
        reading, changed = run(programmes.import_programme(followed, schedule, settings))
        typer.echo(_counts(reading.programme))
        _say_changes(reading.programme, changed)
        _say_problems([*reading.problems, *check(reading.programme, followed)])
        if schedule and followed.programme and schedule != followed.programme:
            typer.echo(f"While the event is followed, {followed.programme} will take its place again.")


@app.command("show")
def show(event: EventFile, schedule: Schedule = "", config: Config = None) -> None:
    """Show the event's programme as it runs now, or a schedule before it is brought in, in the venue's time."""
    with plainly():
        settings, followed = read_both(config, event)
        if schedule:
            reading = run(programmes.read_programme(followed, schedule))
            programme = with_hashtags(reading.programme, followed.hashtags)
        else:
            held, late = run(programmes.current_programme(followed, settings))
            programme = shifted(held, [word.shift for word in late.values()])
        for day, sessions in by_day(programme).items():
            out.print(_table(programme, f"{day:%A} {day}", sessions))
        typer.echo(_counts(programme))


@app.command("check")
def check_(event: EventFile, schedule: Schedule = "") -> None:
    """Read a schedule and say everything a person should look at: overlaps, missing rooms, unknown zones, and more."""
    with plainly():
        followed = read_event(event)
        reading = run(programmes.read_programme(followed, schedule))
        typer.echo(_counts(reading.programme))
        _say_problems([*reading.problems, *check(reading.programme, followed)])


@app.command("late")
def late(
    event: EventFile,
    room: Annotated[str, typer.Argument(help="The room's name, as in the programme.")],
    minutes: Annotated[int, typer.Argument(help="How many minutes late; 0: on time again.")],
    by: By = "",
    config: Config = None,
) -> None:
    """Say that a room runs late: what is on there ends later, and what follows begins later, until the room rests."""
    with plainly():
        settings, followed = read_both(config, event)
        shift = Shift(room=room, minutes=minutes, since=make_clock().now())
        run(programmes.shift_room(followed, shift, settings, by=by or whoever()))
        typer.echo(f"{room}: {minutes} minutes late" if minutes else f"{room}: on time")


def _counts(programme: Programme) -> str:
    days, cancelled = len(by_day(programme)), sum(session.cancelled for session in programme.sessions)
    parts = [
        _number(len(programme.sessions), "session"),
        _number(days, "day"),
        _number(len(programme.rooms), "room"),
        _number(len(programme.speakers), "speaker"),
        f"{sum(bool(speaker.accounts) for speaker in programme.speakers)} with an account",
        f"times in {programme.timezone}",
    ]
    return ", ".join([*parts, *([f"{cancelled} cancelled"] if cancelled else [])])


def _number(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _say_changes(programme: Programme, changed: Iterable[Change]) -> None:
    known = list(changed)
    counted = Counter(change.what for change in known)
    told = ", ".join(f"{number} {what}" for what, number in sorted(counted.items()))
    typer.echo(f"Changed: {told}" if told else "Nothing has changed.")
    for change in known:
        session = change.after or change.before
        if change.what in {"moved", "cancelled", "restored", "renamed", "removed"} and session is not None:
            starts = f"{at_venue(programme, session.starts):%a %H:%M}"
            typer.echo(f"  {change.what}: {session.talk.title} ({starts} {session.room})")


def _say_problems(problems: list[Problem]) -> None:
    typer.echo(f"{_number(len(problems), 'thing')} to look at:" if problems else "Nothing to look at.")
    for problem in problems:
        typer.echo(f"  {problem}")


def _table(programme: Programme, title: str, sessions: Iterable[Session]) -> Table:
    table = Table("Time", "Room", "Session", "Speakers", "Hashtag", title=title, title_justify="left")
    for session in sessions:
        span = f"{at_venue(programme, session.starts):%H:%M}–{at_venue(programme, session.ends):%H:%M}"
        name = f"{session.talk.title} (cancelled)" if session.cancelled else session.talk.title
        told = f"#{session.hashtag}" if session.hashtag else ""
        table.add_row(span, *map(_plain, (session.room, name, ", ".join(speakers_of(programme, session)), told)))
    return table


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
