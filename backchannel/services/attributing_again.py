"""Which session posts are about, looked at again: a page at a time, each an entry that leaves the next one."""

from collections.abc import Sequence

from backchannel.model.record import Record
from backchannel.model.sighting import AttributeAll, AttributeAnswers
from backchannel.services.attributing import Attributor
from backchannel.services.known import Known
from backchannel.services.settling import Settled, writes
from backchannel.store.archive import Archive
from backchannel.store.changes import follow_writes
from backchannel.store.commit import Write
from backchannel.store.keys import Keys

ANSWERS = 200  # looked at in one step


class Again:
    """Does what curate has left for itself, within a batch."""

    def __init__(self, archive: Archive, keys: Keys, attributor: Attributor, known: Known) -> None:
        self._archive = archive
        self._keys = keys
        self._attributor = attributor
        self._known = known

    async def writes(self, entry: AttributeAll | AttributeAnswers) -> list[Write]:
        """What to write for a page of posts, with the entry for the next one."""
        if isinstance(entry, AttributeAnswers):
            return await self._answers(entry)
        if entry.schedule not in {"", self._attributor.schedule}:
            return []  # an entry for the programme of now is on its way
        posts, cursor, epoch = await self._archive.some(entry.cursor, entry.epoch)
        told = await self._told(posts)
        if cursor == "0":
            return told
        following = AttributeAll(schedule=self._attributor.schedule, cursor=cursor, epoch=epoch)
        return [*told, *follow_writes(self._keys, following)]

    async def turned(self, changes: Sequence[Settled]) -> dict[str, list[Write]]:
        """An entry for the answers of each post that is about something else than before, by its id."""
        posts = [after.id for before, after in changes if _said(before) != _said(after)]
        answered = await self._known.answered(posts)
        return {post_id: follow_writes(self._keys, AttributeAnswers(post=post_id)) for post_id in answered}

    async def _answers(self, entry: AttributeAnswers) -> list[Write]:
        [posts] = await self._archive.answers([entry.post], ANSWERS, after=entry.after)
        told = await self._told(posts)
        if len(posts) < ANSWERS:
            return told
        return [*told, *follow_writes(self._keys, AttributeAnswers(post=entry.post, after=posts[-1]))]

    async def _told(self, posts: Sequence[str]) -> list[Write]:
        changes = await self._attributor.again(self._known, posts)
        turned = await self.turned(changes)
        return [*writes(self._keys, changes), *(write for each in turned.values() for write in each)]


def _said(record: Record) -> tuple[object, ...]:
    """What the answers to a post take over from it, and whether they are later."""
    return (record.sessions, record.post.created_at) if record.sessions and record.post is not None else ()
