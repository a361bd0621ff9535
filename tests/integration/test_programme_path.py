"""The programme's way: read, appended to ingest, committed by curate, told to the wall, kept in the archive, erased."""

import asyncio
import logging
from itertools import permutations
from pathlib import Path

import pytest
from msgspec.structs import replace

from backchannel.clock import TurnedClock
from backchannel.model.event import Event
from backchannel.model.programme import Programme, Shift
from backchannel.model.sighting import Entry, ProgrammeChanged, Shifted
from backchannel.services.archiving import archive_lines
from backchannel.services.importing import entries
from backchannel.services.refreshing import Refresher, keep_programme
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from backchannel.store.erase import erase_event
from backchannel.store.ingest import Ingest
from backchannel.store.keys import Keys
from backchannel.store.wall import WallLog
from backchannel.summary.archive_file import HeldProgramme, read, write
from support.builders import NOON, a_post, an_event, minutes, seen
from support.path import curated, curating
from support.schedules import a_programme, a_session, at, sample

EVENT = an_event(timezone="Europe/Oslo")
FIRST, SECOND = a_programme(a_session(1)), a_programme(a_session(1, starts=11), a_session(2))


def told(programme: Programme, minute: float) -> ProgrammeChanged:
    return ProgrammeChanged(programme=programme, seen_at=minutes(minute))


def late(room: str, by_minutes: int, minute: float) -> Shifted:
    return Shifted(shift=Shift(room=room, minutes=by_minutes, since=at(10)), at=minutes(minute), by="cleo")


async def held(redis: Client, event: Event = EVENT) -> Programme | None:
    found = await Archive(redis, event.slug).programme()
    return found.programme if found else None


async def verbs(redis: Client) -> list[str]:
    return [entry.verb for entry in await WallLog(redis, EVENT.slug).after("0-0")]


async def test_a_programme_is_held_and_the_wall_hears_of_every_change_once(redis: Client) -> None:
    await curated(redis, EVENT, [told(FIRST, 1), told(FIRST, 2), seen(a_post(1)), told(SECOND, 3)])
    assert await held(redis) == SECOND
    assert await verbs(redis) == ["programme", "put", "programme"]


async def test_in_any_order_and_repeated_the_latest_programme_and_words_hold(redis: Client) -> None:
    words: list[Entry] = [told(FIRST, 1), told(SECOND, 2), late("Shed", 10, 1), late("Shed", 0, 3)]
    for order in permutations(words):
        await redis.call("FLUSHALL")
        await curated(redis, EVENT, [*order, order[0]])
        assert await held(redis) == SECOND
        assert await Archive(redis, EVENT.slug).shifts() == {"Shed": late("Shed", 0, 3)}


async def test_a_word_on_a_late_room_reaches_wall_and_audit(redis: Client) -> None:
    await curated(redis, EVENT, [told(FIRST, 1), late("Glasshouse", 15, 2)])
    assert await verbs(redis) == ["programme", "programme"]
    (entry,) = await redis.call("XRANGE", Keys(EVENT.slug).audit, "-", "+")
    assert b'"by":"cleo"' in entry[1][1]


async def test_the_archive_file_carries_the_programme_and_brings_it_back(redis: Client) -> None:
    asked = replace(EVENT, programme="/home/ada/secret.json")
    await curated(redis, asked, [told(SECOND, 3), late("Shed", 10, 4), seen(a_post(1))])
    public, _ = await archive_lines(redis, asked)
    assert public.programme == HeldProgramme(programme=SECOND, seen_at=minutes(3))
    assert public.event.programme == ""
    header, lines = await archive_lines(redis, asked, full=True)
    header, again = read(write(header, lines))
    other = an_event(slug="again")
    await curated(redis, other, [*entries(header, again), told(FIRST, 1)])
    assert await Archive(redis, other.slug).programme() == told(SECOND, 3)
    assert await Archive(redis, other.slug).shifts() == {"Shed": late("Shed", 10, 4)}


