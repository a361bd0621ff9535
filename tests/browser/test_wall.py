"""The wall page in a real browser, over the real path from the ingest stream on."""

import re

import pytest
from msgspec.structs import replace
from playwright.async_api import expect

from backchannel.model.body import Hashtag, Link, Words
from backchannel.model.post import Poll, PollOption, Post, Preview
from support.builders import a_post, an_author
from support.chromium import Watched
from support.walls import Wall

pytestmark = pytest.mark.browser

RIGHT_TO_LEFT_OVERRIDE = "\u202e"
HOSTILE = f"<script>alert(1)</script><img src=x onerror=alert(1)> {RIGHT_TO_LEFT_OVERRIDE}dlrow ${{alert(1)}}"


def edited(post: Post, text: str) -> Post:
    return replace(a_post(text=text), id=post.id, url=post.url, version="2026-06-10T13:00:00.000Z")


async def test_an_empty_wall_encourages(wall: Wall, page: Watched) -> None:
    await page.open(wall.url)
    await expect(page.find(".empty")).to_contain_text("The first post with #tulips appears here.")
    await wall.hear(a_post(1))
    await expect(page.card("Bulbs want frost.")).to_be_visible()
    await expect(page.find(".empty")).to_be_hidden()


async def test_a_post_appears_changes_and_goes(wall: Wall, page: Watched) -> None:
    await wall.hear(a_post(1, text="Always here."))
    await page.open(wall.url)
    await expect(page.card("Always here.")).to_be_visible()
    await wall.hear(a_post(2, author="ben", text="New here."))
    await expect(page.card("New here.")).to_be_visible()
    await wall.hear(edited(a_post(2, author="ben"), "Edited here."))
    await expect(page.card("Edited here.")).to_be_visible()
    await expect(page.card("New here.")).to_have_count(0)
    await wall.delete(a_post(2, author="ben"))
    await expect(page.card("Edited here.")).to_have_count(0)
    await expect(page.card("Always here.")).to_be_visible()


async def test_a_page_that_was_cut_off_comes_back_with_just_what_it_missed(wall: Wall, page: Watched) -> None:
    await wall.hear(a_post(1, text="Before."), a_post(2, text="Deleted meanwhile."))
    await page.open(wall.url)
    await expect(page.card("Before.")).to_be_visible()
    await wall.close()
    await expect(page.find(".status-words")).to_have_text(re.compile("Reconnecting|Stale since"))
    page.forget()
    await wall.hear(a_post(3, text="Missed."))
    await wall.delete(a_post(2))
    await wall.open()
    await page.is_live()
    await expect(page.card("Missed.")).to_be_visible()
    await expect(page.card("Deleted meanwhile.")).to_have_count(0)
    await expect(page.card("Before.")).to_be_visible()
    changes = [frame for frame in page.frames if frame["frame"] not in {"coverage", "beat"}]
    assert [(frame["frame"], frame.get("id") or frame["post"]["id"]) for frame in changes] == [
        ("put", a_post(3).id),
        ("drop", a_post(2).id),
    ]


async def test_a_hostile_post_is_harmless_text(wall: Wall, page: Watched) -> None:
    body = (Words(HOSTILE), Link("safe?", "javascript:alert(1)"), Hashtag("#<b>bold", "<b>bold"))
    mallory = replace(an_author("mallory"), name=f"<b onclick=alert(1)>{RIGHT_TO_LEFT_OVERRIDE}M" + "\u0301" * 50_000)
    await wall.hear(
        a_post(1, text=HOSTILE, body=body, author="mallory"),
        replace(a_post(2, text="Z" + "\u0301" * 50_000), author=mallory),
        a_post(3, text="Ada's words stay as they are."),
    )
    await page.open(wall.url)
    await expect(page.card("<script>alert(1)</script><img src=x onerror=alert(1)>")).to_be_visible()
    await expect(page.find(".card script, .card img, .card b[onclick], .card [style]")).to_have_count(0)
    await expect(page.find("a[href^='javascript']")).to_have_count(0)
    for slot in await page.find(".slot:not(.measure)").all():
        card = slot.locator(".card")
        if await card.count():
            outer, inner = await slot.bounding_box(), await card.bounding_box()
            assert outer is not None
            assert inner is not None
            assert inner["height"] <= outer["height"]
            assert inner["width"] <= outer["width"] + 1


