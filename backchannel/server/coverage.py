"""Coverage as a screen tells it: who is heard just now, and in which share of the time. Pure."""

from datetime import datetime, timedelta

from backchannel.model.event import Coverage
from backchannel.model.ledger import line
from backchannel.server.frames import SourceHealth
from backchannel.sources.registry import network_of


def source_health(coverage: Coverage, now: datetime, *, quiet: float) -> SourceHealth:
    """One source's health. It is stale while it is in trouble, or has not been heard for `quiet` seconds."""
    found = line(coverage, now, timedelta(seconds=quiet))
    network = network_of(coverage.source)
    return SourceHealth(
        source=coverage.source,
        state="stale" if found.state == "down" else "live",
        since=found.since,
        seen=found.seen,
        trouble=found.why if found.state == "down" else "",
        degraded=found.why if found.state == "degraded" else "",
        network=network.title if network else coverage.source,
        places=network.places if network else coverage.source,
    )
