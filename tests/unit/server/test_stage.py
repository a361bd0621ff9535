"""What is on, at screens and on pages: told by the clock and by changes, room by room, session by session."""

from collections.abc import AsyncIterator
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from msgspec.structs import replace

from backchannel.clock import TurnedClock
from backchannel.model.body import Words
from backchannel.model.post import Post, Preview
from backchannel.model.programme import Link, Programme, Shift, Speaker, Talk
from backchannel.model.sighting import Decision, ProgrammeChanged, Shifted
from backchannel.server.limits import Limits
from backchannel.store.connect import Client
from backchannel.store.ingest import Ingest
from support.builders import a_post, an_event, minutes
from support.schedules import a_programme, a_session
from support.screens import Frame, screen
from support.walls import Wall, a_wall

COMPOST = a_session(
    1,
    starts=14,
    hashtag="tulipscompost",
    talk=Talk(
        title="Compost as archaeology",
        abstract="Layers tell.",
        speakers=("ada",),
        links=(Link(url="https://slides.example/compost", title="Slides"),),
    ),
)
GRAFTING = a_session(2, starts=14, room="Shed", hashtag="tulipsgrafting", title="Grafting by moonlight")
BULBS = a_session(3, starts=15.5, room="Shed", title="Bulbs in space")
ADA = Speaker(id="ada", name="Ada Brook", accounts=("ada@garden.example",))
PROGRAMME = a_programme(COMPOST, GRAFTING, BULBS, speakers=(ADA,))


