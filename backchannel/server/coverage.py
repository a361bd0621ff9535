"""Coverage as a screen tells it: who is heard just now, and in which share of the time. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from backchannel.model.event import Coverage
from backchannel.server.frames import SourceHealth


def source_health(coverage: Coverage, now: datetime, *, quiet: float) -> SourceHealth:
    """One source's health. It is stale while it is in trouble, or has not been heard for `quiet` seconds."""
    heard = coverage.heard
    silent = now - heard.until > timedelta(seconds=quiet)
    stale = bool(heard.trouble) or silent
    since = (heard.trouble_at if heard.trouble else None) or heard.until
    return SourceHealth(
        source=coverage.source,
        state="stale" if stale else "live",
        since=since if stale else heard.since,
        seen=_seen(coverage, now if stale else heard.until),
        trouble=heard.trouble or ("Nothing has been heard from it." if silent else ""),
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
