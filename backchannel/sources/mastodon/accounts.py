"""The posts of followed accounts on one server, by the names people wrote.

A server tells of an account once somebody there has met it (`accounts_controller.rb#lookup`). One that it does not
know, or does not show, is said once and asked for again much later; nothing else waits for it.
"""

import logging
from datetime import datetime

from backchannel.clock import Clock
from backchannel.model.event import Event
from backchannel.sources.mastodon.client import Broken, Client, Refused
from backchannel.sources.mastodon.page import Page
from backchannel.sources.mastodon.policy import Policy
from backchannel.text.accounts import home_of

logger = logging.getLogger(__name__)


def read_on(event: Event, server: str) -> tuple[str, ...]:
    """The accounts of an event that are read on that server: its own, and on the first those that have no other."""
    fallback = event.servers[0] if event.servers else ""
    homes = {name: home_of(name) for name in event.accounts if home_of(name)}
    return tuple(name for name, home in homes.items() if server == (home if home in event.servers else fallback))


class Accounts:
    """Finds accounts on one server, and reads their own posts."""

    def __init__(self, server: str, client: Client, clock: Clock, policy: Policy) -> None:
        self._server = server
        self._client = client
        self._clock = clock
        self._policy = policy
        self._ids: dict[str, str] = {}
        self._closed_until: dict[str, datetime] = {}

    async def page(self, name: str, *, min_id: str = "", max_id: str = "") -> Page:
        """A page of an account's own posts; an empty one while the server does not show them."""
        now = self._clock.now()
        if now < self._closed_until.get(name, now):
            return Page(asked_at=now)
        try:
            page = await self._client.account_page(await self._id(name), min_id=min_id, max_id=max_id)
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
            is_home = home_of(name) == self._server
            self._ids[name] = await self._client.account_id(name.partition("@")[0] if is_home else name)
        return self._ids[name]

    def _set_aside(self, name: str, why: str) -> None:
        if name not in self._closed_until:
            logger.warning("server=%s account=%s trouble=%r", self._server, name, why)
        self._ids.pop(name, None)
        self._closed_until[name] = self._clock.now() + self._policy.refused_for
