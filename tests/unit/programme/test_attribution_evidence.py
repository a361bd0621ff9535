"""Each kind of evidence, said as a person would say it."""

import math
from datetime import timedelta

import pytest
from attribution_stage import SESSIONS, SLIDES, attributed, kinds, link, mention, programme, said, session
from msgspec.structs import replace

from backchannel.model.body import Segment
from backchannel.model.post import Preview
from backchannel.model.programme import Speaker
from backchannel.programme.attribution.index import Index
from backchannel.programme.attribution.values import Attribution
from backchannel.programme.attribution.weights import Weights
from support.builders import an_author, an_event, minutes

WEEK_LATER = minutes(7 * 1440)


def test_a_sessions_hashtag_names_it_at_any_time() -> None:
    found = attributed(said("So good! #TulipsFrost", hashtags=("tulips", "tulipsfrost"), at=WEEK_LATER))
    assert found.sessions == ("bulbs",)
    assert found.evidence[0].said == "has the hashtag #tulipsfrost"


def test_the_events_own_hashtag_names_no_session() -> None:
    index = Index(programme([replace(one, hashtag="tulips") for one in SESSIONS]), an_event())
    assert attributed(said("Hello #Tulips"), index).sessions == ()


@pytest.mark.parametrize("url", [SLIDES, f"{SLIDES}/?utm_source=wall#3", SLIDES.replace("https", "http")])
def test_a_link_to_the_slides_names_the_talk_at_any_time(url: str) -> None:
    found = attributed(said("Slides: ", link(url), at=WEEK_LATER))
    assert found.sessions == ("looms",)
    assert kinds(found) == ["link"]


def test_a_link_in_a_preview_counts_like_one_in_the_text() -> None:
    assert attributed(said("Slides!", links=(Preview(url=SLIDES),), at=WEEK_LATER)).sessions == ("looms",)


def test_another_page_of_the_talks_repository_is_enough_in_its_slot_alone() -> None:
    issue = link("https://github.com/meadow/quietloom/issues/3")
    assert attributed(said("See ", issue)).sessions == ("looms",)
    assert attributed(said("See ", issue, at=WEEK_LATER)).sessions == ()


def test_an_address_that_every_session_has_names_none() -> None:
    home = "https://meadow.example/"
    many = [session(f"s{n}", f"Talk {n}", n * 30, links=SESSIONS[1].talk.links, abstract=home) for n in range(30)]
    assert attributed(said("Slides: ", link(SLIDES)), Index(programme(many), an_event())).sessions == ()


@pytest.mark.parametrize(
    "called",
    [
        "Fay Tamsin Reed",
        "fay reed",
        "#FayReed",
        "@fay@garden.example",
        "@fay",
        mention("@fay", "https://garden.example/@fay"),
        mention("@fay.meadow.example", "https://bsky.app/profile/did:plc:fay"),
    ],
)
def test_a_speaker_is_known_by_name_and_by_account(called: str | Segment) -> None:
    found = attributed(said("Listening to ", called, " right now"))
    assert found.sessions == ("looms",)
    assert found.evidence[0].said == "names Fay Tamsin Reed"


@pytest.mark.parametrize(
    "called",
    [
        "Fay",
        "Reed",
        "Fay and Reed",
        mention("@fay", "https://other.example/@fay"),
        "@fay@other.example",
        "mail fay@garden.example",
    ],
)
def test_half_a_name_or_somebody_elses_account_is_no_speaker(called: str | Segment) -> None:
    assert attributed(said("Listening to ", called, " right now")).sessions == ()


def test_accents_in_a_name_do_not_matter() -> None:
    assert attributed(said("Ines Nunez is wonderful", at=minutes(-80))).sessions == ("opening",)


def test_a_speaker_is_known_by_the_profile_they_link_to() -> None:
    named = mention("@ines", "https://meadow.example/@ines")
    assert attributed(said("Thanks ", named, at=minutes(-80))).sessions == ("opening",)


def test_a_name_in_a_script_without_spaces_is_found_between_other_letters() -> None:
    assert attributed(said("今は花村織江さんの話です")).sessions == ("bees",)


def test_a_short_or_shared_bare_name_is_nobody() -> None:
    speakers = (Speaker(id="fay", name="", accounts=("al@garden.example",)),)
    assert attributed(said("Hi @al"), Index(replace(programme(), speakers=speakers), an_event())).sessions == ()
    twins = tuple(Speaker(id=id_, name="", accounts=(f"rose@{id_}.example",)) for id_ in ("fay", "goro"))
    assert attributed(said("Hi @rose"), Index(replace(programme(), speakers=twins), an_event())).sessions == ()


def test_of_a_speakers_two_talks_time_tells_which() -> None:
    assert attributed(said("Goro Weaver!")).sessions == ("bulbs",)
    assert attributed(said("Goro Weaver!", at=minutes(1450))).sessions == ("pollen",)


def test_of_a_speakers_two_talks_words_tell_which_when_time_does_not() -> None:
    found = attributed(said("Goro Weaver about pollen and its enemies", at=WEEK_LATER))
    assert found.sessions == ("pollen",)


def test_a_speaker_named_days_later_is_not_enough() -> None:
    assert attributed(said("Breakfast with Goro Weaver", at=WEEK_LATER)).sessions == ()


