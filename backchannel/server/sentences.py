"""What a page says of itself before its script runs, in the same words as `web/static/status.js`. Pure."""

from collections.abc import Sequence

from backchannel.server.frames import Numbers, SourceHealth
from backchannel.server.venue import Venue

THIN = "\u202f"


def coverage_sentence(sources: Sequence[SourceHealth], venue: Venue) -> str:
    """Who is not heard, then in which share of the time each network was."""
    missing: list[str] = []
    heard: list[str] = []
    for name, group in _groups(sources).items():
        stale = [source for source in group if source.state == "stale"]
        if len(stale) < len(group):
            heard.append(f"{name} {min(source.seen for source in group)}{THIN}%")
        if stale:
            who = name if len(stale) == len(group) else f"{len(stale)} of {len(group)} {name} servers"
            missing.append(f"{who} not heard since {venue.since(min(source.since for source in stale))}")
    return " · ".join([*missing, *([f"Seen so far: {', '.join(heard)}"] if heard else [])])


def numbers_sentence(numbers: Numbers) -> str:
    """1,204 posts from 316 people."""
    if not numbers.posts:
        return ""
    posts = f"{numbers.posts:,} {'post' if numbers.posts == 1 else 'posts'}"
    return f"{posts} from {numbers.people:,} {'person' if numbers.people == 1 else 'people'}"


def _groups(sources: Sequence[SourceHealth]) -> dict[str, list[SourceHealth]]:
    """Sources by network: every source but Bluesky is a Mastodon server."""
    groups: dict[str, list[SourceHealth]] = {}
    for source in sources:
        groups.setdefault("Bluesky" if source.source == "bluesky" else "Mastodon", []).append(source)
    return groups
