"""Who speaks, and which of a speaker's posts are about the event."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from backchannel.model.body import Link as Linked
from backchannel.model.body import Words
from backchannel.model.event import Event, Roster
from backchannel.model.post import Preview
from backchannel.model.programme import Link, Programme, Session, Speaker, Talk
from backchannel.programme.draft import Hint
from backchannel.programme.reading import read
from backchannel.programme.roster import MOST_ACCOUNTS, is_about, roster_of
from support.builders import NOON, a_post, an_event

SLIDES, CODE = "https://slides.example/frost", "https://codeberg.org/ada/frost"
TALK = Talk(
    title="Bulbs that want frost",
    speakers=("ada",),
    links=(Link(url=SLIDES), Link(url=f"{CODE}/src/branch/main/bulb.py"), Link(url="https://ada.example/")),
)


def a_session(talk: Talk = TALK, **changes: object) -> Session:
    slot = Session(id="1", starts=NOON, ends=NOON.replace(hour=13), talk=talk, hashtag="tulipsfrost")
    return replace(slot, **changes)


def a_programme(*sessions: Session) -> Programme:
    ada = Speaker(id="ada", name="Ada", accounts=("ada@garden.example", "ada.example"))
    return Programme(version="1", timezone="UTC", sessions=sessions, speakers=(ada, Speaker(id="ben", name="Ben")))


def following(programme: Programme) -> Event:
    return an_event(follow_speakers=True, roster=roster_of(programme))


EVENT = following(a_programme(a_session()))


def test_a_roster_has_everybody_who_speaks_in_what_takes_place() -> None:
    assert roster_of(a_programme(a_session())).accounts == ("ada.example", "ada@garden.example")
    assert roster_of(a_programme(a_session(cancelled=True))) == Roster()
    assert roster_of(a_programme(a_session(replace(TALK, speakers=("ben",))))).accounts == ()


def test_who_leads_through_a_session_is_on_the_roster_and_speaks_in_none() -> None:
    table = b"title,start,speakers,chair\nFrost,2026-06-10 10:00,Ada (@ada@garden.example),Cleo (@cleo.example)\n"
    programme = read(table, Hint(name="table.csv", timezone="Europe/Oslo")).programme
    assert roster_of(programme).accounts == ("ada@garden.example", "cleo.example")
    assert [person.name for person in programme.speakers] == ["Ada"]
    assert programme.sessions[0].chairs == (programme.chairs[0].id,)


def test_a_roster_is_bounded() -> None:
    many = tuple(f"speaker{number}@garden.example" for number in range(2 * MOST_ACCOUNTS))
    programme = replace(a_programme(a_session()), speakers=(Speaker(id="ada", name="Ada", accounts=many),))
    assert len(roster_of(programme).accounts) == MOST_ACCOUNTS


def test_a_programme_that_moves_has_the_same_roster() -> None:
    moved = a_session(room="Shed", starts=NOON.replace(hour=14), ends=NOON.replace(hour=15))
    assert roster_of(a_programme(moved)) == roster_of(a_programme(a_session()))


@pytest.mark.parametrize(
    "text",
    ["Tomorrow: “Bulbs that want FROST”, at ten", "bulbs, that want frost!", "My slides: #Bulbs that want frost"],
)
def test_a_talks_title_tells_what_a_post_is_about(text: str) -> None:
    assert is_about(EVENT, a_post(text=text, hashtags=()))


def test_a_sessions_hashtag_tells_what_a_post_is_about() -> None:
    assert is_about(EVENT, a_post(text="Slides #tulipsFrost", hashtags=("tulipsfrost",)))


@pytest.mark.parametrize("url", [f"{SLIDES}?utm_source=post", SLIDES.replace("https", "http"), f"{CODE}/issues/3"])
def test_a_talks_material_tells_what_a_post_is_about(url: str) -> None:
    assert is_about(EVENT, a_post(text=url, body=(Linked(url, url),), hashtags=()))
    assert is_about(EVENT, a_post(text="Here", links=(Preview(url=url),), hashtags=()))


@pytest.mark.parametrize(
    "text", ["Porridge, again", "What a nice room", "Bulbs want frost", "My site: https://ada.example/", "frost"]
)
def test_breakfast_is_not_about_the_event(text: str) -> None:
    linked = (Preview(url="https://ada.example/"),)
    assert not is_about(EVENT, a_post(text=text, links=linked, hashtags=("breakfast",)))


def test_what_everybody_calls_their_breaks_tells_nothing() -> None:
    event = following(a_programme(a_session(), a_session(Talk(title="Coffee and fresh air"), id="2", hashtag="")))
    assert not is_about(event, a_post(text="Coffee and fresh air, at last", hashtags=()))


@pytest.mark.parametrize(("day", "counts"), [(9, False), (10, True), (11, True), (13, False)])
def test_only_the_days_of_the_event_count(day: int, *, counts: bool) -> None:
    post = a_post(text="Bulbs that want frost", hashtags=(), created_at=datetime(2026, 6, day, 9, tzinfo=UTC))
    assert is_about(EVENT, post) == counts


def test_without_a_roster_nothing_is_about_the_event() -> None:
    assert not is_about(an_event(), a_post(text="Bulbs that want frost", hashtags=("tulipsfrost",), body=(Words(""),)))
