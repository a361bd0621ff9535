"""An event's people as a list on Bluesky, and the starter pack that shows it, in the organiser's own account.

The keys of list and pack are made of the event, so that a second run finds what the first one made: it puts in who is
missing and takes out who is not to be there any more. A new list each time would undo what people asked Bluesky for:
who wants to be left out of a list says so by its address (lexicon `app.bsky.graph.referencelistoptout`). What the
organiser has rewritten, name and description, stays.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from backchannel.model.event import Event, midnight
from backchannel.sources.bluesky.repository import Kept, Owner, Repository, Write
from backchannel.summary.cited import Person
from backchannel.summary.render.people_of import bluesky_people
from backchannel.summary.render.starter_pack import MOST, about, tid, written
from backchannel.summary.values import Summary

LIST = "app.bsky.graph.list"
ITEM = "app.bsky.graph.listitem"
PACK = "app.bsky.graph.starterpack"
COLLECTIONS = (LIST, ITEM, PACK)

_PURPOSES = {PACK: "app.bsky.graph.defs#referencelist", LIST: "app.bsky.graph.defs#curatelist"}

There = dict[str, Sequence[Kept]]


class Plan(NamedTuple):
    """What would be done: who is put in, how many are taken out and stay, who was left out, and the address of it.

    `kind` is `app.bsky.graph.starterpack`, or `app.bsky.graph.list` for a list alone.
    """

    owner: Owner
    name: str
    kind: str
    address: str
    added: tuple[Person, ...]
    removed: int
    kept: int
    unwilling: int
    writes: tuple[Write, ...]


async def plan(summary: Summary, repository: Repository, kind: str, now: datetime) -> Plan:
    """Look at the account and at the profiles of whom it would show. Nothing is written. Raises as `Repository`."""
    people = bluesky_people(summary)[:MOST]
    owner = await repository.owner()
    there: There = {collection: await repository.records(owner, collection) for collection in COLLECTIONS}
    willing = await repository.willing([person.id for person in people], now)
    wanted = [person for person in people if person.id in willing]
    return _Packing(summary, owner, kind, now).plan(wanted, there)._replace(unwilling=len(people) - len(wanted))


class _Packing:
    """One list, with or without its pack, in one account."""

    def __init__(self, summary: Summary, owner: Owner, kind: str, now: datetime) -> None:
        self._owner, self._kind = owner, kind
        self._key = key_of(summary.event, kind)
        self._list = f"at://{owner.did}/{LIST}/{self._key}"
        self._made = {"createdAt": written(now)}
        self._about = about(summary)

    def plan(self, wanted: Sequence[Person], there: There) -> Plan:
        """What is missing and what is too much."""
        stay, go = _sorted(self._items(there[ITEM]), {person.id for person in wanted})
        added = tuple(person for person in wanted if person.id not in stay)
        return Plan(
            owner=self._owner,
            name=self._about["name"],
            kind=self._kind,
            address=self._address(),
            added=added,
            removed=len(go),
            kept=len(stay),
            unwilling=0,
            writes=(*(Write(ITEM, rkey) for rkey in go), *(self._made_anew(added, there) if wanted else ())),
        )

    def _items(self, kept: Iterable[Kept]) -> Iterator[tuple[str, str]]:
        """The key and the person of each entry of our list."""
        return ((item.rkey, item.value.subject) for item in kept if item.value.list == self._list)

    def _made_anew(self, added: Iterable[Person], there: There) -> Iterator[Write]:
        told = self._about | self._made
        if not self._has(there, LIST):
            yield Write(LIST, self._key, told | {"purpose": _PURPOSES[self._kind]})
        yield from (Write(ITEM, "", {"subject": person.id, "list": self._list} | self._made) for person in added)
        if self._kind == PACK and not self._has(there, PACK):
            yield Write(PACK, self._key, told | {"list": self._list})

    def _has(self, there: There, collection: str) -> bool:
        return any(kept.rkey == self._key for kept in there[collection])

    def _address(self) -> str:
        if self._kind == PACK:
            return f"https://bsky.app/starter-pack/{self._owner.handle}/{self._key}"
        return f"https://bsky.app/profile/{self._owner.handle}/lists/{self._key}"


def key_of(event: Event, kind: str) -> str:
    """The record key of an event's list: the same in every run, another for every event and kind."""
    drawn = hashlib.sha256(f"{kind}\n{event.slug}".encode()).digest()
    return tid(midnight(event, event.starts), int.from_bytes(drawn[:2]) % 1024)


def _sorted(items: Iterable[tuple[str, str]], wanted: Collection[str]) -> tuple[set[str], list[str]]:
    """The people who stay, and the keys of entries that go: of others, and of the same once more."""
    stay: set[str] = set()
    go: list[str] = []
    for rkey, person in items:
        if person in wanted and person not in stay:
            stay.add(person)
        else:
            go.append(rkey)
    return stay, go
