"""The ledger and the queues as metrics, in the form that Prometheus reads. Pure: made of what was read, when asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from backchannel.model.ledger import GapLine, Line


class Facts(NamedTuple):
    """One event in numbers: its sources, what waits to be curated and what is parked, posts by state and reason."""

    slug: str
    lines: Sequence[Line]
    waiting: int
    parked: int
    rulings: Mapping[tuple[str, str], int]


def exposition(events: Sequence[Facts], *, sockets: int) -> bytes:
    """The page that is scraped."""
    registry = CollectorRegistry()
    registry.register(_Made([*families(events, sockets=sockets)]))
    return generate_latest(registry)


def families(events: Sequence[Facts], *, sockets: int) -> Iterator[Metric]:
    """Every metric, with its values."""
    yield GaugeMetricFamily("backchannel_sockets", "Screens and followers connected to this process.", value=sockets)
    yield from _queues(events)
    yield from _of_sources([(facts.slug, line) for facts in events for line in facts.lines])


def _queues(events: Sequence[Facts]) -> Iterator[Metric]:
    waiting = GaugeMetricFamily("backchannel_ingest_entries", "Entries that wait to be curated.", labels=["event"])
    parked = GaugeMetricFamily("backchannel_parked_entries", "Entries that could not be curated.", labels=["event"])
    posts = GaugeMetricFamily(
        "backchannel_posts",
        "Posts by the state of their ruling and its reasons; one with several reasons counts under each.",
        labels=["event", "state", "reason"],
    )
    for facts in events:
        waiting.add_metric([facts.slug], facts.waiting)
        parked.add_metric([facts.slug], facts.parked)
        for (state, reason), count in sorted(facts.rulings.items()):
            posts.add_metric([facts.slug, state, reason], count)
    yield from (waiting, parked, posts)


def _of_sources(lines: Sequence[tuple[str, Line]]) -> Iterator[Metric]:
    labels = ["event", "source"]
    state = GaugeMetricFamily(
        "backchannel_source_state",
        "1 for the state a source is in: live, polling, degraded, down.",
        labels=[*labels, "state"],
    )
    lag = GaugeMetricFamily("backchannel_source_lag_seconds", "Since everything until then was heard.", labels=labels)
    seen = GaugeMetricFamily("backchannel_source_seen_ratio", "Share of the time in which it was heard.", labels=labels)
    dropped = CounterMetricFamily("backchannel_source_dropped", "Things that made no sense.", labels=labels)
    for slug, line in lines:
        state.add_metric([slug, line.source, line.state], 1)
        lag.add_metric([slug, line.source], line.lag)
        seen.add_metric([slug, line.source], line.seen / 100)
        dropped.add_metric([slug, line.source], line.dropped)
    yield from (state, lag, seen, dropped)
    yield from _gaps(lines)


def _gaps(lines: Sequence[tuple[str, Line]]) -> Iterator[Metric]:
    labels = ["event", "source", "filled"]
    count = GaugeMetricFamily("backchannel_source_gaps", "Times it was not heard, that are over.", labels=labels)
    length = GaugeMetricFamily("backchannel_source_gap_seconds", "Their length together.", labels=labels)
    for slug, line in lines:
        for filled in (False, True):
            gaps = [gap for gap in line.gaps if gap.filled is filled]
            count.add_metric([slug, line.source, str(filled).lower()], len(gaps))
            length.add_metric([slug, line.source, str(filled).lower()], sum(map(_seconds, gaps)))
    yield from (count, length)


def _seconds(gap: GapLine) -> float:
    return (gap.end - gap.start).total_seconds()


class _Made(Collector):
    """Gives the library what was made."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        """All of it."""
        return self._metrics
