"""What a page says of itself before its script runs, in the same words as `web/static/status.js`. Pure."""

from collections.abc import Sequence

from backchannel.server.frames import Numbers, SourceHealth
from backchannel.server.venue import Venue

THIN = "\u202f"


def coverage_sentence(sources: Sequence[SourceHealth], venue: Venue) -> str:
    """Who is not heard, who is heard in part, then in which share of the time each network was."""
    missing: list[str] = []
    lacking: list[str] = []
    heard: list[str] = []
    for name, group in _groups(sources).items():
        stale = [source for source in group if source.state == "stale"]
        partly = [source for source in group if source.state == "live" and source.degraded]
        if len(stale) < len(group):
            heard.append(f"{name} {min(source.seen for source in group)}{THIN}%")
        if stale:
            missing.append(f"{_who(stale, group)} not heard since {venue.since(min(one.since for one in stale))}")
        if partly:
            why = f" ({partly[0].degraded.removesuffix('.')})" if len(partly) == 1 else ""
            lacking.append(f"{_who(partly, group)} heard in part{why}")
    return " · ".join([*missing, *lacking, *([f"Seen so far: {', '.join(heard)}"] if heard else [])])


def numbers_sentence(numbers: Numbers) -> str:
    """1,204 posts from 316 people."""
    if not numbers.posts:
        return ""
    posts = f"{numbers.posts:,} {'post' if numbers.posts == 1 else 'posts'}"
    return f"{posts} from {numbers.people:,} {'person' if numbers.people == 1 else 'people'}"


def _groups(sources: Sequence[SourceHealth]) -> dict[str, list[SourceHealth]]:
    """Sources by network."""
    groups: dict[str, list[SourceHealth]] = {}
    for source in sources:
        groups.setdefault(source.network, []).append(source)
    return groups


def _who(some: Sequence[SourceHealth], group: Sequence[SourceHealth]) -> str:
    """The network, or how many of its places."""
    return some[0].network if len(some) == len(group) else f"{len(some)} of {len(group)} {some[0].places}"
