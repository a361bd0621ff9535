"""Finds out what a server shows us: by asking, not by its version.

The ladder: its own words (`/api/v2/instance`), then one post of a hashtag, then one of its own people's only; with a
token, whether that is accepted at all. Asked again every hour, and at once when a feed is refused.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from backchannel.clock import Clock
from backchannel.sources.mastodon import ids
from backchannel.sources.mastodon.capability import Capability, Feed, capability
from backchannel.sources.mastodon.client import Client, Place
from backchannel.sources.mastodon.instance import Instance
from backchannel.sources.mastodon.page import Page
from backchannel.sources.mastodon.policy import Policy
from backchannel.sources.mastodon.trouble import Broken, Refused

logger = logging.getLogger(__name__)

REFUSALS = frozenset({401, 403, 422})
"""What a server says whose feeds are not for us: which of them is not uniform (`base_controller.rb`)."""

_UNAUTHORIZED = frozenset({401, 403})
_MOST_HASHTAGS = 3  # asked for in one probe


class Probe:
    """What one server shows us. `capability` is the last finding, None before the first; then `found` is set."""

    def __init__(self, server: str, client: Client, clock: Clock, policy: Policy) -> None:
        self.capability: Capability | None = None
        self.found = asyncio.Event()
        self._server = server
        self._client = client
        self._clock = clock
        self._policy = policy
        self._probed_at: datetime | None = None

    async def fresh(self, hashtags: Sequence[str]) -> Capability:
        """The finding, not older than an hour. Raises `Trouble` other than a refusal."""
        if self.capability is None or self._is_old():
            return await self._probe(hashtags)
        return self.capability

    def doubt(self) -> None:
        """Something was refused that should not have been: probe anew before the next round."""
        self._probed_at = None

    async def again(self, hashtag: str) -> bool:
        """After a refusal: probe anew. Says whether that found another way to read."""
        before, found = self.capability, await self._probe([hashtag])
        return found.is_readable and found != before

    async def _probe(self, hashtags: Sequence[str]) -> Capability:
        self._probed_at = self._clock.now()
        instance = await self._client.instance()
        await self._choose_credential()
        feed, is_paged = await self._feed(hashtags)
        has_token = self._client.token is not None
        found = capability(instance, feed, server=self._server, is_paged=is_paged, has_token=has_token)
        self._note(found, instance)
        return found

    async def _choose_credential(self) -> None:
        """Use the token if it is accepted, else go on as a stranger; a refusal may pass, so it is tried each time."""
        self._client.as_oneself()
        if self._client.token is None:
            return
        try:
            await self._client.verify()
        except Refused as refusal:
            if refusal.status in _UNAUTHORIZED:
                logger.warning("server=%s token=refused status=%d", self._server, refusal.status)
                self._client.as_stranger()
        except Broken as trouble:
            logger.warning("server=%s token=unverified trouble=%r", self._server, str(trouble))

    async def _feed(self, hashtags: Sequence[str]) -> tuple[Feed, bool]:
        """How hashtags can be read, and whether by pages; the first that is answered tells for the rest."""
        troubles: list[Refused | Broken] = []
        for hashtag in hashtags[:_MOST_HASHTAGS]:
            try:
                return await self._read_one(hashtag)
            except (Refused, Broken) as trouble:
                troubles.append(trouble)
        refusals = [trouble.status for trouble in troubles if isinstance(trouble, Refused)]
        if not refusals:
            raise troubles[-1]
        wants_token = self._client.token is None and not REFUSALS.isdisjoint(refusals)
        return ("token" if wants_token else "none"), True

    async def _read_one(self, hashtag: str) -> tuple[Feed, bool]:
        """One post of everybody's, or where that is refused one of the server's own people's."""
        try:
            page = await self._client.tag_page(hashtag, Place(limit=1))
        except Refused as refusal:
            if refusal.status not in REFUSALS:
                raise
            page = await self._client.tag_page(hashtag, Place(limit=1), local=True)
            return "local", await self._is_paged(hashtag, page, local=True)
        return "full", await self._is_paged(hashtag, page, local=False)

    async def _is_paged(self, hashtag: str, page: Page, *, local: bool) -> bool:
        """Whether the post just read is found by its place in the feed; some show strangers the first page alone."""
        if not page.ids or not ids.are_snowflakes(page.ids):
            return True
        below = str(ids.highest(page.ids) - 1)
        try:
            again = await self._client.tag_page(hashtag, Place(min_id=below, limit=1), local=local)
        except (Refused, Broken):
            return False
        return bool(again.ids)

    def _is_old(self) -> bool:
        return self._probed_at is None or self._clock.now() - self._probed_at >= self._policy.probed_for

    def _note(self, found: Capability, instance: Instance) -> None:
        if found != self.capability:
            level = logging.WARNING if found.limits else logging.INFO
            logger.log(
                level,
                "server=%s feed=%s paged=%s token=%s version=%r limits=%r",
                *(self._server, found.feed, found.is_paged, self._client.token is not None),
                *(instance.version[:100], found.limits),
            )
        self.capability = found
        self.found.set()
