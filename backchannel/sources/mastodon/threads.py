"""Whose conversations are worth a request: what answers a post, and what a post answers.

`GET /api/v1/statuses/:id/context` tells both. It is asked again when a post has more replies than when it was asked
last, so far apart and so often at most; of several the one with most unread replies goes first, for questions need
their answers, then the newest. Pure: it is told the time.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

from msgspec import Struct

from backchannel.model.sighting import Posted
from backchannel.sources.mastodon.policy import Policy
from backchannel.sources.mastodon.raw import Status

REMEMBERED = 5_000  # posts
HOUR = timedelta(hours=1)


class _Thread(Struct):
    local_id: str
    created_at: datetime
    replies: int = 0
    wants_parent: bool = False
    read: int = -1  # replies when it was last read; below 0 before
    looks: int = 0
    again_at: datetime | None = None

    @property
    def unread(self) -> int:
        """Replies since it was last read; what it answers counts as one."""
        return self.replies - max(self.read, 0) + (self.wants_parent and self.read < 0)


class Threads:
    """The conversations around the posts of one event on one server."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._threads: OrderedDict[str, _Thread] = OrderedDict()
        self._asked: deque[datetime] = deque(maxlen=policy.threads_an_hour)

    def note(self, status: Status, posted: Posted) -> None:
        """This has been told. What is withheld, or itself only context, has no conversation to us."""
        if posted.withheld or posted.context:
            self._threads.pop(status.id, None)
            return
        thread = self._threads.get(status.id) or _Thread(status.id, posted.post.created_at)
        thread.replies = max(0, status.replies_count or 0)
        thread.wants_parent = bool(status.in_reply_to_id)
        self._threads[status.id] = thread
        self._threads.move_to_end(status.id)
        if len(self._threads) > REMEMBERED:
            self._threads.popitem(last=False)

    def next(self, now: datetime) -> str | None:
        """The post to ask about now, by the server's own id; None where there is none, or enough was asked."""
        if len(self._asked) == self._asked.maxlen and now - self._asked[0] < HOUR:
            return None
        due = [thread for thread in self._threads.values() if self._is_due(thread, now)]
        if not due:
            return None
        best = max(due, key=lambda thread: (thread.unread, thread.created_at))
        best.read, best.looks = best.replies, best.looks + 1
        best.again_at = now + self._policy.thread_again
        self._asked.append(now)
        return best.local_id

    def undone(self, local_id: str) -> None:
        """The question had no answer: it may be asked once more."""
        thread = self._threads.get(local_id)
        if thread:
            thread.read = -1

    def _is_due(self, thread: _Thread, now: datetime) -> bool:
        is_rested = thread.again_at is None or now >= thread.again_at
        return thread.unread > 0 and thread.looks < self._policy.thread_looks and is_rested
