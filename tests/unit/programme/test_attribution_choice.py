"""When nothing is named, when two are, and what an odd programme does."""

import pytest
from attribution_stage import SESSIONS, SLIDES, attributed, kinds, link, programme, said, session
from msgspec.structs import replace

from backchannel.model.programme import Programme
from backchannel.programme.attribution.choice import choose
from backchannel.programme.attribution.index import Index
from backchannel.programme.attribution.values import Clue
from support.builders import an_event, minutes


def test_time_alone_gives_the_slot_and_no_session() -> None:
    found = attributed(said("What a day"))
    assert found.sessions == ()
    assert set(found.slot) == {"looms", "bulbs", "bees"}
    assert found.evidence == ()


def test_even_when_one_session_is_on_alone_its_time_does_not_name_it() -> None:
    found = attributed(said("What a day", at=minutes(-80)))
    assert (found.sessions, found.slot) == ((), ("opening",))


def test_where_one_session_is_on_alone_one_good_word_is_enough() -> None:
    assert attributed(said("Gardens remember", at=minutes(-80))).sessions == ("opening",)


def test_outside_every_slot_there_is_neither_session_nor_slot() -> None:
    found = attributed(said("What a day", at=minutes(600)))
    assert (found.sessions, found.slot, found.score) == ((), (), 0.0)


def test_words_that_two_parallel_talks_share_name_neither() -> None:
    twins = [session(name, "Quiet looms", 0, room=name) for name in ("One", "Two")]
    found = attributed(said("Quiet looms"), Index(programme(twins), an_event()))
    assert found.sessions == ()
    assert found.margin == 0
    assert set(found.slot) == {"One", "Two"}


def test_a_post_that_names_the_speakers_of_two_talks_is_about_both() -> None:
    found = attributed(said("Torn between Fay Reed and Goro Weaver"))
    assert set(found.sessions) == {"looms", "bulbs"}
    assert {evidence.session for evidence in found.evidence} == {"looms", "bulbs"}


def test_a_post_that_names_the_speakers_of_three_talks_is_a_round_up() -> None:
    found = attributed(said("Fay Reed, Goro Weaver, 花村織江: what a morning"))
    assert found.sessions == ()


def test_one_speaker_of_two_talks_at_once_does_not_make_two_labels() -> None:
    both = [replace(one, talk=replace(one.talk, speakers=("fay",))) for one in SESSIONS[1:3]]
    assert attributed(said("Fay Reed!"), Index(programme(both), an_event())).sessions == ()


def test_an_answer_to_a_post_about_two_is_about_both() -> None:
    parent = attributed(said("Torn between Fay Reed and Goro Weaver"))
    assert set(attributed(said("Same here"), thread=parent).sessions) == set(parent.sessions)


def test_a_cancelled_talk_is_never_on_but_can_be_named() -> None:
    index = Index(programme(replace(one, cancelled=one.id == "looms") for one in SESSIONS), an_event())
    assert "looms" not in attributed(said("What a day"), index).slot
    found = attributed(said("Too bad it is cancelled, here are the slides: ", link(SLIDES)), index)
    assert found.sessions == ("looms",)
    assert "time" not in kinds(found)


def test_something_open_all_day_is_never_what_people_sit_in() -> None:
    exhibition = session("expo", "Exhibition", 0)
    exhibition = replace(exhibition, ends=exhibition.starts.replace(hour=23))
    assert "expo" not in attributed(said("What a day"), Index(programme([*SESSIONS, exhibition]), an_event())).slot


def test_an_empty_programme_says_nothing() -> None:
    found = attributed(said("Hello ", link(SLIDES)), Index(Programme(version="0", timezone="UTC"), an_event()))
    assert (found.sessions, found.slot) == ((), ())


def test_talks_without_abstracts_are_found_by_their_titles() -> None:
    bare = [replace(one, talk=replace(one.talk, abstract="")) for one in SESSIONS]
    assert attributed(said("Counting bees"), Index(programme(bare), an_event())).sessions == ("bees",)


def test_a_post_without_words_is_no_trouble() -> None:
    assert attributed(said("")).sessions == ()
    assert attributed(said("@@@ ### https://")).sessions == ()


def test_a_long_text_needs_more_shared_words_than_a_short_one() -> None:
    filler = " ".join(f"petal{number}" for number in range(200))
    short, long = (attributed(said(f"heddles hum {more}")).score for more in ("", filler))
    assert long < short


def test_a_session_that_ends_before_it_begins_is_no_trouble() -> None:
    strange = replace(SESSIONS[1], ends=minutes(-10))
    assert attributed(said("Slides: ", link(SLIDES)), Index(programme([strange]), an_event())).sessions == ("looms",)


def test_rooms_that_differ_by_number_are_called_by_it_and_others_without() -> None:
    rooms = [
        replace(SESSIONS[1], room="Rose 1+2"),
        replace(SESSIONS[2], room="Hut 1"),
        replace(SESSIONS[3], room="Hut 2"),
    ]
    index = Index(programme(rooms), an_event())
    for text, room in (
        ("Quiet looms, here in Rose", ["Rose 1+2"]),
        ("Quiet looms #rose", ["Rose 1+2"]),
        ("Bulbs under frost in hut 1", ["Hut 1"]),
        ("Bulbs under frost in the hut", []),
    ):
        found = attributed(said(text, hashtags=("tulips", "rose") if "#rose" in text else ()), index)
        assert [one.said for one in found.evidence if one.kind == "room"] == [f"names the room {name}" for name in room]


@pytest.mark.parametrize("score", [-1e9, 0.0, 49.0, 1e9])
def test_no_score_is_too_large_or_too_small(score: float) -> None:
    assert 0 <= choose({1: score, 2: 0.0}, [], 0.9).score <= 1


def test_of_two_equally_likely_sessions_the_earlier_is_the_best() -> None:
    clues = [Clue("speaker", "names Fay", 6.0, (2, 1))]
    assert choose({2: 5.0, 1: 5.0}, clues, 0.4).sessions == (1,)
