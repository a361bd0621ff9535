"""Our own state, broken: whoever reads it stops and says so, and nobody else is blamed for it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from backchannel.clock import SystemClock
from backchannel.model.programme import Shift
from backchannel.model.record import Record
from backchannel.model.sighting import Entry, LinkSeen, Shifted
from backchannel.services.curate import Curate
from backchannel.services.outbox import StreamOutbox
from backchannel.store.archive import Archive, PostLink
from backchannel.store.connect import Client
from backchannel.store.ingest import Ingest
from backchannel.store.keys import Keys, link_field
from backchannel.store.stored import Corrupt
from support.builders import a_post, an_event, minutes, seen
from support.path import curated

EVENT = an_event()
KEYS = Keys(EVENT.slug)
LINK = "https://bulbs.example/cold"

Read = Callable[[Archive], Awaitable[Any]]


async def every_record(archive: Archive) -> list[Record]:
    return [record async for record in archive.all()]


async def every_register(archive: Archive) -> list[Any]:
    return [register async for register in archive.all_registers()]


READS: dict[str, tuple[tuple[str, ...], Read]] = {
    "a record": (("HSET", KEYS.posts, "1"), lambda archive: archive.record("1")),
    "all records": (("HSET", KEYS.posts, "1"), every_record),
    "a register": (("HSET", KEYS.authors, "ada"), lambda archive: archive.registers(["ada"])),
    "all registers": (("HSET", KEYS.authors, "ada"), every_register),
    "the policy": (("SET", KEYS.policy), lambda archive: archive.policy()),
    "the programme": (("SET", KEYS.programme), lambda archive: archive.programme()),
    "a late room": (("HSET", KEYS.shifts, "Shed"), lambda archive: archive.shifts()),
    "all links": (("HSET", KEYS.links, LINK), lambda archive: archive.links()),
    "some links": (
        ("HSET", KEYS.links, link_field("1", LINK)),
        lambda archive: archive.links_at([PostLink("1", LINK)]),
    ),
    "a gap": (("HSET", KEYS.gaps, "garden.example 1"), lambda archive: archive.coverage()),
    "a position": (("HSET", KEYS.cursors, "garden.example"), lambda archive: archive.coverage()),
}


@pytest.mark.parametrize("broken", [b'{"id": ', b"[]", b""])
@pytest.mark.parametrize(("write", "read"), READS.values(), ids=READS)
async def test_what_we_stored_and_cannot_read_is_corrupt(
    redis: Client, write: tuple[str, ...], read: Read, broken: bytes
) -> None:
    await redis.call(*write, broken)
    with pytest.raises(Corrupt, match=r"a stored \w+ can't be read: .+"):
        await read(Archive(redis, EVENT.slug))


async def test_a_collectors_own_position_may_be_corrupt_too(redis: Client) -> None:
    await redis.call("HSET", KEYS.cursors, "garden.example", "{")
    with pytest.raises(Corrupt, match="a stored Position"):
        await StreamOutbox(redis, EVENT, SystemClock()).cursor("garden.example")


LATE = Shifted(shift=Shift(room="Shed", minutes=15, since=minutes(20)), at=minutes(20), by="cleo")
FOUND = LinkSeen(post=a_post(1).id, url=LINK, final=LINK, title="Cold", at=minutes(9))


@pytest.mark.parametrize(
    ("write", "innocent"),
    [
        (("HSET", KEYS.shifts, "Shed"), LATE),
        (("HSET", KEYS.links, link_field(FOUND.post, LINK)), FOUND),
        (("HSET", KEYS.posts, a_post(2).id), seen(a_post(2))),
        (("SET", KEYS.policy), seen(a_post(2))),
    ],
    ids=["late rooms", "links", "records", "the policy"],
)
async def test_corrupt_state_ends_curate_and_parks_no_innocent_entry(
    redis: Client, write: tuple[str, ...], innocent: Entry
) -> None:
    await curated(redis, EVENT, [seen(a_post(1))])
    await redis.call(*write, "{")
    ingest = Ingest(redis, EVENT.slug)
    await ingest.add(innocent)
    with pytest.RaisesGroup(Corrupt):
        async with asyncio.timeout(60):
            await Curate(redis, EVENT, SystemClock()).run()
    assert await redis.call("XLEN", KEYS.parked) == 0
    assert await ingest.waiting() == [innocent]


async def test_an_entry_that_nobody_can_read_stops_no_collector(redis: Client) -> None:
    ingest, good = Ingest(redis, EVENT.slug), seen(a_post(1))
    for broken in (b"{", b'{"kind": "\xff"}', b"[" * 100_000):
        await redis.call("XADD", KEYS.ingest, "*", "entry", broken)
    await ingest.add(good)
    outbox = StreamOutbox(redis, EVENT, SystemClock())
    assert [one.id for one in await outbox.known("garden.example")] == [good.post.id]


async def test_an_entry_that_nobody_can_read_is_parked(redis: Client) -> None:
    await redis.call("XADD", KEYS.ingest, "*", "entry", b'{"kind": "\xff"}')
    await curated(redis, EVENT, [seen(a_post(1))])
    assert await redis.call("XLEN", KEYS.parked) == 1
    assert await Archive(redis, EVENT.slug).numbers() == (1, 1)
