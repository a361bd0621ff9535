"""Which posts are copies of one: a pure function of what is known of them and of their authors.

    records + registers  →  groups, each the ids of one post's copies

Bridged copies are known exactly, by what the bridge says of the original (`curation/bridges.py`). Cross-posts are two
posts of one person, on two networks, whose accounts link to each other: the same words, nearest in time, one to one.
All this evidence only grows, so a group outlives later edits, and any order of arrival ends in the same groups.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from backchannel.model.record import Record, Register

WINDOW = timedelta(minutes=10)  # between two cross-posts of the same words

_NEVER = datetime.min.replace(tzinfo=UTC)
_Pair = tuple[timedelta, str, str]


def groups(records: Iterable[Record], registers: Mapping[str, Register]) -> list[list[str]]:
    """The ids of each post's copies, sorted; a post without copies is a group of its own."""
    known = {record.id: record for record in records}
    if len(known) == 1:
        return [[*known]]
    joined = _Joined()
    for record in known.values():
        for name in sorted(names(record) | {*record.originals}):
            joined.join(record.id, name)
    _join_pairs(joined, known, registers)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for post_id in sorted(known):
        found[joined.root(post_id)].append(post_id)
    return list(found.values())


def names(record: Record) -> set[str]:
    """What a bridge's copy may call this post: its id and its addresses."""
    return {record.id, *record.addresses}


def is_copy_of(record: Record, other: Record) -> bool:
    """Whether a bridge made the one of the other."""
    return not names(other).isdisjoint(record.originals)


def is_native(record: Record) -> bool:
    """Whether its author wrote it there, and no bridge."""
    return not record.originals


def are_linked(one: Register, other: Register) -> bool:
    """Whether two accounts link to each other."""
    return not set(one.accounts).isdisjoint(other.names) and not set(other.accounts).isdisjoint(one.names)


def may_pair(one: Record, other: Record, registers: Mapping[str, Register]) -> bool:
    """Whether two posts could be cross-posts of each other; of all that could, the nearest in time are."""
    if one.network == other.network or not (one.network and other.network):
        return False
    if set(one.words).isdisjoint(other.words) or abs(_made(one) - _made(other)) > WINDOW:
        return False
    if not (is_native(one) and is_native(other)):
        return False
    nobody = Register(id="")
    return are_linked(registers.get(one.author, nobody), registers.get(other.author, nobody))


def _made(record: Record) -> datetime:
    return record.created_at or _NEVER


def _join_pairs(joined: "_Joined", known: Mapping[str, Record], registers: Mapping[str, Register]) -> None:
    """Join cross-posts, the nearest first, as long as no two of one network come together."""
    natives = [record for record in known.values() if is_native(record)]
    networks: defaultdict[str, set[str]] = defaultdict(set)
    for record in natives:
        networks[joined.root(record.id)].add(record.network)
    for _, one, other in sorted(_pairs(natives, registers)):
        roots = joined.root(one), joined.root(other)
        if roots[0] != roots[1] and networks[roots[0]].isdisjoint(networks[roots[1]]):
            joined.join(one, other)
            networks[joined.root(one)] = networks[roots[0]] | networks[roots[1]]


def _pairs(natives: Iterable[Record], registers: Mapping[str, Register]) -> set[_Pair]:
    alike: defaultdict[str, list[Record]] = defaultdict(list)
    for record in sorted(natives, key=lambda record: (_made(record), record.id)):
        for words in record.words:
            alike[words].append(record)
    return {pair for same in alike.values() for pair in _near(same, registers)}


def _near(same: Sequence[Record], registers: Mapping[str, Register]) -> Iterator[_Pair]:
    """The pairs among posts of the same words, which come in order of time."""
    for at, one in enumerate(same):
        for other in same[at + 1 :]:
            if _made(other) - _made(one) > WINDOW:
                break
            if may_pair(one, other, registers):
                yield _made(other) - _made(one), min(one.id, other.id), max(one.id, other.id)


class _Joined:
    """Sets of names that belong together; each is known by one name in it."""

    def __init__(self) -> None:
        self._towards: dict[str, str] = {}

    def root(self, name: str) -> str:
        """The name its set is known by."""
        while (towards := self._towards.get(name, name)) != name:
            self._towards[name] = self._towards.get(towards, towards)
            name = towards
        return name

    def join(self, one: str, other: str) -> None:
        """Make their two sets one."""
        self._towards[self.root(one)] = self.root(other)