class Gathering:
    """A wall with a programme, and the hands that change both."""

    def __init__(self, wall: Wall, clock: TurnedClock) -> None:
        self.wall, self.clock = wall, clock

    async def programme(self, programme: Programme, minute: float = 0) -> None:
        await self.tell(ProgrammeChanged(programme=programme, seen_at=minutes(minute)))

    async def tell(self, entry: ProgrammeChanged | Shifted | Decision) -> None:
        await Ingest(self.wall.redis, self.wall.event.slug).add(entry)
        await self.wall.curated()

    async def get(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(base_url=f"http://{self.wall.address}/tulips/") as browser:
            return await browser.get(path)


@pytest.fixture
async def gathering(redis: Client) -> AsyncIterator[Gathering]:
    clock = TurnedClock(minutes(10))  # ten minutes after two, in Oslo
    limits = Limits(beat=0.5, coverage=0.1, retry=0.1)
    async with a_wall(redis, event=an_event(timezone="Europe/Oslo"), limits=limits, clock=clock) as wall:
        held = Gathering(wall, clock)
        await held.programme(PROGRAMME)
        yield held


def about(number: int, tag: str = "", text: str = "Look.", **facts: Any) -> Post:
    words = f"{text} #{tag}" if tag else text
    tags = ("tulips", tag) if tag else ("tulips",)
    return replace(a_post(number, text=words, body=(Words(words),), hashtags=tags), **facts)


def told(frame: Frame) -> list[tuple[str, str, str]]:
    """Each room with what is on and what comes next."""
    return [
        (each["room"], each.get("now", {}).get("title", ""), each.get("next", {}).get("title", ""))
        for each in frame["rooms"]
    ]


async def test_a_screen_is_told_what_is_on_and_again_when_that_changes(gathering: Gathering) -> None:
    async with screen(gathering.wall) as ada:
        snapshot = await ada.next("snapshot")
        both = [("Glasshouse", COMPOST.talk.title, ""), ("Shed", GRAFTING.talk.title, BULBS.talk.title)]
        assert told(snapshot) == both
        gathering.clock.turn(minutes(61))
        assert told(await ada.next("programme")) == [("Shed", "", BULBS.talk.title)]
        gathering.clock.turn(minutes(100))
        assert told(await ada.next("programme")) == [("Shed", BULBS.talk.title, "")]


async def test_a_moved_talk_and_a_late_room_reach_every_screen(gathering: Gathering) -> None:
    async with screen(gathering.wall) as ada, screen(gathering.wall, view="follow") as ben:
        for each in (ada, ben):
            await each.next("snapshot")
        await gathering.programme(a_programme(COMPOST, replace(GRAFTING, room="Glasshouse"), BULBS), 1)
        for each in (ada, ben):
            assert told(await each.next("programme"))[1] == ("Shed", "", BULBS.talk.title)
        late = Shifted(shift=Shift(room="Shed", minutes=15, since=minutes(20)), at=minutes(20), by="cleo")
        gathering.clock.turn(minutes(20))
        await gathering.tell(late)
        shed = (await ada.next("programme"))["rooms"][1]
        assert shed["late"] == 15
        assert shed["next"]["starts"] == "2026-06-10T13:45:00Z"


async def test_who_comes_back_is_told_what_is_on_by_now(gathering: Gathering) -> None:
    await gathering.wall.hear(about(1))
    async with screen(gathering.wall) as ada:
        await ada.next("snapshot")
        gathering.clock.turn(minutes(61))
        await ada.next("programme")
    async with screen(gathering.wall, ada.at) as back:
        assert told(await back.next("programme", "snapshot")) == [("Shed", "", BULBS.talk.title)]


async def test_a_rooms_wall_has_its_posts_and_those_about_no_session(gathering: Gathering) -> None:
    compost, grafting = about(1, "tulipscompost"), about(2, "tulipsgrafting")
    anything = about(3)
    await gathering.wall.hear(compost, grafting, anything)
    async with screen(gathering.wall, room="Shed") as shed:
        snapshot = await shed.next("snapshot")
        assert [post["id"] for post in snapshot["posts"]] == [anything.id, grafting.id]
        assert snapshot["rooms"][0]["room"] == "Shed"
        await gathering.wall.hear(about(4, "tulipscompost"), about(5, "tulipsgrafting"))
        assert (await shed.next("put"))["post"]["session"] == {"id": "s2", "title": "Grafting by moonlight"}
        moved = Decision(verb="place", target=grafting.id, at=minutes(30), by="cleo", sessions=("s1",))
        await gathering.tell(moved)
        while (await shed.next("drop"))["id"] != grafting.id:
            pass


async def test_there_is_no_wall_of_a_room_that_the_programme_lacks(gathering: Gathering) -> None:
    assert (await gathering.get("wall?room=Cellar")).status_code == 404
    assert (await gathering.get("wall?room=Shed")).status_code == 200


async def test_a_speaker_is_known_by_the_account_that_the_programme_gives(gathering: Gathering) -> None:
    await gathering.wall.hear(about(1), a_post(2, author="ben"))
    posts = (await gathering.get("posts")).json()["posts"]
    assert [post["author"].get("speaker", False) for post in posts] == [False, True]


async def test_the_posts_of_one_session_can_be_asked_for(gathering: Gathering) -> None:
    await gathering.wall.hear(about(1, "tulipscompost"), about(2, "tulipsgrafting"), about(3))
    posts = (await gathering.get("posts?session=s1")).json()["posts"]
    assert [post["session"]["id"] for post in posts] == ["s1"]
    assert "Compost as archaeology" in (await gathering.get("follow?session=s1")).text


async def test_a_sessions_page_has_questions_with_answers_links_and_the_rest_in_order(gathering: Gathering) -> None:
    asks = about(1, "tulipscompost", "Does anybody know where the slides are?")
    guide = Preview(url="https://guide.example/", title="A guide to heaps")
    shares = about(3, "tulipscompost", "The guide:", links=(guide,))
    answers = about(2, text="On the talk's page.", reply_to=asks.id)
    await gathering.wall.hear(asks, answers, shares, about(4, text="Sun."))
    page = (await gathering.get("sessions/s1")).text.partition("<main")[2]
    order = [
        "14:00–15:00",
        "Compost as archaeology",
        "Ada Brook",
        "Layers tell.",
        "https://slides.example/compost",
        "Does anybody know",
        "On the talk&#39;s page.",
        "A guide to heaps",
        "The guide:",
    ]
    places = [page.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)
    assert "Sun." not in page


async def test_a_hidden_post_is_on_no_page_of_its_session(gathering: Gathering) -> None:
    await gathering.wall.hear(about(1, "tulipscompost", "A secret."))
    assert "A secret." in (await gathering.get("sessions/s1")).text
    await gathering.wall.order("hide", a_post(1).url)
    for path in ("sessions/s1", "sessions/s1/feed.atom", "follow?session=s1"):
        assert "A secret." not in (await gathering.get(path)).text


async def test_a_session_has_a_feed(gathering: Gathering) -> None:
    await gathering.wall.hear(about(1, "tulipscompost", "<b>Worms</b> & frost."))
    answer = await gathering.get("sessions/s1/feed.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.text)  # noqa: S314 - our own feed
    content = feed.find("{*}entry/{*}content")
    assert content is not None
    assert content.text == "<b>Worms</b> & frost. #tulipscompost"


async def test_the_programme_page_marks_what_is_on(gathering: Gathering) -> None:
    page = (await gathering.get("programme")).text
    assert page.count('aria-current="time"') == 2
    assert (await gathering.get("sessions/s9")).status_code == 404


async def test_an_event_without_a_programme_has_none_of_these_pages(redis: Client) -> None:
    async with a_wall(redis) as wall:
        for path in ("programme", "sessions/s1", "sessions/s1/feed.atom", "wall?room=Shed"):
            assert (await Gathering(wall, TurnedClock(minutes(0))).get(path)).status_code == 404
