"""Now and next on walls and pages, in a real browser, as the clock moves and the programme changes."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.async_api import Browser, expect

from backchannel.clock import TurnedClock
from backchannel.model.body import Words
from backchannel.model.post import Post, Preview
from backchannel.model.programme import Link, Programme, Shift, Speaker, Talk
from backchannel.model.sighting import ProgrammeChanged, Shifted
from backchannel.server.limits import Limits
from backchannel.store.connect import Client
from backchannel.store.ingest import Ingest
from support.builders import a_post, an_event, minutes
from support.chromium import Watched
from support.schedules import a_programme, a_session
from support.walls import Wall, a_wall

pytestmark = pytest.mark.browser

ABSTRACT = "What a heap keeps, layer by layer, and who put it there. " * 9
COMPOST = a_session(
    1,
    starts=14,
    hashtag="tulipscompost",
    talk=Talk(
        title="Compost as archaeology: what a heap remembers of a house",
        abstract=ABSTRACT,
        speakers=("ada", "chidi"),
        links=(Link(url="https://slides.example/compost", title="Slides"),),
    ),
)
GRAFTING = a_session(2, starts=14, room="Shed", hashtag="tulipsgrafting", title="Grafting by moonlight")
BULBS = a_session(3, starts=15.5, room="Shed", title="Bulbs in space")
PEOPLE = (
    Speaker(id="ada", name="Ada Brook", accounts=("ada@garden.example",)),
    Speaker(id="chidi", name="Chidi Eze"),
)
PROGRAMME = a_programme(COMPOST, GRAFTING, BULBS, speakers=PEOPLE)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(minutes(10))  # ten minutes after two, in Oslo


@pytest.fixture
async def wall(redis: Client, clock: TurnedClock) -> AsyncIterator[Wall]:
    limits = Limits(beat=0.5, coverage=0.1, retry=0.1)
    async with a_wall(redis, event=an_event(timezone="Europe/Oslo"), limits=limits, clock=clock) as opened:
        await told(opened, PROGRAMME)
        yield opened


async def told(wall: Wall, programme: Programme, minute: float = 0) -> None:
    await Ingest(wall.redis, wall.event.slug).add(ProgrammeChanged(programme=programme, seen_at=minutes(minute)))
    await wall.curated()


def about(number: int, tag: str, text: str, **facts: Any) -> Post:
    words = f"{text} #{tag}" if tag else text
    made = a_post(number, text=words, body=(Words(words),), hashtags=("tulips", tag) if tag else ("tulips",))
    return replace(made, **facts)


async def test_the_masthead_says_what_is_on_as_the_clock_moves(wall: Wall, page: Watched, clock: TurnedClock) -> None:
    await wall.hear(about(1, "tulipscompost", "Layers."), about(2, "", "Frost."))
    await page.open(f"{wall.url}?room=Shed")
    stage = page.find(".stage")
    await expect(stage.locator(".stage-where")).to_have_text("Now in Shed")
    await expect(stage.locator(".stage-title")).to_have_text("Grafting by moonlight")
    await expect(stage.locator(".stage-who")).to_have_text("Until 15:00")
    await expect(page.find(".card").filter(has_text="Frost.")).to_be_visible()
    await expect(page.find(".card").filter(has_text="Layers.")).to_have_count(0)
    clock.turn(minutes(61))
    await expect(stage.locator(".stage-title")).to_have_text("Bulbs in space")
    await expect(stage.locator(".stage-where")).to_have_text("Next in Shed")


async def test_a_moved_talk_and_a_late_room_move_on_every_screen(
    wall: Wall, page: Watched, chromium: Browser, clock: TurnedClock
) -> None:
    await wall.hear(about(1, "tulipscompost", "Layers."))
    await page.open(wall.url)
    await expect(page.find(".stage-where")).to_have_text("Now in Glasshouse")
    context = await chromium.new_context(viewport={"width": 390, "height": 844})
    phone = Watched(await context.new_page(), wall.address)
    await phone.start()
    await phone.open(wall.follow)
    now = phone.find(".stage li").filter(has_text="Compost")
    await expect(now).to_contain_text("Now in Glasshouse")
    await told(wall, a_programme(replace(COMPOST, room="Orangery"), GRAFTING, BULBS, speakers=PEOPLE), 1)
    await expect(now).to_contain_text("Now in Orangery")
    await expect(page.find(".stage-where")).to_have_text("Now in Orangery")
    clock.turn(minutes(20))
    late = Shifted(shift=Shift(room="Orangery", minutes=10, since=minutes(20)), at=minutes(20), by="cleo")
    await Ingest(wall.redis, wall.event.slug).add(late)
    await expect(page.find(".stage-late")).to_have_text("10 min late")
    await expect(page.find(".stage-who")).to_contain_text("Until 15:10")
    await expect(now).to_contain_text("10 min late")
    await context.close()
    assert phone.offences == []


BELOW = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)].map((node) => node.getBoundingClientRect());
  const below = (selector, edge) => all(selector).filter(({ bottom }) => bottom > edge).length;
  const end = all(innerWidth < 500 ? ".footer" : ".join")[0].top;
  return [below(".slot:not(.measure):nth-child(-n + 3) .text", end), below(".masthead > *", all(".wall")[0].top)];
}"""


