"""The posts of followed accounts on one server, by the names people wrote.

A server tells of an account once somebody there has met it (`accounts_controller.rb#lookup`). One that it does not
know, or does not show, is said once and asked for again much later; nothing else waits for it.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime

from backchannel.model.event import Event, is_over
from backchannel.sources.mastodon.access import Access
from backchannel.sources.mastodon.budget import Kind
from backchannel.sources.mastodon.client import NEWEST, Place
from backchannel.sources.mastodon.page import Page
from backchannel.sources.mastodon.trouble import Broken, Refused
from backchannel.text.accounts import home_of

logger = logging.getLogger(__name__)


def read_on(event: Event, server: str) -> tuple[str, ...]:
    """The accounts of an event that are read on that server: its own, and on the first those that have no other.

    The accounts that it names, and those of its programme's speakers.
    """
    fallback = event.servers[0] if event.servers else ""
    homes = {name: home_of(name) for name in (*event.accounts, *event.roster.accounts) if home_of(name)}
    return tuple(name for name, home in homes.items() if server == (home if home in event.servers else fallback))


def still_read(event: Event, names: Iterable[str], now: datetime) -> Iterator[str]:
    """Of these accounts those that are read at that time: speakers are left alone when the event is over."""
    return (name for name in names if name in event.accounts or not is_over(event, now))


class Accounts:
    """Finds accounts on one server, and reads their own posts."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._ids: dict[str, str] = {}
        self._closed_until: dict[str, datetime] = {}

    async def page(self, name: str, place: Place = NEWEST, *, kind: Kind = "paging") -> Page:
        """A page of an account's own posts; an empty one while the server does not show them."""
        now = self._access.clock.now()
        if now < self._closed_until.get(name, now):
            return Page(asked_at=now)
        try:
            page = await self._access.client.account_page(await self._id(name), place, kind=kind)
        except Refused as refusal:
            self._set_aside(name, "not known there" if refusal.status in {404, 410} else str(refusal))
            return Page(asked_at=now)
        except Broken as answer:
            self._set_aside(name, str(answer))
            return Page(asked_at=now)
        self._closed_until.pop(name, None)
        return page

    async def _id(self, name: str) -> str:
        if name not in self._ids:
            is_home = home_of(name) == self._access.server
            found = await self._access.client.find_account(name.partition("@")[0] if is_home else name)
            self._ids[name] = found.id
        return self._ids[name]

    def _set_aside(self, name: str, why: str) -> None:
        if name not in self._closed_until:
            logger.warning("server=%s account=%s trouble=%r", self._access.server, name, why)
        self._ids.pop(name, None)
        self._closed_until[name] = self._access.clock.now() + self._access.policy.refused_for
