"""Counts of groups of people that say nothing of fewer than five of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from msgspec import Struct

FEWEST = 5  # people a number may speak of
STEP = 5  # what numbers are rounded to


class Counted(Struct, frozen=True, kw_only=True):
    """A group by its name: empty for what is of none, None for all groups together that are too small."""

    name: str | None
    people: int
    posts: int


def rounded(count: int) -> int:
    """The nearest multiple of five."""
    return (count + STEP // 2) // STEP * STEP


def share(some: AbstractSet[str], everyone: AbstractSet[str]) -> int | None:
    """How many per cent of everyone they are, rounded; None where they or all others are one to four."""
    others = len(everyone) - len(some)
    if len(everyone) < FEWEST or any(0 < people < FEWEST for people in (len(some), others)):
        return None
    return rounded(100 * len(some) // len(everyone))


def grouped(pairs: Iterable[tuple[str, str]]) -> tuple[Counted, ...]:
    """A table of groups, of pairs of a group and a person, one pair for each post; the largest first.

    What is too small is told together, as the last row; and where that is still too small, so is the smallest of those
    left with it, until it is not. No table is made of a single row.
    """
    posts, people = Counter[str](), defaultdict[str, set[str]](set)
    for name, person in pairs:
        posts[name] += 1
        people[name].add(person)
    ordered = sorted(posts, key=lambda name: (-len(people[name]), -posts[name], name))
    kept = [name for name in ordered if len(people[name]) >= FEWEST]
    folded = [name for name in ordered if len(people[name]) < FEWEST]
    while kept and folded and len(set[str]().union(*(people[name] for name in folded))) < FEWEST:
        folded.append(kept.pop())
    rows = [_counted(name, people[name], posts[name]) for name in kept]
    if kept and folded:
        together = set[str]().union(*(people[name] for name in folded))
        rows.append(_counted(None, together, sum(posts[name] for name in folded)))
    return tuple(sorted(rows, key=_order)) if len(rows) > 1 else ()


def _order(row: Counted) -> tuple[bool, int, str]:
    """By what is told of them, so that the order tells no more."""
    return row.name is None, -row.people, row.name or ""


def _counted(name: str | None, people: AbstractSet[str], posts: int) -> Counted:
    return Counted(name=name, people=rounded(len(people)), posts=rounded(posts))
