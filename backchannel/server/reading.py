"""Posts as a view shows them, read through the archive at this moment: only what is public leaves it (invariant 4).

Posts that others name (quoted, answered) are read along, so that a page keeps the words of each in one place.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Generic, TypeVar

from backchannel.model.record import Record
from backchannel.server.cards import Card
from backchannel.server.followed import Followed

C = TypeVar("C", bound=Card)


class Reader(Generic[C]):
    """One event's posts, each made by `make` of its record."""

    def __init__(self, followed: Followed, make: Callable[[Record | None, str], C | None]) -> None:
        self._event, self._archive, _ = followed
        self._make = make

    async def read(self, ids: Collection[str]) -> dict[str, C]:
        """Those of these posts that are public, in this order."""
        made = (self._make(record, self._event.slug) for record in await self._archive.records(list(ids)))
        return {post.id: post for post in made if post is not None}

    async def complete(self, posts: Mapping[str, C]) -> dict[str, C]:
        """These posts, then those they name. Each names none but public ones."""
        beside = await self.read(_named(posts, posts))
        known = {**posts, **beside}
        public = known.keys() | (await self.read(_named(beside, known))).keys()
        return {post.id: post.naming(public) for post in known.values()}


def _named(posts: Mapping[str, Card], known: Mapping[str, Card]) -> Sequence[str]:
    named = dict.fromkeys(post_id for post in posts.values() for post_id in post.named)
    return [post_id for post_id in named if post_id not in known]