@pytest.mark.parametrize(("text", "is_own"), [("The slides of my talk", True), ("Coffee with friends", False)])
def test_what_a_speaker_writes_is_about_their_talk_if_they_say_so(text: str, *, is_own: bool) -> None:
    fay = an_author("fay")
    found = attributed(said(text, at=minutes(90), author=fay))
    assert ("author" in kinds(found)) is is_own
    assert found.sessions == (("looms",) if is_own else ())


def test_a_speaker_in_their_own_slot_needs_little_more() -> None:
    goro = an_author("goro", handle="goro.example")
    found = attributed(said("Planting depth, live from here", author=goro))
    assert found.sessions == ("bulbs",)
    assert found.evidence[0].said == "is by Goro Weaver, at the time of their talk"


def test_a_speaker_who_names_another_speaker_writes_about_the_other() -> None:
    fay = an_author("fay", handle="fay@garden.example")
    assert attributed(said("Goro Weaver rocks", author=fay)).sessions == ("bulbs",)


def test_words_of_the_title_name_the_talk_and_are_quoted_as_written() -> None:
    found = attributed(said("QUIET looms! Finally."))
    assert found.sessions == ("looms",)
    assert found.evidence[0].said == "shares “looms”, “quiet” with its title"


def test_words_of_the_abstract_count_in_other_forms() -> None:
    found = attributed(said("She measures heddle and shuttle of a weaving mill"))
    assert found.sessions == ("looms",)
    assert kinds(found) == ["words", "time"]


def test_a_hashtag_made_of_a_titles_words_is_read_with_and_without_capitals() -> None:
    for tag in ("#QuietLooms", "#quietlooms"):
        assert attributed(said(f"Noisy halls, {tag}")).sessions == ("looms",)


def test_a_german_talk_is_found_by_a_german_word_in_another_form() -> None:
    german = session("garten", "Zwiebeln im Winter", 0, language="de", abstract="Über das Pflanzen von Blumenzwiebeln.")
    index = Index(programme([*SESSIONS, german]), an_event())
    assert attributed(said("Blumenzwiebel pflanzen, Zwiebel für Zwiebel"), index).sessions == ("garten",)


def test_a_language_without_spaces_is_compared_by_pairs_of_letters() -> None:
    japanese = session("ori", "静かな織機の作り方", 0, language="ja")
    index = Index(programme([*SESSIONS, japanese]), an_event())
    assert attributed(said("静かな織機がほしい"), index).sessions == ("ori",)


def test_a_room_tells_which_of_several_talks_is_meant() -> None:
    unsure = said("Fascinating frequencies", at=minutes(10))
    sure = said("Fascinating frequencies in Room 2", at=minutes(10))
    assert attributed(unsure).score < attributed(sure).score
    assert "names the room Room 2" in {evidence.said for evidence in attributed(sure).evidence}


def test_a_post_says_how_long_after_the_beginning_it_was_written() -> None:
    assert attributed(said("Quiet looms", at=minutes(10))).evidence[-1].said == (
        "was written during it, 10 minutes after it began"
    )
    assert attributed(said("Quiet looms", at=minutes(31))).evidence[-1].said == "was written 1 minute after it ended"
    assert attributed(said("Quiet looms", at=minutes(-5))).evidence[-1].said == "was written 5 minutes before it began"


def test_an_answer_is_about_what_it_answers_even_hours_later() -> None:
    parent = attributed(said("Slides: ", link(SLIDES)))
    answer = said("Thank you!", at=minutes(600))
    assert attributed(answer, thread=parent).sessions == ("looms",)
    assert attributed(answer).sessions == ()


def test_an_answer_to_what_has_left_the_programme_inherits_nothing() -> None:
    assert attributed(said("Thank you!", at=minutes(600)), thread=Attribution(sessions=("gone",))).sessions == ()


@pytest.mark.parametrize("decided", [("pollen",), ("pollen", "bees"), ()])
def test_what_a_person_decided_is_final(decided: tuple[str, ...]) -> None:
    found = attributed(said("Quiet looms: ", link(SLIDES)), decided=decided)
    assert (found.sessions, found.score) == (decided, 1.0)
    assert kinds(found) == ["decided"] * len(decided)


def test_the_evidence_adds_up_to_the_score() -> None:
    found = attributed(said("Fay Reed on quiet looms"))
    odds = math.exp(Weights().away + sum(evidence.weight for evidence in found.evidence))
    assert found.score == pytest.approx(odds / (1 + odds), abs=0.01)


def test_a_session_that_was_moved_takes_its_posts_along() -> None:
    later = [
        replace(one, starts=one.starts + timedelta(hours=5), ends=one.ends + timedelta(hours=5)) for one in SESSIONS
    ]
    moved = Index(programme(later), an_event())
    post = said("Listening to Fay Reed", at=minutes(310))
    assert attributed(post).sessions == ()
    assert attributed(post, moved).sessions == ("looms",)


def test_words_alone_name_a_session_after_it_has_begun_and_never_days_before() -> None:
    words = "Heddles and shuttles of forty weaving mills, measured and made quiet"
    assert attributed(said(words, at=WEEK_LATER)).sessions == ("looms",)
    assert attributed(said(words, at=minutes(-3 * 1440))).sessions == ()


def test_a_link_names_a_session_days_before_it_too() -> None:
    assert attributed(said("Slides: ", link(SLIDES), at=minutes(-3 * 1440))).sessions == ("looms",)
