"""What one event has been told of one server's posts by this process, so that nothing is told twice."""

from collections import OrderedDict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from backchannel.sources.source import KnownPost

MISSING = 0
"""The fingerprint of a post that was not there."""

GONE = 1
"""The fingerprint of a post that will not come back."""

LONGEST_IDS = 2200  # characters
STALE = timedelta(minutes=1)  # caches answer for 15 s, and for 30 s more while they ask again

V = TypeVar("V")


class Memory:
    """The fingerprints of what was told last, by post, and the posts' ids by the server's own; each bounded."""

    def __init__(self, longest: int) -> None:
        self.ids: OrderedDict[str, str] = OrderedDict()
        self._told: OrderedDict[str, int] = OrderedDict()
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._contexts: OrderedDict[str, None] = OrderedDict()
        self._deleted: OrderedDict[str, datetime] = OrderedDict()
        self._ours: OrderedDict[str, None] = OrderedDict()
        self._longest = longest

    def is_news(self, post: str, fingerprint: int) -> bool:
        """Whether this differs from what was told last."""
        return self._told.get(post) != fingerprint

    def has_counts(self, post: str, counts: int) -> bool:
        """Whether these are the counts that were told last."""
        return self._counts.get(post) == counts

    def knows(self, post: str) -> bool:
        """Whether anything was told of this post."""
        return post in self._told

    def told(self, post: str, fingerprint: int, counts: int | None = None) -> None:
        """Remember what has been told, and is committed."""
        _put(self._told, post, fingerprint, self._longest)
        if counts is not None:
            _put(self._counts, post, counts, self._longest)

    def take(self, post: str, *, has_words: bool = True) -> None:
        """Remember that the post is the event's own, or without words that it is none any more."""
        if has_words:
            _put(self._ours, post, None, self._longest)
        else:
            self._ours.pop(post, None)

    def is_ours(self, post: str | None) -> bool:
        """Whether that was told as one of the event's own, with its words as far as is known."""
        return post in self._ours

    def has_told(self, post: str) -> bool:
        """Whether anything was told of this post, by this process or with its words by a former one."""
        return post in self._told or post in self._ours or post in self._contexts

    def forget(self) -> None:
        """What was told so far counts as untold."""
        self._told.clear()

    def learn(self, posts: Iterable[KnownPost]) -> None:
        """Remember the server's own ids: its replies, quotes and deletes name nothing else."""
        for post in posts:
            if len(post.local_id) + len(post.id) <= LONGEST_IDS:
                _put(self.ids, post.local_id, post.id, self._longest)
                if post.context:
                    _put(self._contexts, post.id, None, self._longest)

    def recall(self, posts: Collection[KnownPost]) -> None:
        """Remember what a former process told."""
        self.learn(posts)
        for post in posts:
            self.take(post.id, has_words=not post.context)

    def is_context(self, post: str) -> bool:
        """Whether this was told as part of a conversation."""
        return post in self._contexts

    def delete(self, local_id: str, at: datetime) -> None:
        """Remember that the server said so: a post it tells of afterwards may come out of a cache, or late."""
        _put(self._deleted, local_id, at, self._longest)

    def is_deleted(self, local_id: str, now: datetime) -> bool:
        """Whether that was said a moment ago."""
        at = self._deleted.get(local_id)
        return at is not None and now - at < STALE


def _put(table: OrderedDict[str, V], key: str, value: V, longest: int) -> None:
    table[key] = value
    table.move_to_end(key)
    if len(table) > longest:
        table.popitem(last=False)
