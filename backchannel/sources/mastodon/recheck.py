"""Looks again at the posts we know: only so are edits, deletes and lost hashtags found.

No event of any kind tells of a hashtag edited away or of an account suspended (protocol: statuses are re-read with
`GET /api/v1/statuses?id[]=…`, and one that is missing from the answer is deleted or hidden). Servers that don't know
that question (Mastodon before 4.3, others) are asked for each status by itself. What is missing at its home is gone for
good, unless its author is only suspended there, which may end; what is missing elsewhere is looked for at its home.
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from backchannel.sources.mastodon.client import BATCH, Client
from backchannel.sources.mastodon.origins import Origins
from backchannel.sources.mastodon.page import Page
from backchannel.sources.mastodon.trouble import Broken, Refused
from backchannel.sources.mastodon.uris import Written, written
from backchannel.sources.mastodon.watch import Watch
from backchannel.sources.source import KnownPost

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Recheck:
    """Re-checks one server's posts, and has what it misses of others' looked for at its origin."""

    def __init__(self, server: str, client: Client, origins: Origins) -> None:
        self.server = server
        self._client = client
        self._origins = origins
        self._one_by_one = False
        self._turn = asyncio.Lock()  # for each batch, so that a look at everything does not hold up one at the young

    async def run(self, watch: Watch, since: datetime | None = None) -> None:
        """Look at everything known that was created after `since`. Raises `Trouble`."""
        known = await watch.outbox.known(self.server, since)
        for batch in _batches(known, BATCH):
            async with self._turn:
                await self._look(watch, batch)

    async def _look(self, watch: Watch, batch: Sequence[KnownPost]) -> None:
        try:
            page = await self._client.statuses([known.local_id for known in batch])
        except (Refused, Broken) as trouble:
            self._note(one_by_one=True, why=str(trouble))
            return await self._look_at_each(watch, batch)
        return await self._compare(watch, batch, page)

    async def _look_at_each(self, watch: Watch, batch: Sequence[KnownPost]) -> None:
        """Ask for one after the other. Raises `Trouble` if that, too, says nothing of any of them."""
        troubles: list[Refused | Broken] = []
        for known in batch:
            try:
                page = await self._client.status(known.local_id)
            except (Refused, Broken) as trouble:
                troubles.append(trouble)
            else:
                await self._tell(watch, page, [] if page.ids else [known])
        if len(troubles) == len(batch):
            raise troubles[-1]

    async def _compare(self, watch: Watch, batch: Sequence[KnownPost], page: Page) -> None:
        shown = set(page.ids)
        missing = [known for known in batch if known.local_id not in shown]
        if shown or not missing:
            self._note(one_by_one=False)
            return await self._tell(watch, page, missing)
        try:
            is_empty = not (await self._client.status(missing[0].local_id)).ids
        except Refused:  # it does not say, so nothing is gone for good
            return await self._tell(watch, page, missing, sure=False)
        if is_empty:
            return await self._tell(watch, page, missing)
        self._note(one_by_one=True, why="lists no posts, and has some")
        return await self._look_at_each(watch, batch)

    async def _tell(self, watch: Watch, page: Page, missing: list[KnownPost], *, sure: bool = True) -> None:
        """Commit what was found. Only where the answer is `sure` may a post be gone for good."""
        at_home = [known for known in missing if sure and watch.is_home_of(known)]
        suspended = await self._suspended({found for known in at_home if (found := written(known.id))})
        final = [known for known in at_home if _author_of(known) not in suspended]
        await watch.look_again(page, missing, final)
        for known in missing:
            if not watch.is_home_of(known):
                self._origins.ask(watch, known)

    async def _suspended(self, statuses: set[Written]) -> set[str]:
        """The authors of these who are not here for now, or of whom the server says nothing; by their URIs."""
        authors = {status.actor: status for status in statuses}
        return {actor for actor, status in authors.items() if await is_suspended(self._client, status)}

    def _note(self, *, one_by_one: bool, why: str = "") -> None:
        if one_by_one != self._one_by_one:
            self._one_by_one = one_by_one
            logger.warning("server=%s recheck=%s why=%r", self.server, "singly" if one_by_one else "batches", why)


async def is_suspended(client: Client, status: Written) -> bool:
    """Whether the server may show this author's statuses again: they are suspended, or it does not say.

    Raises `Trouble` where it has no answer at all.
    """
    try:
        asked = client.account(status.account_id) if status.account_id else client.find_account(status.name)
        return bool((await asked).suspended)
    except Refused as refusal:
        return refusal.status not in {404, 410}
    except Broken:
        return True


def _author_of(known: KnownPost) -> str:
    found = written(known.id)
    return found.actor if found else ""


def _batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
