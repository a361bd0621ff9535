"""The coverage ledger: how each source is heard just now, and how it was. One pure value of what is stored."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from backchannel.model.event import Coverage

QUIET = timedelta(minutes=3)  # a source that was not heard for longer is down, whatever it says
SILENT = "Nothing has been heard from it."

State = Literal["live", "polling", "degraded", "down"]


class GapLine(Struct, frozen=True):
    """When a source was not heard and why, and whether what was missed has been fetched since."""

    start: datetime
    end: datetime
    why: str
    filled: bool


class Line(Struct, frozen=True, kw_only=True):
    """One source's line.

    `since` is when its state began, as far as that is known: of a source that is heard its first contact. `why` is one
    sentence for what is degraded or down, else empty. `lag` is how many seconds ago everything until then was heard;
    `seen` the whole percent of the time since first contact in which it was heard, rounded down; `gaps` come in the
    order of time, without the one that is going on; `dropped` counts what made no sense.
    """

    source: str
    state: State
    since: datetime
    why: str
    lag: float
    seen: int
    gaps: tuple[GapLine, ...]
    dropped: int


def ledger(coverage: Sequence[Coverage], now: datetime, quiet: timedelta = QUIET) -> list[Line]:
    """Every source's line, by name."""
    return sorted((line(each, now, quiet) for each in coverage), key=lambda line: line.source)


def line(coverage: Coverage, now: datetime, quiet: timedelta = QUIET) -> Line:
    """One source's line. It is down while it is in trouble, or has not been heard for longer than `quiet`."""
    heard = coverage.heard
    is_silent = now - heard.until > quiet
    is_down = bool(heard.trouble) or is_silent
    began = (heard.trouble_at if heard.trouble else None) or heard.until
    return Line(
        source=coverage.source,
        state="down" if is_down else "degraded" if heard.degraded else heard.mode or "live",
        since=began if is_down else heard.since,
        why=heard.trouble or (SILENT if is_silent else heard.degraded),
        lag=max(0.0, (now - heard.until).total_seconds()),
        seen=_seen(coverage, now if is_down else heard.until),
        gaps=tuple(GapLine(*gap) for gap in sorted(coverage.gaps)),
        dropped=heard.dropped,
    )


def _seen(coverage: Coverage, until: datetime) -> int:
    heard = coverage.heard
    whole = (until - heard.since).total_seconds()
    unheard = [(start, end) for start, end, _, filled in coverage.gaps if not filled]
    missed = _length([*unheard, (heard.until, until)])
    return max(0, int(100 * (whole - missed) / whole)) if whole > 0 else 100


def _length(spans: Sequence[tuple[datetime, datetime]]) -> float:
    total, reached = timedelta(), None
    for start, end in sorted(spans):
        begin = start if reached is None else max(start, reached)
        total += max(end - begin, timedelta())
        reached = end if reached is None else max(reached, end)
    return total.total_seconds()
