"""What one event has been told of one server's posts by this process, so that nothing is told twice."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import TypeVar

from backchannel.sources.source import KnownPost

MISSING = 0
"""The fingerprint of a post that was not there."""

LONGEST_IDS = 2200  # characters

V = TypeVar("V")


class Memory:
    """The fingerprints of what was told last, by post, and the posts' ids by the server's own; each bounded."""

    def __init__(self, longest: int) -> None:
        self.ids: OrderedDict[str, str] = OrderedDict()
        self._told: OrderedDict[str, int] = OrderedDict()
        self._longest = longest

    def is_news(self, post: str, fingerprint: int) -> bool:
        """Whether this differs from what was told last."""
        return self._told.get(post) != fingerprint

    def told(self, post: str, fingerprint: int) -> None:
        """Remember what has been told, and is committed."""
        _put(self._told, post, fingerprint, self._longest)

    def forget(self) -> None:
        """What was told so far counts as untold."""
        self._told.clear()

    def learn(self, posts: Iterable[KnownPost]) -> None:
        """Remember the server's own ids: its replies and quotes name nothing else."""
        for post in posts:
            if len(post.local_id) + len(post.id) <= LONGEST_IDS:
                _put(self.ids, post.local_id, post.id, self._longest)


def _put(table: OrderedDict[str, V], key: str, value: V, longest: int) -> None:
    table[key] = value
    table.move_to_end(key)
    if len(table) > longest:
        table.popitem(last=False)
