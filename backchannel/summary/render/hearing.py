"""What could be heard and what was left out, in sentences and in numbers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from backchannel.model.event import Coverage
from backchannel.model.reasons import in_public
from backchannel.summary import wording
from backchannel.summary.overlay_edits import DROPPED

STRIP = 400  # units from a strip's left end to its right

_MOST_GAPS = 8  # told one by one; the longest
_NAMES = {"bluesky": "Bluesky"}
_DROPPED = "Left out by the organisers when they edited this page"


class Strip(Struct, frozen=True):
    """One source's line in the picture of what was heard: what it is called, and where its line is drawn."""

    name: str
    pieces: tuple[tuple[float, float, bool], ...]


def sentences(coverage: Iterable[Coverage], zone: ZoneInfo) -> list[str]:
    """From when to when each source was heard, then the gaps, then what is in trouble still."""
    sources = list(coverage)
    return [*_spans(sources, zone), *_gaps(sources, zone), *_troubles(sources, zone)]


def strips(coverage: Iterable[Coverage]) -> list[Strip]:
    """Every source from the first contact to the last, on one scale; a piece says whether it was fetched later."""
    sources = list(coverage)
    if not sources:
        return []
    start = min(source.heard.since for source in sources)
    whole = (max(source.heard.until for source in sources) - start).total_seconds()
    return [_strip(source, start, whole) for source in sources if whole > 0]


def ledger(withheld: Mapping[str, int]) -> list[tuple[str, int]]:
    """What was left out and how many, in words; reasons that mean the same together."""
    counts: Counter[str] = Counter()
    for reason, count in withheld.items():
        counts[_DROPPED if reason == DROPPED else in_public(reason)] += count
    return [(label, count) for label, count in counts.most_common() if count]


def _spans(sources: list[Coverage], zone: ZoneInfo) -> list[str]:
    together: defaultdict[tuple[datetime, datetime], list[str]] = defaultdict(list)
    for source in sources:
        together[source.heard.since, source.heard.until].append(_name(source))
    return [
        f"We listened to {wording.listed(names)} from {_at(since, zone, until)} to {_at(until, zone, since)}."
        for (since, until), names in sorted(together.items())
    ]


def _gaps(sources: list[Coverage], zone: ZoneInfo) -> list[str]:
    gaps = [
        (end - start, source, start, end, why, filled) for source in sources for start, end, why, filled in source.gaps
    ]
    gaps.sort(key=lambda gap: (-gap[0], gap[2], gap[1].source))
    told = sorted(gaps[:_MOST_GAPS], key=lambda gap: (gap[2], gap[1].source))
    said = [
        f"{_name(source)} could not be heard {wording.span(start.astimezone(zone), end.astimezone(zone))}"
        f"{_because(why)}; {_after(is_filled=filled)}."
        for _, source, start, end, why, filled in told
    ]
    more = len(gaps) - len(told)
    return [*said, f"There were {wording.counted(more, 'shorter gap')} besides."] if more else said


def _troubles(sources: list[Coverage], zone: ZoneInfo) -> list[str]:
    return [
        f"{_name(source)} is in trouble{_because(source.heard.trouble)}"
        + (f", since {_at(source.heard.trouble_at, zone)}." if source.heard.trouble_at else ".")
        for source in sources
        if source.heard.trouble
    ]


def _strip(source: Coverage, start: datetime, whole: float) -> Strip:
    def place(when: datetime) -> float:
        return round(STRIP * min(max((when - start).total_seconds() / whole, 0), 1), 1)

    pieces: list[tuple[float, float, bool]] = []
    reached = source.heard.since
    for begin, end, _, filled in sorted(source.gaps):
        pieces.append((place(reached), place(max(begin, reached)), False))
        if filled:
            pieces.append((place(begin), place(end), True))
        reached = max(reached, end)
    pieces.append((place(reached), place(max(source.heard.until, reached)), False))
    return Strip(_name(source), tuple(piece for piece in pieces if piece[1] > piece[0]))


def _name(source: Coverage) -> str:
    return _NAMES.get(source.source, source.source)


def _at(when: datetime, zone: ZoneInfo, other: datetime | None = None) -> str:
    """The moment; with its year where the `other` end of the time is in another one."""
    here = when.astimezone(zone)
    year = f" {here.year}" if other and other.astimezone(zone).year != here.year else ""
    return f"{wording.day(here)}{year} {here:%H:%M}"


def _because(why: str) -> str:
    return f" ({why.strip().rstrip('.')})" if why.strip() else ""


def _after(*, is_filled: bool) -> str:
    if is_filled:
        return "what was written in that time was fetched afterwards"
    return "posts from that time may be missing"
