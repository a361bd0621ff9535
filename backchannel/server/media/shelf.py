"""The pictures kept in memory, each for as long as a post that shows it is, and at most for an hour.

Nothing is ever written to disk. What could not be had is kept too, for a minute, so that it is not asked for again.
"""

from collections import OrderedDict, defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from backchannel.clock import Clock
from backchannel.server.limits import Limits

OVERHEAD = 500  # bytes an entry costs besides its picture, and each of its holders

Holder = tuple[str, str]  # an event's slug and a post's id


class _Entry(NamedTuple):
    picture: bytes
    until: datetime
    holders: set[Holder]

    @property
    def cost(self) -> int:
        return len(self.picture) + OVERHEAD * (1 + len(self.holders))


class Shelf:
    """Pictures by mark, the longest unused going first. An empty one says that there is none to be had."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock, self._limits = clock, limits
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._held: defaultdict[Holder, set[str]] = defaultdict(set)
        self.bytes = 0

    def get(self, mark: str, holder: Holder) -> bytes | None:
        """The picture, which that post shows too from now on; None where it must be fetched."""
        entry = self._entries.get(mark)
        if entry is None:
            return None
        if entry.until <= self._clock.now():
            self._drop(mark)
            return None
        self._keep(mark, entry, holder)
        return entry.picture

    def put(self, mark: str, picture: bytes, holder: Holder) -> None:
        """Keep a picture that a post shows."""
        self._drop(mark)
        seconds = self._limits.picture_kept if picture else self._limits.picture_missing
        until = self._clock.now() + timedelta(seconds=seconds)
        self._keep(mark, _Entry(picture, until, set()), holder)

    def forget(self, slug: str, post_id: str) -> None:
        """A post is not shown any more: its pictures go, unless another post shows them too."""
        holder = (slug, post_id)
        for mark in list(self._held.get(holder, ())):
            entry = self._entries[mark]
            if entry.holders == {holder}:
                self._drop(mark)
            else:
                entry.holders.remove(holder)
                self.bytes -= OVERHEAD
        self._held.pop(holder, None)

    def _keep(self, mark: str, entry: _Entry, holder: Holder) -> None:
        if mark in self._entries:
            self.bytes -= entry.cost
        entry.holders.add(holder)
        self._held[holder].add(mark)
        self._entries[mark] = entry
        self._entries.move_to_end(mark)
        self.bytes += entry.cost
        while self.bytes > self._limits.pictures:
            self._drop(next(iter(self._entries)))

    def _drop(self, mark: str) -> None:
        entry = self._entries.pop(mark, None)
        if entry is None:
            return
        self.bytes -= entry.cost
        for holder in entry.holders:
            self._held[holder].discard(mark)
            if not self._held[holder]:
                del self._held[holder]
