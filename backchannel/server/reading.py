"""Posts as a view shows them, read through the archive at this moment: only what is public leaves it (invariant 4).

Posts that others name (quoted, answered) are read along, so that a page keeps the words of each in one place.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from backchannel.curation.rules import COPY
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
        """Those of these posts that are public, in this order; of copies the one that is displayed."""
        return self._made((await self._found(list(ids))).values())

    async def complete(self, posts: Mapping[str, C]) -> dict[str, C]:
        """These posts, then those they name. Each names none but public ones, by the copy that is displayed."""
        named = await self._found(_named(posts))
        beside = {post_id: post for post_id, post in self._made(named.values()).items() if post_id not in posts}
        further = await self._found(_named(beside))
        public = {asked: record.id for asked, record in {**named, **further}.items()}
        return {post.id: post.naming(public) for post in (*posts.values(), *beside.values())}

    async def copies(self, post_id: str) -> tuple[str, ...]:
        """Every id by which others may name a post: its own, and its copies'."""
        record = (await self._found([post_id])).get(post_id)
        return (post_id, *(copy.id for copy in record.copies)) if record else ()

    async def _found(self, ids: Sequence[str]) -> dict[str, Record]:
        """For each of these ids that is public, or has a copy that is, the record that is displayed."""
        records = [record for record in await self._archive.records(ids) if record is not None]
        shown = {record.id: record for record in records if record.ruling.state == "shown"}
        others = [other for record in records if record.ruling == COPY for other in record.group]
        displayed = await self._archive.records(others) if others else []
        shown |= {copy.id: record for record in displayed if record is not None for copy in record.copies}
        return {post_id: shown[post_id] for post_id in ids if post_id in shown}

    def _made(self, records: Iterable[Record]) -> dict[str, C]:
        made = (self._make(record, self._event.slug) for record in records)
        return {post.id: post for post in made if post is not None}


def _named(posts: Mapping[str, Card]) -> list[str]:
    return list(dict.fromkeys(post_id for post in posts.values() for post_id in post.named))
