"""Fetches conversations around the event's posts from the AppView: context, which is never shown by itself."""

import logging

from backchannel.clock import Clock
from backchannel.sources.bluesky.appview import Forbidden
from backchannel.sources.bluesky.budget import Budget
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.conversations import Conversations
from backchannel.sources.bluesky.delivery import Delivery
from backchannel.sources.bluesky.hydration import WaitingRoom
from backchannel.sources.bluesky.lookup import Lookup
from backchannel.sources.bluesky.policy import Policy

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
            self._say_refused(why)
            return
        for other, hydrated in (await self._lookup.hydrated(views)).items():
            if self._room.draft(other) is None:  # its own words are on their way
                self._delivery.conversation(uri, hydrated)

    def _say_refused(self, why: Forbidden) -> None:
        if not self._refused:
            log.warning("part=threads state=off why='The AppView tells strangers no conversations: %s.'", why)
        self._refused = True
