"""Fetches conversations around the event's posts from the AppView: context, which is never shown by itself."""

import logging

from backchannel.clock import Clock
from backchannel.sources.bluesky.appview import Forbidden, Trouble
from backchannel.sources.bluesky.budget import Budget
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.conversations import Conversations
from backchannel.sources.bluesky.delivery import Delivery
from backchannel.sources.bluesky.hydration import WaitingRoom
from backchannel.sources.bluesky.lookup import Lookup
from backchannel.sources.bluesky.member import Unwelcome
from backchannel.sources.bluesky.policy import Policy
from backchannel.sources.bluesky.views import PostView

log = logging.getLogger(__name__)


class Threads:
    """Asks for what is wanted, one conversation at a time and at a pace of its own, so that posts come first."""

    def __init__(
        self, conversations: Conversations, room: WaitingRoom, delivery: Delivery, *, lookup: Lookup, policy: Policy
    ) -> None:
        self._conversations = conversations
        self._room = room
        self._delivery = delivery
        self._lookup = lookup
        self._policy = policy
        self._refused = False

    async def run(self, commits: Commits, clock: Clock) -> None:
        """Work until cancelled."""
        budget = Budget(clock, per_second=self._policy.threads_per_second, burst=self._policy.threads_burst)
        while True:
            uri = await self._conversations.next()
            await budget.take()
            await self._fetch(uri)
            await commits.flush()
            self._conversations.asked(uri)

    async def _fetch(self, uri: str) -> None:
        policy = self._policy
        try:
            views = await self._lookup.appview.thread(
                uri, parents=policy.thread_parents, depth=policy.thread_depth, most=policy.thread_posts
            )
        except Forbidden as why:
            views = await self._as_member(uri, why)
        for other, hydrated in (await self._lookup.hydrated(views)).items():
            if self._room.draft(other) is None:  # its own words are on their way
                self._delivery.conversation(uri, hydrated)

    async def _as_member(self, uri: str, forbidden: Forbidden) -> list[PostView]:
        """What somebody who is logged in is told; nothing, where nobody is."""
        policy, member = self._policy, self._lookup.member
        if member is None:
            self._say_refused(forbidden)
            return []
        try:
            return await member.thread(
                uri, parents=policy.thread_parents, depth=policy.thread_depth, most=policy.thread_posts
            )
        except (Trouble, Unwelcome) as why:
            self._say_refused(why)
            return []

    def _say_refused(self, why: Exception) -> None:
        if not self._refused:
            log.warning("part=threads state=off why='Conversations are not told to us: %s.'", why)
        self._refused = True
