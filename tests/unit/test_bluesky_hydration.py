"""The waiting room, the budget and the stamps, by the clock."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from backchannel.clock import TurnedClock
from backchannel.sources.bluesky.budget import Budget
from backchannel.sources.bluesky.hydration import AuthorLook, Draft, Look, WaitingRoom
from backchannel.sources.bluesky.mark import Mark
from backchannel.sources.bluesky.position import Position, starting
from backchannel.sources.bluesky.record import Record
from backchannel.sources.bluesky.times import Stamps
from support.builders import NOON, minutes

ADA = "did:plc:ada"


def a_draft(key: str = "one", *, below: Position | None = None, at: datetime = NOON, version: str = "1") -> Draft:
    return Draft(
        key=key, did=ADA, below=below or starting(at), at=at, due=NOON, record=Record(), mark=Mark(version=version)
    )


def a_look(key: str = "one", **facts: Any) -> Look:
    return Look(key=key, did=ADA, below=starting(NOON), at=NOON, due=facts.pop("due", NOON), **facts)


def an_author_look(**facts: Any) -> AuthorLook:
    return AuthorLook(key=ADA, did=ADA, below=starting(NOON), at=NOON, due=NOON, **facts)


def a_room(limit: int = 10) -> tuple[WaitingRoom, TurnedClock]:
    clock = TurnedClock(NOON)
    return WaitingRoom(clock, limit=limit), clock


def test_a_newer_version_takes_the_older_ones_place() -> None:
    room, _ = a_room()
    room.add(a_draft(at=minutes(1)))
    room.add(a_draft("two", at=minutes(2)))
    newer = a_draft(at=minutes(3), version="2")
    room.add(newer)
    assert len(room) == 2
    assert room.oldest is newer
    assert (newer.at, newer.below) == (minutes(1), starting(minutes(1)))


def test_what_was_replaced_is_not_held_any_more() -> None:
    room, _ = a_room()
    older, newer = a_draft(), a_draft(version="2")
    room.add(older)
    room.add(newer)
    assert (room.holds(older), room.holds(newer)) == (False, True)


def test_a_look_does_not_replace_a_draft_and_a_draft_replaces_a_look() -> None:
    room, _ = a_room()
    room.add(a_look())
    assert room.draft("one") is None
    draft = a_draft()
    room.add(draft)
    room.add(a_look())
    assert room.draft("one") is draft


def test_a_look_at_an_author_keeps_what_an_earlier_one_was_for() -> None:
    room, _ = a_room()
    room.add(an_author_look(posts=True, rev="3b"))
    room.add(an_author_look())
    oldest = room.oldest
    assert isinstance(oldest, AuthorLook)
    assert (oldest.posts, oldest.rev) == (True, "3b")


def test_only_what_is_due_is_handed_out_and_no_more_than_asked_for() -> None:
    room, clock = a_room()
    for number in range(4):
        room.add(a_look(str(number), due=minutes(number)))
    assert [look.key for look in room.due(25)] == ["0"]
    clock.turn(minutes(3))
    assert [look.key for look in room.due(3)] == ["0", "1", "2"]


async def test_who_waits_for_something_due_wakes_by_the_clock_or_by_an_arrival() -> None:
    room, clock = a_room()
    waiting = asyncio.create_task(room.until_due())
    room.add(a_look(due=minutes(1)))
    await asyncio.sleep(0)
    assert not waiting.done()
    clock.turn(minutes(1))
    await waiting
    room.drop("one")
    waiting = asyncio.create_task(room.until_due())
    await asyncio.sleep(0)
    room.add(a_look())
    await waiting


async def test_a_full_room_holds_the_reader_until_somebody_leaves() -> None:
    room, _ = a_room(limit=1)
    await room.until_free()
    room.add(a_draft())
    waiting = asyncio.create_task(room.until_free())
    await asyncio.sleep(0)
    assert (room.free, waiting.done()) == (0, False)
    room.drop("one")
    await waiting


async def test_a_budget_is_so_many_at_once_and_then_so_many_a_second() -> None:
    clock = TurnedClock(NOON)
    budget = Budget(clock, per_second=2, burst=3)
    takers = [asyncio.create_task(budget.take()) for _ in range(5)]
    await asyncio.sleep(0)
    done = [sum(taker.done() for taker in takers)]
    for half_seconds in (1, 2):
        clock.turn(NOON + timedelta(seconds=half_seconds / 2))
        await asyncio.wait(takers, timeout=0.05, return_when=asyncio.ALL_COMPLETED)
        done.append(sum(taker.done() for taker in takers))
    assert done == [3, 4, 5]


def test_of_two_looks_the_later_has_the_later_stamp() -> None:
    stamps = Stamps(TurnedClock(NOON))
    first, second, ahead = stamps.seen(), stamps.seen(), stamps.seen(minutes(1))
    assert NOON <= first < second < ahead
    assert ahead == minutes(1)