@pytest.mark.parametrize(("width", "height", "shape"), [(1080, 1920, "brief"), (390, 844, "phone")])
async def test_what_is_on_leaves_room_for_whole_cards(
    wall: Wall, page: Watched, width: int, height: int, shape: str
) -> None:
    await wall.hear(*(a_post(number, text="Bulbs want frost. " * number) for number in range(1, 25)))
    await page.page.set_viewport_size({"width": width, "height": height})
    await page.open(wall.url)
    await expect(page.find(".stage-title.long")).to_be_visible()
    await expect(page.find(".slot:not(.measure) .card").nth(2)).to_be_visible()
    board = await page.page.evaluate("getComputedStyle(document.querySelector('.board')).getPropertyValue('--shape')")
    assert board.strip() == shape
    assert await page.page.evaluate(BELOW) == [0, 0]


TOPS = """() => [...document.querySelectorAll(".event-name, .clock, .hashtags")].map((node) =>
  node.getBoundingClientRect().top)"""


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1024, 768), (1080, 1920), (390, 844)])
async def test_the_next_title_moves_nothing_in_the_masthead(wall: Wall, page: Watched, width: int, height: int) -> None:
    await wall.hear(about(1, "", "Frost."))
    await page.page.set_viewport_size({"width": width, "height": height})
    await page.open(wall.url)
    await expect(page.find(".stage-title.long")).to_be_visible()
    with_long_title = await page.page.evaluate(TOPS)
    await told(wall, a_programme(GRAFTING), 1)
    await expect(page.find(".stage-title")).to_have_text("Grafting by moonlight")
    assert await page.page.evaluate(TOPS) == with_long_title


async def test_in_a_break_the_rooms_stand_in_the_first_column_and_no_other_card_moves(
    wall: Wall, page: Watched, clock: TurnedClock
) -> None:
    await wall.hear(*(a_post(number, text=f"Post number {number}.") for number in range(1, 30)))
    tea = a_session(4, starts=15.25, title="Tea, and what the frost left of it")
    await told(wall, a_programme(COMPOST, GRAFTING, BULBS, tea, speakers=PEOPLE), 1)
    await page.open(wall.url)
    rooms = page.find(".rooms")
    await expect(page.card("Post number 29.")).to_be_visible()
    await expect(rooms).to_be_hidden()
    before = await _places(page)
    clock.turn(minutes(61))
    await wall.commit(source="garden.example")  # is still heard
    await expect(rooms.get_by_role("heading")).to_have_text("Coming up")
    await expect(rooms.get_by_role("listitem")).to_have_text(
        [re.compile("Next in Glasshouse.*Tea.*15:15", re.DOTALL), re.compile("Next in Shed.*Bulbs.*15:30", re.DOTALL)]
    )
    await expect(page.find(".stage")).to_be_hidden()
    after = await _places(page)
    assert after == {place: id_ for place, id_ in before.items() if place in after}
    assert 0 < len(after) < len(before)
    clock.turn(minutes(76))
    await wall.hear(a_post(75, text="Back in my seat."))
    await expect(rooms).to_be_hidden()
    await expect(page.find(".stage .stage-where")).to_have_text("Now in Glasshouse")
    await expect(page.find(".slot:not(.measure) .card")).to_have_count(len(before))


