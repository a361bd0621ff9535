"""Curate: takes each entry of the ingest stream, decides, and commits its whole effect at once.

The only writer of archive, wall and audit. It holds the event's lease; whoever loses it writes nothing more.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence

from msgspec import DecodeError
from msgspec.structs import replace

from backchannel.clock import Clock
from backchannel.curation.consent import wordless
from backchannel.model.codec import decode_entry, encode
from backchannel.model.event import Event
from backchannel.model.sighting import AttributeAll, LinkSeen, Posted, ProgrammeChanged
from backchannel.services.attributing import Attributor, basis
from backchannel.services.batch import Batch, Taken
from backchannel.services.ruling_again import ruling_again
from backchannel.sources.lasting import Lasting
from backchannel.store.archive import Archive
from backchannel.store.changes import basis_writes, park_writes
from backchannel.store.commit import Committer, Fenced, Part
from backchannel.store.connect import Client, Unreachable
from backchannel.store.ingest import Ingest, Waiting
from backchannel.store.keys import Keys
from backchannel.store.lease import LEASE_MS, Lease
from backchannel.store.server import rewrite_file
from backchannel.store.stored import Corrupt

logger = logging.getLogger(__name__)

BATCH = 250  # entries decided and committed in one round trip
TRIES = 3  # of one entry, before it is parked
RETRY_SECONDS = 1.0
REWRITE_SECONDS = 60.0  # from an erasure to the rewriting of the file it still stands in


class Curate:
    """One event's curate."""

    def __init__(self, redis: Client, event: Event, clock: Clock) -> None:
        self._redis = redis
        self._event = event
        self._clock = clock
        self._keys = Keys(event.slug)
        self._ingest = Ingest(redis, event.slug)
        self._archive = Archive(redis, event.slug)
        self._committer = Committer(redis, lease=self._keys.lease, ingest=self._keys.ingest)
        self._attributor = Attributor(self._archive, event)
        self._failures: Counter[str] = Counter()
        self._size = BATCH
        self._trouble = Lasting(logger, f"curate event={event.slug} starts again:")
        self._erased = asyncio.Event()
        self._erased.set()  # a run before this one may have ended before it could rewrite

    async def run(self) -> None:
        """Curate until cancelled; through lost leases and lost connections."""
        while True:
            try:
                await self._hold()
            except* (Fenced, *Unreachable) as lost:
                self._trouble.goes_on(str(lost.exceptions[0]), self._clock.now())
            await self._clock.sleep(RETRY_SECONDS)

    async def _hold(self) -> None:
        lease = Lease(self._redis, self._keys.lease)
        while not await lease.take():
            await asyncio.sleep(LEASE_MS / 3000)
        self._trouble.is_over(self._clock.now())
        logger.info("curate event=%s holds the lease", self._event.slug)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._renew(lease))
                tasks.create_task(self._rewrite())
                tasks.create_task(self._work(lease.token))
        finally:
            await asyncio.shield(self._give_up(lease))

    async def _renew(self, lease: Lease) -> None:
        # In real seconds, like the lease itself: Redis counts them, not our clock.
        while await lease.renew():
            await asyncio.sleep(LEASE_MS / 3000)
        raise Fenced

    async def _give_up(self, lease: Lease) -> None:
        try:
            await lease.release()
        except Unreachable:
            logger.info("curate event=%s leaves its lease to expire", self._event.slug)

    async def _work(self, token: str) -> None:
        async for part in ruling_again(self._archive, self._keys, self._event.policy):
            await self._committer.commit(token, [part])
        await self._attribute_by(token, basis(self._event))
        while True:
            waiting = await self._ingest.head(self._size)
            if waiting:
                await self._step(token, waiting)
            else:
                await self._ingest.wait()

    async def _attribute_by(self, token: str, now: bytes) -> None:
        """Have all posts attributed anew if what that depends on has changed since curate last ran."""
        await self._attributor.load()
        if await self._archive.basis() != now:
            changed = basis_writes(self._keys, now, is_idle=self._attributor.is_idle)
            await self._committer.commit(token, [Part("", changed)])

    async def _step(self, token: str, waiting: Sequence[Waiting]) -> None:
        """Decide and commit; after a failure one by one, so that only the entry at fault is parked."""
        try:
            await self._commit(token, waiting)
            self._size = BATCH
        except (Fenced, Corrupt, *Unreachable):
            raise
        except Exception as error:  # noqa: BLE001 - one entry's fault, or ours, must not stop the rest
            if self._size > 1:
                self._size = 1
                return
            await self._failed(token, waiting[0], error)

    async def _commit(self, token: str, waiting: Sequence[Waiting]) -> None:
        batch = Batch(self._archive, self._keys, self._event.policy, self._attributor)
        taken = [Taken(item.id, decode_entry(item.raw)) for item in waiting]
        if any(isinstance(item.entry, AttributeAll) for item in taken):
            await self._attributor.load()
        parts = await batch.parts(taken)
        await self._committer.commit(token, parts)
        if batch.erased:
            self._erased.set()

    async def _failed(self, token: str, item: Waiting, error: Exception) -> None:
        self._failures[item.id] += 1
        await self._clock.sleep(RETRY_SECONDS)
        if self._failures[item.id] < TRIES:
            return
        why = f"{type(error).__name__}: {error}"
        logger.error("curate event=%s parks entry=%s why=%s", self._event.slug, item.id, why)
        await self._committer.commit(token, [Part(item.id, park_writes(self._keys, _bare(item.raw), why))])
        del self._failures[item.id]

    async def _rewrite(self) -> None:
        """Have Redis rewrite its append-only file soon after words were erased: until then they stand in it."""
        while True:
            await self._erased.wait()
            await asyncio.sleep(REWRITE_SECONDS)  # real seconds: the file lies on a real disk
            self._erased.clear()
            if not await rewrite_file(self._redis):
                self._erased.set()


def _bare(raw: bytes) -> bytes:
    """The entry as it may be kept aside: without words, which no later wish of their author would find there."""
    try:
        entry = decode_entry(raw)
    except DecodeError:
        return b""
    if isinstance(entry, ProgrammeChanged):  # megabytes, that can be read again
        return encode(replace(entry, programme=replace(entry.programme, sessions=(), speakers=())))
    if isinstance(entry, LinkSeen):
        return encode(replace(entry, url="", final="", title=""))
    return encode(replace(entry, post=wordless(entry.post)) if isinstance(entry, Posted) else entry)
