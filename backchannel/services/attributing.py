"""Which session each post is about, kept true as posts, words of the desk and the programme arrive.

A record's attribution is a function of facts: its post's words, the attribution of the earlier post that it answers,
the programme with the rooms that run late, and the desk's word. It is made with every ruling; whatever it depends on
and changes later leaves an entry for curate itself, which looks again.
"""

import asyncio
from collections.abc import Iterable, Sequence
from hashlib import sha256

from msgspec.structs import replace

from backchannel.model.codec import encode
from backchannel.model.event import Event
from backchannel.model.record import Record
from backchannel.programme.attribution.index import Index
from backchannel.programme.attribution.values import Attribution, Evidence
from backchannel.programme.attribution.weights import Weights
from backchannel.programme.shifting import shifted
from backchannel.services.known import Known
from backchannel.services.settling import Settled
from backchannel.store.archive import Archive

MOST = 2  # sessions of a post
REASONS = 6  # sentences kept, the weightiest


class Attributor:
    """Says of records which session they are about; of an event without a programme, nothing at no cost."""

    def __init__(self, archive: Archive, event: Event) -> None:
        self._archive = archive
        self._event = event
        self._index: Index | None = None
        self._ids: frozenset[str] = frozenset()
        self.schedule = ""

    @property
    def is_idle(self) -> bool:
        """Whether there is no programme to speak of."""
        return self._index is None

    async def load(self) -> None:
        """Read the programme and the late rooms, and prepare them, if they are not those that are known."""
        held, late = await self._archive.programme(), await self._archive.shifts()
        shifts = [word.shift for word in late.values()]
        schedule = sha256(encode((held.programme.version, shifts))).hexdigest()[:16] if held else ""
        if schedule == self.schedule:
            return
        self.schedule, self._index, self._ids = schedule, None, frozenset()
        if held and held.programme.sessions:
            programme = shifted(held.programme, shifts)
            self._index = await asyncio.to_thread(Index, programme, self._event)  # a second, for a thousand talks
            self._ids = frozenset(session.id for session in programme.sessions)

    async def told(self, known: Known, changes: Sequence[Settled]) -> list[Settled]:
        """The same changes with the sessions that the records are about; what is known changes with them."""
        return [change if _stands(change) else await self._told(known, change) for change in changes]

    async def again(self, known: Known, posts: Sequence[str]) -> list[Settled]:
        """These posts, attributed anew: those for which that makes a difference."""
        records = await known.records(posts)
        await known.records(parents(records.values()))
        changes = [await self._told(known, Settled(record, record)) for record in records.values()]
        return [change for change in changes if change.before != change.after]

    async def _told(self, known: Known, change: Settled) -> Settled:
        record = change.after
        if self._index is None and not record.sessions:
            return change
        after = await self._attributed(known, record)
        if after != record:
            known.put(after)
        return change._replace(after=after)

    async def _attributed(self, known: Known, record: Record) -> Record:
        found = Attribution()
        if self._index is not None and record.post is not None:
            placed = None if record.placed is None else [id_ for id_ in record.placed if id_ in self._ids]
            thread = await _thread(known, record)
            found = self._index.attribute(record.post, thread=thread, decided=placed)
        score = found.score if found.sessions or record.placed is not None else 0.0
        return replace(
            record, sessions=found.sessions[:MOST], session_score=score, session_why=_sentences(found.evidence)
        )


def parents(records: Iterable[Record]) -> set[str]:
    """Ids of the posts that these answer."""
    return {record.post.reply_to for record in records if record.post is not None and record.post.reply_to}


def basis(event: Event) -> bytes:
    """What attribution depends on beside posts, words of the desk and the programme, as a mark."""
    return sha256(encode((Weights(), event.name, event.hashtags, event.policy))).hexdigest().encode()


def _stands(change: Settled) -> bool:
    """Whether nothing has changed that the sessions follow from."""
    before, after = change
    return (before.post, before.placed) == (after.post, after.placed)


async def _thread(known: Known, record: Record) -> Attribution | None:
    """What the post that it answers is about. Only an earlier one counts, so that no circle of answers feeds itself."""
    post = record.post
    if post is None or not post.reply_to:
        return None
    answered = (await known.records([post.reply_to])).get(post.reply_to)
    if answered is None or answered.post is None:
        return None
    is_earlier = (answered.post.created_at, answered.id) < (post.created_at, record.id)
    return Attribution(sessions=answered.sessions) if is_earlier else None


def _sentences(evidence: Sequence[Evidence]) -> tuple[str, ...]:
    weightiest = sorted(evidence, key=lambda each: -each.weight)[:REASONS]
    return tuple(dict.fromkeys(each.said for each in weightiest))
