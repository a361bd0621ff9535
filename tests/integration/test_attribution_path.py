"""Which session a post is about, kept true by curate: in any order, whatever comes late, through edits and the desk."""

from collections.abc import Iterable, Sequence
from random import Random

import pytest

from backchannel.clock import SystemClock
from backchannel.model.body import Words
from backchannel.model.programme import Programme, Shift, Talk
from backchannel.model.record import Record
from backchannel.model.sighting import Decision, Deleted, Entry, ProgrammeChanged, Shifted
from backchannel.services.archiving import archive_lines
from backchannel.services.deciding import Desk, Unknown
from backchannel.services.importing import entries
from backchannel.services.tracing import trace
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from backchannel.store.keys import Keys
from backchannel.store.wall import WallLog
from backchannel.summary.archive_file import Line
from support.builders import a_post, an_event, minutes, seen
from support.path import curated
from support.schedules import a_programme, a_session

EVENT = an_event(timezone="Europe/Oslo")
COMPOST = a_session(1, starts=14, hashtag="tulipscompost", talk=Talk(title="Compost as archaeology"))
GRAFTING = a_session(2, starts=14, room="Shed", hashtag="tulipsgrafting", talk=Talk(title="Grafting by moonlight"))
BOTH, LATER = a_programme(COMPOST, GRAFTING), a_programme(a_session(3, starts=16))


def told(programme: Programme, minute: float = 0) -> ProgrammeChanged:
    return ProgrammeChanged(programme=programme, seen_at=minutes(minute))


def about(number: int, tag: str = "", text: str = "", *, to: int = 0, version: int = 0) -> Entry:
    """A post with a session's hashtag, or one that answers another."""
    words = f"{text or 'Well said.'} {f'#{tag}' if tag else ''}"
    tags = ("tulips", tag) if tag else ("tulips",)
    answers = a_post(to).id if to else None
    stamp = f"2026-06-10T12:0{version}:00.000Z"
    return seen(a_post(number, text=words, body=(Words(words),), hashtags=tags, reply_to=answers, version=stamp))


def placed(number: int, *sessions: str, minute: float = 90) -> Decision:
    return Decision(verb="place", target=a_post(number).id, at=minutes(minute), by="cleo", sessions=sessions)


async def found(redis: Client) -> dict[str, tuple[str, ...]]:
    """The sessions of each post, by the last part of its id."""
    records = [record async for record in Archive(redis, EVENT.slug).all()]
    return {record.id.rsplit("/", 1)[-1]: record.sessions for record in records if record.sessions}


