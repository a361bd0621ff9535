"""What became of a session, what a person should look at, and which hashtag stands on its door."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backchannel.model.programme import Programme, Shift, Speaker, Talk
from backchannel.model.sighting import ProgrammeChanged, Shifted
from backchannel.programme.changes import changes
from backchannel.programme.checking import check
from backchannel.programme.hashtags import readable, with_hashtags
from backchannel.programme.latest import later_programme, later_shift
from support.builders import an_event
from support.schedules import a_programme, a_session, at, read_sample

EVENT = an_event(timezone="Europe/Oslo")


def test_every_way_in_which_a_session_changes_is_told() -> None:
    one, two, three, four, five = (a_session(number, starts=9 + number) for number in range(1, 6))
    after = a_programme(
        replace(one, room="Shed"),
        replace(two, cancelled=True),
        replace(three, talk=Talk(title="Other words")),
        replace(five, track="Soil"),
        a_session(6),
    )
    told = [
        (change.what, (change.after or change.before or one).id)
        for change in changes(a_programme(one, two, three, four, five), after)
    ]
    assert sorted(told) == [
        ("added", "s6"),
        ("cancelled", "s2"),
        ("changed", "s5"),
        ("moved", "s1"),
        ("removed", "s4"),
        ("renamed", "s3"),
    ]


def test_the_first_programme_is_all_new_and_the_same_again_is_nothing() -> None:
    programme = read_sample("schedule.json").programme
    assert {change.what for change in changes(None, programme)} == {"added"}
    assert changes(programme, programme) == ()


def test_what_a_person_should_look_at_is_told_with_its_place() -> None:
    programme = a_programme(
        a_session(1, starts=10),
        a_session(2, starts=10.5),
        a_session(3, starts=10.5, cancelled=True),
        a_session(4, room=""),
        a_session(5, day=14),
        speakers=(Speaker(id="ada", name="Ada Brook"),),
        timezone="Europe/Berlin",
    )
    assert [str(problem) for problem in check(programme, EVENT)] == [
        "the programme is told in Europe/Berlin, the event is in Europe/Oslo",
        "2026-06-10 10:30 Glasshouse: 'Bulbs 2' begins in Glasshouse before 'Bulbs 1' ends there (11:00)",
        "2026-06-10 10:00: 'Bulbs 4' has no room",
        "2026-06-14 10:00 Glasshouse: 'Bulbs 5' is outside the event's days (2026-06-10 to 2026-06-11)",
        "Ada Brook speaks in no session",
    ]


def test_a_sound_programme_has_nothing_to_look_at() -> None:
    assert check(read_sample("schedule.json").programme, EVENT) == ()


def test_every_session_gets_a_short_hashtag_of_its_own() -> None:
    programme = with_hashtags(read_sample("schedule.json").programme, ["tulips", "tulips2026"])
    assert [session.hashtag for session in programme.sessions] == [
        "tulipsbulbs",
        "weedy",
        "tulipsnight",
        "tulipscompost",
    ]
    assert readable("tulipsfrost", ["tulips"]) == "tulipsFrost"
    assert readable("weedy", ["tulips"]) == "weedy"


def test_a_hashtag_stays_whatever_else_changes() -> None:
    before = with_hashtags(a_programme(a_session(5, title="Frost and bulbs")), ["tulips"])
    moved = replace(before.sessions[0], starts=at(9), hashtag="", talk=Talk(title="Renamed altogether"))
    neighbours = [a_session(number, title="Frost and bulbs") for number in range(1, 5)]
    after = with_hashtags(a_programme(moved, *neighbours), ["tulips"], before)
    kept = {session.id: session.hashtag for session in after.sessions}
    assert kept["s5"] == before.sessions[0].hashtag
    assert len(set(kept.values())) == 5


TITLES = st.lists(st.text(max_size=20), min_size=1, max_size=30)


@given(TITLES, st.sampled_from(["tulips", "t", "ein·langer·hashtag", "春"]))
def test_hashtags_are_unique_and_always_the_same(titles: list[str], own: str) -> None:
    sessions = [a_session(number, title=title) for number, title in enumerate(titles)]
    first = with_hashtags(a_programme(*sessions), [own])
    again = with_hashtags(a_programme(*sessions[::-1]), [own])
    given_ = [session.hashtag for session in first.sessions]
    assert first == again == with_hashtags(first, [own], first)
    assert len(set(given_)) == len(given_)
    assert all(hashtag.startswith(own) and len(hashtag) <= len(own) + 30 for hashtag in given_)


def test_the_latest_programme_holds_in_any_order_and_of_two_at_once_always_the_same() -> None:
    programmes = [a_programme(a_session(number)) for number in range(3)]
    told = [ProgrammeChanged(programme=each, seen_at=at(10 + number // 2)) for number, each in enumerate(programmes)]
    ends: set[Programme] = set()
    for order in permutations([*told, told[0]]):
        held: ProgrammeChanged | None = None
        for entry in order:
            held = later_programme(held, entry)
        assert held is not None
        ends.add(held.programme)
    assert ends == {programmes[2]}


def test_the_last_word_on_a_room_holds_in_any_order() -> None:
    words = [
        Shifted(shift=Shift(room="Shed", minutes=minutes, since=at(10)), at=at(10 + minutes // 20), by="cleo")
        for minutes in (10, 20, 25)
    ]
    for order in permutations(words):
        held: Shifted | None = None
        for entry in order:
            held = later_shift(held, entry)
        assert held == words[2]
