"""The tables of the page for organisers."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from backchannel.summary import wording
from backchannel.summary.insights import AFTER, BEFORE, Insights
from backchannel.summary.insights_groups import Counted
from backchannel.summary.render.telling import network


class Line(Struct, frozen=True):
    """One row: its name, its numbers, and how long its bar is, in per cent of the longest."""

    name: str
    people: int
    posts: int
    bar: int


class Table(Struct, frozen=True):
    """A table, what it counts by, and its rows."""

    anchor: str
    title: str
    column: str
    lines: tuple[Line, ...]


def tables(told: Insights) -> list[Table]:
    """Those that have something in them."""
    return [table for table in _tables(told) if table.lines]


def _tables(told: Insights) -> Iterator[Table]:
    yield _table("days", "By day", "Day", [(_day(row.name or ""), row) for row in sorted(told.days, key=_by_name)])
    yield _table(
        "rooms", "By room", "Room", [(row.name or "About no session in particular", row) for row in told.rooms]
    )
    yield _table("languages", "By language", "Language", [(row.name or "Not given", row) for row in told.languages])
    yield _table("networks", "By network", "Network", [(network(row.name or ""), row) for row in told.networks])


def _table(anchor: str, title: str, column: str, rows: list[tuple[str, Counted]]) -> Table:
    longest = max((row.people for _, row in rows), default=1)
    lines = (
        Line("All others together" if row.name is None else name, row.people, row.posts, 100 * row.people // longest)
        for name, row in rows
    )
    return Table(anchor, title, column, tuple(lines))


def _by_name(row: Counted) -> tuple[int, str]:
    place = {BEFORE: 0, AFTER: 2, None: 3}.get(row.name, 1)
    return place, row.name or ""


def _day(name: str) -> str:
    known = {"": "", BEFORE: "Before the event", AFTER: "After the event"}
    return known[name] if name in known else wording.day(date.fromisoformat(name))