async def ended(redis: Client, told: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    await curated(redis, EVENT, told)
    return await found(redis)


async def one(redis: Client, number: int) -> Record:
    record = await Archive(redis, EVENT.slug).record(a_post(number).id)
    assert record is not None
    return record


async def test_a_post_gets_its_session_with_how_sure_and_why(redis: Client) -> None:
    await curated(redis, EVENT, [told(BOTH), about(1, "tulipscompost")])
    record = await one(redis, 1)
    assert record.sessions == ("s1",)
    assert record.session_score > 0.9
    assert "has the hashtag #tulipscompost" in record.session_why


async def test_without_a_programme_nothing_is_said_nor_written(redis: Client) -> None:
    assert await ended(redis, [about(1, "tulipscompost"), about(2, to=1)]) == {}
    assert (await one(redis, 1)).session_why == ()


async def test_answers_follow_however_deep_and_whenever_they_came(redis: Client) -> None:
    story = [told(BOTH), about(4, to=3), about(3, to=2), about(2, to=1), about(1, "tulipscompost")]
    assert await ended(redis, story) == dict.fromkeys("1234", ("s1",))


async def test_an_edit_of_the_first_post_takes_its_answers_along(redis: Client) -> None:
    await curated(redis, EVENT, [told(BOTH), about(1, "tulipscompost"), about(2, to=1), about(3, to=2)])
    assert await ended(redis, [about(1, "tulipsgrafting", version=1)]) == dict.fromkeys("123", ("s2",))


async def test_posts_that_answer_each_other_in_a_circle_come_to_rest(redis: Client) -> None:
    story = [told(BOTH), about(1, "tulipscompost", to=2), about(2, to=1), about(1, to=2, version=1)]
    assert await ended(redis, story) == {}


async def test_a_programme_that_comes_late_or_changes_reaches_every_post(redis: Client) -> None:
    many = [about(number, "tulipscompost") for number in range(1, 701)]
    assert await ended(redis, many) == {}
    assert len(await ended(redis, [told(BOTH, 1)])) == len(many)
    assert await ended(redis, [told(LATER, 2)]) == {}


async def test_the_desks_word_is_final_and_can_be_taken_back(redis: Client) -> None:
    story = [told(BOTH), about(1, "tulipscompost"), about(2, to=1), placed(1, "s2")]
    assert await ended(redis, story) == {"1": ("s2",), "2": ("s2",)}
    assert await ended(redis, [about(1, "tulipscompost", "Again.", version=1)]) == {"1": ("s2",), "2": ("s2",)}
    assert await ended(redis, [placed(1, minute=95)]) == {}


async def test_with_the_words_goes_what_was_read_in_them(redis: Client) -> None:
    first = a_post(1)
    gone = Deleted(source="garden.example", id=first.id, seen_at=minutes(30), final=True)
    assert await ended(redis, [told(BOTH), about(1, "tulipscompost"), about(2, to=1), gone]) == {}
    raw = await redis.call("HGET", Keys(EVENT.slug).posts, first.id)
    assert b"tulipscompost" not in raw


async def test_the_wall_hears_of_a_post_whose_session_has_changed(redis: Client) -> None:
    await curated(redis, EVENT, [told(BOTH), about(1, "tulipscompost")])
    before = await WallLog(redis, EVENT.slug).last()
    await curated(redis, EVENT, [placed(1, "s2"), placed(1, "s2", minute=99)])
    assert [entry.verb for entry in await WallLog(redis, EVENT.slug).after(before)] == ["put"]


async def test_what_an_upgrade_or_another_hashtag_changes_is_made_up_for_at_the_start(redis: Client) -> None:
    await curated(redis, EVENT, [told(BOTH), about(1, "tulipscompost")])
    record = await one(redis, 1)
    stale = Archive(redis, EVENT.slug)
    await redis.call("SET", Keys(EVENT.slug).basis, "before")
    await curated(redis, EVENT, [about(50)])
    assert await stale.basis() != b"before"
    assert await one(redis, 1) == record


@pytest.mark.parametrize("seed", range(12))
async def test_any_order_ends_in_the_same_attributions(redis: Client, seed: int) -> None:
    late = Shifted(shift=Shift(room="Shed", minutes=30, since=minutes(-60)), at=minutes(5), by="cleo")
    gone = Deleted(source="garden.example", id=a_post(7).id, seen_at=minutes(30), final=True)
    story: Sequence[Entry] = [
        told(LATER, -5),
        told(BOTH),
        late,
        about(1, "tulipscompost"),
        about(2, to=1),
        about(3, to=2),
        about(4, "tulipsgrafting", to=3),
        about(5, to=4),
        about(1, "tulipsgrafting", version=1),
        placed(2, "s1"),
        placed(2, "s2", minute=80),
        about(7, "tulipscompost"),
        about(8, to=7),
        gone,
        about(9, text="Grafting by moonlight, what a talk!", to=8),
    ]
    expected = await ended(redis, story)
    assert expected
    await redis.call("FLUSHALL")
    shuffled = Random(seed).sample(story, len(story))
    assert await ended(redis, [*shuffled, *Random(seed).sample(story, 5)]) == expected


async def test_a_backup_brings_the_desks_word_back(redis: Client) -> None:
    await curated(redis, EVENT, [told(BOTH), about(1, "tulipscompost"), placed(1, "s2"), about(2, to=1)])
    expected = await found(redis)
    header, lines = await archive_lines(redis, EVENT, full=True)
    await redis.call("FLUSHALL")
    assert await ended(redis, entries(header, lines)) == expected


async def test_the_public_file_names_the_session_and_the_doctor_says_why(redis: Client) -> None:
    await curated(redis, EVENT, [told(BOTH), about(1, "tulipscompost"), about(2), placed(2, "s2")])
    _, lines = await archive_lines(redis, EVENT)
    named = {line.post.id: line.session for line in lines if isinstance(line, Line)}
    assert named == {a_post(1).id: "s1", a_post(2).id: "s2"}
    archive = Archive(redis, EVENT.slug)
    first, second = [
        await trace(EVENT, archive, Desk(redis, EVENT, SystemClock()), ids=[a_post(number).url], sources=())
        for number in (1, 2)
    ]
    assert first
    assert any("has the hashtag #tulipscompost" in sentence for sentence in first.says)
    assert second
    assert any("cleo placed it" in sentence for sentence in second.says)


async def test_the_desk_places_by_hashtag_and_refuses_what_the_programme_lacks(redis: Client) -> None:
    await curated(redis, EVENT, [told(BOTH), about(1)])
    desk = Desk(redis, EVENT, SystemClock())
    with pytest.raises(Unknown, match="no session of Tulips"):
        await desk.place(a_post(1).url, "#tulipsweeding", by="cleo")
    assert await desk.place(a_post(1).url, "#TulipsGrafting", by="cleo") == (a_post(1).id, "Grafting by moonlight")
    assert await ended(redis, []) == {"1": ("s2",)}