async def test_forgetting_the_event_forgets_its_programme(redis: Client) -> None:
    await curated(redis, EVENT, [told(FIRST, 1), late("Shed", 10, 2)])
    await erase_event(redis, EVENT.slug, "token")
    assert await held(redis) is None
    assert await Archive(redis, EVENT.slug).shifts() == {}


async def test_an_entry_that_is_parked_leaves_the_sessions_out(redis: Client) -> None:
    ingest = Ingest(redis, EVENT.slug)
    async with asyncio.timeout(60), curating(redis, EVENT):
        await ingest.add(seen(a_post(1)))
        while await ingest.length():
            await asyncio.sleep(0.01)
        await redis.call("SET", Keys(EVENT.slug).shifts, "no hash")
        await ingest.add(late("Shed", 10, 1))
        await ingest.add(told(FIRST, 2))
        while await ingest.length():
            await asyncio.sleep(0.01)
    assert await held(redis) == FIRST


async def test_a_schedule_is_read_again_and_only_what_is_new_is_told(redis: Client, tmp_path: Path) -> None:
    path = tmp_path / "schedule.json"
    path.write_bytes(sample("schedule.json"))
    event = replace(EVENT, programme=str(path))
    clock, ingest = TurnedClock(NOON), Ingest(redis, event.slug)
    keeping = asyncio.create_task(keep_programme(redis, event, clock, 600))
    async with asyncio.timeout(60), curating(redis, event):
        while (first := await held(redis, event)) is None:
            await asyncio.sleep(0.01)
        path.write_bytes(sample("schedule.json").replace(b"T10:00:00", b"T10:20:00"))
        clock.turn(minutes(10))
        while (second := await held(redis, event)) == first:
            await asyncio.sleep(0.01)
        assert second is not None
        assert [each.id for each in first.sessions] != []
        assert {each.id for each in first.sessions} == {each.id for each in second.sessions}
        assert {each.id: each.hashtag for each in first.sessions} == {each.id: each.hashtag for each in second.sessions}
    keeping.cancel()
    assert await ingest.length() == 0
    assert await verbs(redis) == ["programme", "programme"]


async def test_a_schedule_that_breaks_is_said_once_and_the_last_good_one_stays(
    redis: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "schedule.json"
    path.write_bytes(sample("schedule.json"))
    event = replace(EVENT, programme=str(path))
    refresher = Refresher(redis, event, TurnedClock(NOON))
    with caplog.at_level(logging.WARNING):
        await refresher.refresh()
        await curated(redis, event, [])
        good = await held(redis, event)
        path.write_bytes(b'{"schedule": ')
        await refresher.refresh()
        await refresher.refresh()
        path.unlink()
        await refresher.refresh()
        await curated(redis, event, [])
    assert good is not None
    assert await held(redis, event) == good
    warned = [record.getMessage() for record in caplog.records if "last good one stays" in record.getMessage()]
    assert len(warned) == 2
    assert "truncated" in warned[0]
    assert "No such file" in warned[1]


async def test_a_programme_that_waits_to_be_curated_is_not_appended_again(redis: Client, tmp_path: Path) -> None:
    path = tmp_path / "schedule.json"
    path.write_bytes(sample("schedule.json"))
    refresher = Refresher(redis, replace(EVENT, programme=str(path)), TurnedClock(NOON))
    await refresher.refresh()
    await refresher.refresh()
    assert await Ingest(redis, EVENT.slug).length() == 1


async def test_an_event_that_is_not_kept_any_more_reads_nothing(redis: Client, tmp_path: Path) -> None:
    event = replace(EVENT, programme=str(tmp_path / "nowhere"), erase_after_days=0)
    async with asyncio.timeout(60):
        await keep_programme(redis, event, TurnedClock(NOON.replace(year=2027)), 600)