async def test_what_is_covered_shows_only_its_warning(wall: Wall, page: Watched) -> None:
    await wall.hear(a_post(1, text="The butler did it.", warning="spoiler"))
    await page.open(wall.url)
    await expect(page.find(".warning")).to_contain_text("Content warning: spoiler")
    assert "butler" not in await page.page.content()


async def test_a_long_warning_has_its_second_line(wall: Wall, page: Watched) -> None:
    await wall.hear(
        *(a_post(number, text="Bulbs.") for number in range(2, 4)),
        a_post(1, text="A toe.", warning="frostbite, with the detail that is not for lunch and not for dinner either"),
    )
    await page.open(wall.url)
    await expect(page.find(".slot:not([data-span='6']) .warning")).to_contain_text("not for lunch")


async def test_every_option_of_a_poll_is_whole_or_not_there(wall: Wall, page: Watched) -> None:
    options = tuple(PollOption(text=f"Bulb {number}", votes=number) for number in range(1, 13))
    words = "Which bulb do you plant first, and why that one? " * 4
    await wall.hear(
        a_post(1, text=words, poll=Poll(options=options)), a_post(2, text=words, poll=Poll(options=options[:4]))
    )
    for width, height in ((1920, 1080), (1024, 768), (1080, 1920), (390, 844)):
        await page.page.set_viewport_size({"width": width, "height": height})
        await page.open(wall.url)
        await expect(page.find(".slot:not(.measure) .poll:visible").first).to_be_visible()
        seen = await page.find(".slot:not(.measure) .poll:visible").evaluate_all(OPTIONS)
        assert seen
        assert all(whole == told and cut == 0 for told, whole, cut in seen), (width, seen)


OPTIONS = """polls => polls.map((poll) => {
  const box = poll.getBoundingClientRect();
  const all = [...poll.children].map((option) => option.getBoundingClientRect());
  const seen = all.filter(({ left, top }) => left < box.right - 1 && top < box.bottom);
  return [all.length, seen.length, seen.filter(({ bottom }) => bottom > box.bottom + 1).length];
})"""


async def test_a_quote_goes_when_the_quoted_post_goes(wall: Wall, page: Watched) -> None:
    await wall.hear(a_post(1, author="ben", text="Quoted words."))
    await wall.hear(a_post(2, text="See below.", quote_of=a_post(1, author="ben").id))
    await page.open(wall.url)
    await expect(page.find(".quote:visible")).to_contain_text("Quoted words.")
    await wall.delete(a_post(1, author="ben"))
    await expect(page.card("Quoted words.")).to_have_count(0)
    await expect(page.card("See below.")).to_be_visible()


async def test_links_open_elsewhere_and_tell_nobody_where_from(wall: Wall, page: Watched) -> None:
    url = "https://printroom.example/guide"
    await wall.hear(a_post(1, links=(Preview(url=url, title="A guide"),)))
    await page.open(wall.url)
    preview = page.find(f"a.preview[href='{url}']")
    await expect(preview).to_contain_text("printroom.example")
    await expect(preview).to_have_attribute("rel", "noopener noreferrer")


async def test_a_pinned_post_stands_first_and_stays(wall: Wall, page: Watched) -> None:
    await wall.hear(a_post(1, text="Dinner at seven."), *(a_post(number, author="ben") for number in range(2, 30)))
    await wall.order("pin", a_post(1).id)
    await page.open(wall.url)
    await expect(page.find(".slot.pinned .card").first).to_contain_text("Dinner at seven.")
    await expect(page.find(".slot.pinned .when")).to_contain_text("Pinned")
    await wall.order("unpin", a_post(1).id)
    await expect(page.find(".slot.pinned")).to_have_count(0)