async def test_a_wall_that_nobody_has_written_on_says_what_is_on(wall: Wall, page: Watched) -> None:
    await page.open(wall.url)
    await expect(page.find(".rooms").get_by_role("heading")).to_have_text("Now and next")
    await expect(page.find(".rooms").get_by_role("listitem")).to_have_count(2)
    await expect(page.find(".empty")).to_be_visible()
    await wall.hear(about(1, "", "Frost."))
    await expect(page.card("Frost.")).to_be_visible()
    await expect(page.find(".rooms")).to_be_hidden()


async def _places(page: Watched) -> dict[str, str]:
    cards = await page.find(".slot:not(.measure) .card").all()
    return {str(await card.bounding_box()): str(await card.get_attribute("data-id")) for card in cards}


@pytest.mark.parametrize("size", [100, 200])
async def test_the_doors_read_well_on_a_phone_and_at_twice_the_size(wall: Wall, phone: Watched, size: int) -> None:
    await phone.page.goto(f"http://{wall.address}/tulips/programme/doors")
    await phone.page.evaluate(f"document.documentElement.style.fontSize = '{size}%'")
    await expect(phone.page.get_by_role("main").get_by_role("heading", level=1)).to_have_text(["Glasshouse", "Shed"])
    await expect(phone.find(".hashtag").first).to_have_text("#tulipsCompost")
    assert await phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_code_can_be_scanned_whatever_the_readers_colours_are(wall: Wall, page: Watched) -> None:
    await page.page.emulate_media(forced_colors="active", color_scheme="dark")
    for path in ("wall", "programme/doors"):
        await page.page.goto(f"http://{wall.address}/tulips/{path}")
        ground = await page.find(".code:visible").first.evaluate("code => getComputedStyle(code).backgroundColor")
        assert ground == "rgb(255, 193, 69)"


async def test_a_sessions_page_reads_well_on_a_phone(wall: Wall, phone: Watched) -> None:
    asks = about(1, "tulipscompost", "Does anybody know where the slides are?")
    guide = Preview(url="https://guide.example/", title="A guide to heaps and what they keep")
    await wall.hear(
        asks,
        about(2, "", "On the talk’s page, since this morning.", reply_to=asks.id),
        about(3, "tulipscompost", "The guide that was promised:", links=(guide,)),
        about(4, "tulipscompost", "Potsherds under the roses, and a coin of 1911."),
    )
    await phone.page.goto(f"http://{wall.address}/tulips/sessions/s1")
    await expect(phone.page.get_by_role("heading", level=1)).to_have_text(COMPOST.talk.title)
    await expect(phone.find(".when-where")).to_contain_text("Now")
    await expect(phone.find(".asked .answer")).to_contain_text("since this morning")
    await expect(phone.find(".shared")).to_contain_text("A guide to heaps")
    await expect(phone.find(".speaker").first).to_have_text("Speaker")
    assert await phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await phone.find(".back").click()
    await expect(phone.find(".is-on")).to_have_count(2)
    assert await phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_follow_page_leads_to_the_session_of_a_post_and_filters_by_it(wall: Wall, phone: Watched) -> None:
    await wall.hear(about(1, "tulipscompost", "Layers."), about(2, "tulipsgrafting", "Knives."))
    await phone.open(f"{wall.follow}?session=s1")
    await expect(phone.article("Layers.")).to_be_visible()
    await wall.hear(about(3, "tulipsgrafting", "Wax."), about(4, "tulipscompost", "Worms."))
    await expect(phone.article("Worms.")).to_be_visible()
    await expect(phone.find(".post")).to_have_count(2)
    await phone.article("Worms.").locator(".about").click()
    await expect(phone.page.get_by_role("heading", level=1)).to_have_text(COMPOST.talk.title)
