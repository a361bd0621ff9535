"""Which resources belong together: slides, code and recording of one piece of work, shared in one post."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from backchannel.summary.corpus import Corpus
from backchannel.summary.sharing import Shared

_WORK = frozenset({"slides", "code", "video", "paper", "data"})
_MOST = 3  # resources in a post that still says they are one work


def bundles(corpus: Corpus, ranked: Sequence[Shared]) -> dict[str, str]:
    """For each group the name of its bundle: the group that ranks first in it. No bundle has two of a kind."""
    kinds = {shared.group: shared.kind for shared in ranked}
    rank = {shared.group: place for place, shared in enumerate(ranked)}
    members = {group: [group] for group in kinds}
    for one, other in _pairs(corpus, ranked, rank):
        mine, theirs = members[one], members[other]
        if mine is not theirs and not {kinds[group] for group in mine} & {kinds[group] for group in theirs}:
            joined = sorted([*mine, *theirs], key=rank.__getitem__)
            members.update(dict.fromkeys(joined, joined))
    return {group: found[0] for group, found in members.items()}


def _pairs(corpus: Corpus, ranked: Iterable[Shared], rank: Mapping[str, int]) -> list[tuple[str, str]]:
    """Works that one post links to, those that rank highest first."""
    found: set[tuple[int, int, str, str]] = set()
    for index in sorted({place for shared in ranked for place in shared.places}):
        groups = [group for group in corpus.links[index] if group in rank]
        if 1 < len(corpus.links[index]) <= _MOST:
            for one, other in combinations(sorted(groups, key=rank.__getitem__), 2):
                found.add((rank[one], rank[other], one, other))
    kinds = {shared.group: shared.kind for shared in ranked}
    return [(one, other) for _, _, one, other in sorted(found) if {kinds[one], kinds[other]} <= _WORK]