async def test_a_new_card_moves_no_other(wall: Wall, page: Watched) -> None:
    await wall.hear(*(a_post(number, text=f"Post number {number}.") for number in range(1, 30)))
    await page.open(wall.url)
    await expect(page.card("Post number 29.")).to_be_visible()
    before = await _places(page)
    await wall.hear(a_post(40, text="The newest of all."))
    await expect(page.card("The newest of all.")).to_be_visible()  # others stay for 12 s at least
    after = await _places(page)
    assert len(before.items() - after.items()) == 1
    assert await page.find(".slot.new").count() == 1


async def _places(page: Watched) -> dict[str, str]:
    found: dict[str, str] = {}
    for card in await page.find(".slot:not(.measure) .card").all():
        found[str(await card.bounding_box())] = str(await card.get_attribute("data-id"))
    return found


async def test_pausing_holds_the_board_and_counts_what_waits(wall: Wall, page: Watched) -> None:
    await wall.hear(a_post(1))
    await page.open(wall.url)
    await page.page.keyboard.press("p")
    await expect(page.find(".status-words")).to_have_text("Paused")
    await wall.hear(a_post(2, text="Waiting."))
    await expect(page.find(".status-words")).to_have_text("Paused, 1 waiting")
    await expect(page.card("Waiting.")).to_have_count(0)
    await page.page.keyboard.press("p")
    await expect(page.card("Waiting.")).to_be_visible()
    await expect(page.find(".status-words")).to_have_text("Live")


async def test_a_wall_that_hears_nothing_says_since_when(wall: Wall, page: Watched) -> None:
    await wall.hear(a_post(1))
    await page.open(wall.url)
    await wall.close()
    await expect(page.find(".status-words")).to_have_text(re.compile(r"Stale since \d\d:\d\d"))
    await expect(page.find(".outage h2")).to_have_text(re.compile(r"No new posts since \d\d:\d\d"))
    await wall.open()
    await page.is_live()
    await expect(page.find(".outage")).to_be_hidden()


async def test_a_source_that_is_not_heard_is_named(wall: Wall, page: Watched) -> None:
    await wall.hear(a_post(1))
    await wall.commit(source="bluesky")
    await page.open(wall.url)
    await expect(page.find(".coverage")).to_contain_text("Seen so far: Bluesky 100")
    await wall.trouble("bluesky", "It does not answer.")
    await expect(page.find(".coverage")).to_contain_text("Bluesky not heard since")
    await expect(page.find(".status-words")).to_have_text("Live")
    await wall.trouble("garden.example", "It does not answer.")
    await expect(page.find(".status-words")).to_have_text(re.compile("Stale since"))


async def test_reading_order_and_names_are_there_for_those_who_listen(wall: Wall, page: Watched) -> None:
    await wall.hear(a_post(1))
    await page.open(wall.url)
    await expect(page.page.get_by_role("feed", name="Posts with #tulips")).to_have_count(1)
    await expect(page.page.get_by_role("article", name="Post by Ada")).to_be_visible()
    await expect(page.page.get_by_role("img", name="Mastodon")).to_be_visible()


SCREENS = [(1920, 1080, "wide"), (3840, 2160, "wide"), (1024, 768, "square"), (1080, 1920, "tall"), (390, 844, "phone")]


@pytest.mark.parametrize(("width", "height", "shape"), SCREENS)
async def test_no_card_is_cut_on_any_screen(wall: Wall, page: Watched, width: int, height: int, shape: str) -> None:
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 6
    await wall.hear(*(a_post(number, text=long[: 20 * number]) for number in range(1, 25)))
    await page.page.set_viewport_size({"width": width, "height": height})
    await page.open(wall.url)
    await expect(page.find(".slot:not(.measure) .card").first).to_be_visible()
    board = await page.page.evaluate("getComputedStyle(document.querySelector('.board')).getPropertyValue('--shape')")
    assert board.strip() == shape
    overflows = await page.page.evaluate(
        """() => [...document.querySelectorAll(".slot:not(.measure)")].filter((slot) => {
             const last = slot.querySelector(".text");
             return last && last.getBoundingClientRect().bottom > slot.getBoundingClientRect().bottom;
           }).length"""
    )
    assert overflows == 0
    sideways = await page.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not sideways
