"""A view of an event: what a change, a snapshot and the coverage look like to a screen.

Quoted, answered and pinned posts are named by id and sent as posts of their own, so that a screen, too, keeps words in
one place.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from backchannel.model.record import Record
from backchannel.server.articles import article
from backchannel.server.cards import Card, card
from backchannel.server.coverage import source_health
from backchannel.server.followed import Followed
from backchannel.server.frames import Change, Drop, Health, Numbers, Pin, Put, Snapshot, Watch, event_card
from backchannel.server.limits import Limits
from backchannel.server.places import written
from backchannel.server.reading import Reader
from backchannel.server.stage import Stage, stage_of
from backchannel.store.archive import NOW
from backchannel.store.wall import WallEntry

DEEPER = 5  # times as many posts are looked through for the snapshot of a room
LIVE = Health(state="live")

VIEWS: Mapping[str, Callable[[Record | None, str], Card | None]] = {"wall": card, "follow": article}


class View:
    """One event as one of `VIEWS` shows it; for a `room`, with the posts of its sessions and of none in particular."""

    def __init__(self, followed: Followed, limits: Limits, name: str, room: str = "") -> None:
        self.followed, self.room = followed, room
        self._event, self._archive, _ = followed
        self._limits = limits
        self._reader = Reader(followed, VIEWS[name])

    async def changes(self, entries: Sequence[WallEntry]) -> list[Change]:
        """The frames that bring a screen over these entries; several of one post become one."""
        ids = _newest_last(entry.post_id for entry in entries if entry.post_id)
        known = await self._reader.complete(await self._read(ids))
        beside = [post for post in known.values() if post.id not in ids]
        changes: list[Change] = [Put(post=post) for post in beside]
        changes += [Put(post=known[post_id]) if post_id in known else Drop(id=post_id) for post_id in ids]
        if any(entry.verb in {"pin", "unpin"} for entry in entries):
            changes.append(Pin(pins=tuple(await self._pins())))
        return changes

    async def snapshot(self, *, at: str, now: datetime, watch: Watch, closing: str) -> Snapshot:
        """The whole state, newest post first."""
        pins = await self._pins()
        newest = await self._archive.older(NOW, self._limits.snapshot * (DEEPER if self.room else 1))
        wanted = dict.fromkeys([*(place.post_id for place in newest), *pins])
        found = await self._read(wanted)
        kept = dict.fromkeys([*list(found)[: self._limits.snapshot], *(pin for pin in pins if pin in found)])
        posts = await self._reader.complete({post_id: found[post_id] for post_id in kept})
        return Snapshot(
            at=at,
            now=now,
            event=event_card(self._event),
            posts=tuple(posts.values()),
            older=written(newest[-1]) if len(newest) == self._limits.snapshot else "",
            pins=tuple(pin for pin in pins if pin in posts),
            coverage=watch,
            closing=closing,
            rooms=(await stage_of(self._archive)).rooms_at(now, self.room),
        )

    async def stage(self) -> Stage:
        """The programme as it runs."""
        return await stage_of(self._archive)

    async def coverage(self, now: datetime) -> Watch:
        """What is heard just now, and the numbers."""
        numbers = Numbers(*await self._archive.numbers())
        known = await self._archive.coverage()
        sources = sorted((source_health(each, now, quiet=self._limits.quiet) for each in known), key=lambda s: s.source)
        return Watch(wall=LIVE, sources=tuple(sources), numbers=numbers)

    async def _read(self, ids: Collection[str]) -> dict[str, Card]:
        """Those of these posts that are public and belong here."""
        found = await self._reader.read(ids)
        if not self.room:
            return found
        stage = await stage_of(self._archive)
        records = await self._archive.records(list(found))
        here = {record.id for record in records if record is not None and stage.is_of_room(record, self.room)}
        return {post_id: post for post_id, post in found.items() if post_id in here}

    async def _pins(self) -> list[str]:
        return list(await self._reader.read((await self._archive.pins())[: self._limits.pins]))


def _newest_last(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(reversed(list(ids))))[::-1]
