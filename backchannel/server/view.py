"""The wall's view of an event: what a change, a snapshot and the coverage look like to a screen.

Everything is read through the archive at this moment, and only what is public leaves it (invariant 4). Quoted
and pinned posts are named by id and sent as posts of their own, so that a screen, too, keeps words in one place.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from backchannel.curation.rules import COPY
from backchannel.server.cards import Card, card
from backchannel.server.coverage import source_health
from backchannel.server.followed import Followed
from backchannel.server.frames import Change, Drop, Health, Numbers, Pin, Put, Snapshot, Watch, event_card
from backchannel.server.limits import Limits
from backchannel.store.wall import WallEntry

LIVE = Health(state="live")


class WallView:
    """One event as its wall shows it."""

    def __init__(self, followed: Followed, limits: Limits) -> None:
        self._event, self._archive, _ = followed
        self._limits = limits

    async def changes(self, entries: Sequence[WallEntry]) -> list[Change]:
        """The frames that bring a screen over these entries; several of one post become one."""
        ids = _newest_last(entry.post_id for entry in entries if entry.post_id)
        cards = await self._cards(ids)
        quoted = await self._quoted(cards)
        changes: list[Change] = [Put(post=post) for post in quoted.values()]
        for post_id in ids:
            post = cards.get(post_id)
            changes.append(Put(post=_with_known_quote(post, cards | quoted)) if post else Drop(id=post_id))
        if any(entry.verb in {"pin", "unpin"} for entry in entries):
            changes.append(Pin(pins=tuple(await self._pins())))
        return changes

    async def snapshot(self, *, at: str, now: datetime, watch: Watch, closing: str) -> Snapshot:
        """The whole state, newest post first."""
        pins = await self._pins()
        newest = await self._archive.newest(self._limits.snapshot)
        cards = await self._cards(list(dict.fromkeys([*newest, *pins])))
        cards |= await self._quoted(cards)
        return Snapshot(
            at=at,
            now=now,
            event=event_card(self._event),
            posts=tuple(_with_known_quote(post, cards) for post in cards.values()),
            pins=tuple(pin for pin in pins if pin in cards),
            coverage=watch,
            closing=closing,
        )

    async def coverage(self, now: datetime) -> Watch:
        """What is heard just now, and the numbers."""
        numbers = Numbers(*await self._archive.numbers())
        known = await self._archive.coverage()
        sources = sorted((source_health(each, now, quiet=self._limits.quiet) for each in known), key=lambda s: s.source)
        return Watch(wall=LIVE, sources=tuple(sources), numbers=numbers)

    async def _pins(self) -> list[str]:
        return list(await self._cards((await self._archive.pins())[: self._limits.pins]))

    async def _cards(self, ids: Sequence[str]) -> dict[str, Card]:
        cards = (card(record, self._event.slug) for record in await self._archive.records(ids))
        return await self._with_displayed_quotes({post.id: post for post in cards if post is not None})

    async def _with_displayed_quotes(self, cards: dict[str, Card]) -> dict[str, Card]:
        """The cards, quoting of each post the copy that is displayed."""
        quoted = [post.quote_of for post in cards.values() if post.quote_of]
        copies = [record for record in await self._archive.records(quoted) if record and record.ruling == COPY]
        others = await self._archive.records([other for record in copies for other in record.group])
        displayed = {copy.id: record.id for record in others if record for copy in record.copies}
        return {
            post_id: replace(post, quote_of=displayed.get(post.quote_of or "", post.quote_of))
            for post_id, post in cards.items()
        }

    async def _quoted(self, cards: dict[str, Card]) -> dict[str, Card]:
        quoted = dict.fromkeys(post.quote_of for post in cards.values() if post.quote_of)
        return await self._cards([post_id for post_id in quoted if post_id not in cards])


def _newest_last(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(reversed(list(ids))))[::-1]


def _with_known_quote(post: Card, known: dict[str, Card]) -> Card:
    return post if post.quote_of is None or post.quote_of in known else replace(post, quote_of=None)
