"""The follow page and a post's own page in a real browser, over the real path from the ingest stream on."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.async_api import Browser, expect

from backchannel.model.body import Hashtag, Link, Mention, Words
from backchannel.model.post import Media, Poll, PollOption, Post
from backchannel.server.limits import Limits
from backchannel.store.connect import Client
from support.builders import a_post, an_author
from support.chromium import Watched
from support.showing import EVERYTHING
from support.walls import Wall, a_wall

pytestmark = pytest.mark.browser

LONG = "Bulbs want frost, and frost wants patience. " * 12
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> ${{alert(1)}} {{ 7 * 7 }}"
PHONE: Any = {"width": 390, "height": 844}


@pytest.fixture
async def wall(redis: Client) -> AsyncIterator[Wall]:
    limits = Limits(beat=0.5, coverage=0.1, retry=0.1, page=20, snapshot=20)
    async with a_wall(redis, limits=limits) as opened:
        yield opened


def edited(post: Post, **changes: Any) -> Post:
    return replace(post, version="2026-06-10T13:00:00.000Z", **changes)


async def top_of(page: Watched, text: str) -> float:
    box = await page.article(text).bounding_box()
    assert box is not None
    return box["y"]


async def test_a_new_post_waits_while_a_reader_reads_and_moves_nothing(wall: Wall, phone: Watched) -> None:
    await wall.hear(*(a_post(number, text=f"Number {number}. {LONG}") for number in range(1, 9)))
    await phone.open(wall.follow)
    await phone.article("Number 5.").scroll_into_view_if_needed()
    before = await top_of(phone, "Number 5.")
    await wall.hear(a_post(20, text="The newest."), a_post(21, text="Newer still."))
    call = phone.page.get_by_role("button", name="2 new posts")
    await expect(call).to_be_visible()
    await expect(phone.article("The newest.")).to_have_count(0)
    assert await top_of(phone, "Number 5.") == before
    await call.click()
    await expect(phone.find(".post").first).to_contain_text("Newer still.")
    await expect(phone.find(".post").first).to_be_focused()
    await expect(call).to_be_hidden()
    assert await phone.page.evaluate("scrollY") == 0


async def test_a_new_post_enters_by_itself_while_nobody_reads(wall: Wall, phone: Watched) -> None:
    await phone.open(wall.follow)
    await expect(phone.find(".empty")).to_contain_text("The first post with #tulips appears here.")
    await wall.hear(a_post(1))
    await expect(phone.article("Bulbs want frost.")).to_be_visible()
    await wall.hear(a_post(2, text="Newer."))
    await expect(phone.find(".post").first).to_contain_text("Newer.")
    await expect(phone.find(".empty")).to_be_hidden()


async def test_a_deleted_post_vanishes_from_an_open_page_wherever_it_stands(wall: Wall, phone: Watched) -> None:
    ben = a_post(1, author="ben", text="Ben's words.")
    await wall.hear(ben, a_post(2, text="A quote.", quote_of=ben.id), a_post(3, text="An answer.", reply_to=ben.id))
    await phone.open(wall.follow)
    await expect(phone.find(".quote")).to_contain_text("Ben's words.")
    await expect(phone.find(".answers")).to_have_text("In answer to Ben")
    await wall.delete(ben)
    await expect(phone.page.get_by_text("Ben")).to_have_count(0)
    await expect(phone.find(".post")).to_have_count(2)


async def test_a_post_on_an_older_page_is_edited_and_deleted_too(wall: Wall, phone: Watched) -> None:
    await wall.hear(*(a_post(number, text=f"Number {number}.") for number in range(1, 51)))
    await phone.open(wall.follow)
    await expect(phone.find(".post")).to_have_count(20)
    for count in (40, 50):
        await phone.page.get_by_role("link", name="Older posts").click()
        await expect(phone.find(".post")).to_have_count(count)
    await expect(phone.page.get_by_role("link", name="Older posts")).to_be_hidden()
    await wall.hear(edited(a_post(2), text="Put better.", body=(Words("Put better."),)))
    await expect(phone.article("Put better.")).to_be_visible()
    await wall.delete(a_post(1))
    await expect(phone.article("Number 1.")).to_have_count(0)
    order = await phone.find(".post").evaluate_all("all => all.map((each) => each.dataset.id)")
    assert order == [a_post(number).id for number in range(50, 1, -1)]


async def test_the_page_says_that_it_is_cut_off_and_heals(wall: Wall, phone: Watched) -> None:
    await wall.hear(a_post(1, text="Before."), a_post(2, text="Deleted meanwhile."))
    await phone.open(wall.follow)
    await wall.close()
    await expect(phone.find(".status-words")).to_have_text(re.compile(r"No news since \d\d:\d\d"))
    await expect(phone.article("Before.")).to_be_visible()
    await wall.hear(a_post(3, text="Missed."))
    await wall.delete(a_post(2))
    await wall.open()
    await phone.is_live()
    await expect(phone.article("Missed.")).to_be_visible()
    await expect(phone.article("Deleted meanwhile.")).to_have_count(0)


async def test_whoever_lost_the_thread_keeps_the_place_and_no_dead_word(redis: Client, chromium: Browser) -> None:
    limits = Limits(beat=0.5, coverage=0.1, retry=0.1, page=10, snapshot=10, backlog=5)
    async with a_wall(redis, limits=limits) as wall:
        await wall.hear(*(a_post(number, text=f"Number {number}. {LONG}") for number in range(1, 31)))
        page = Watched(await chromium.new_page(viewport=PHONE), wall.address)
        await page.open(wall.follow)
        await page.page.get_by_role("link", name="Older posts").click()
        await page.article("Number 13.").scroll_into_view_if_needed()
        await wall.close()
        await wall.delete(a_post(12))
        await wall.hear(*(a_post(number, text=f"Late {number}.") for number in range(40, 60)))
        await wall.open()
        await page.is_live()
        await expect(page.page.get_by_role("button", name="20 new posts")).to_be_visible()
        await expect(page.article("Number 12.")).to_have_count(0)
        await expect(page.article("Number 13.")).to_be_in_viewport()
        await page.page.close()
        assert page.offences == []


async def test_older_posts_that_can_not_be_loaded_are_said(wall: Wall, phone: Watched) -> None:
    await wall.hear(*(a_post(number) for number in range(1, 31)))
    await phone.open(wall.follow)
    await phone.page.route("**/tulips/posts?*", lambda route: route.fulfill(status=204))
    await phone.page.get_by_role("link", name="Older posts").click()
    await expect(phone.page.get_by_role("alert")).to_contain_text("can’t be loaded")
    await phone.page.unroute("**/tulips/posts?*")
    await phone.page.get_by_role("link", name="Older posts").click()
    await expect(phone.find(".post")).to_have_count(30)
    await expect(phone.page.get_by_role("alert")).to_have_count(0)


async def test_hostile_words_stay_words_with_and_without_javascript(
    wall: Wall, phone: Watched, chromium: Browser
) -> None:
    mallory = replace(an_author("mallory"), name=f"<b onclick=alert(1)>M{HOSTILE}" + "\u0301" * 5_000)
    body = (
        Words(HOSTILE),
        Link("safe?", "javascript:alert(1)"),
        Mention("@x", "javascript:alert(1)"),
        Hashtag("#<i>", "i"),
    )
    spam = a_post(1, body=body, poll=Poll(options=(PollOption(text=HOSTILE),)), warning=HOSTILE[:50], language='"><i>')
    await wall.hear(replace(spam, author=mallory))
    context = await chromium.new_context(java_script_enabled=False)
    still = Watched(await context.new_page(), wall.address)
    await still.page.goto(wall.follow)
    await phone.open(wall.follow)
    await wall.hear(edited(replace(spam, author=mallory), edited_at=spam.created_at))
    await expect(phone.find(".edited")).to_be_visible()
    for page in (still, phone):
        await page.find("summary").click()
        await expect(page.find(".content .text")).to_contain_text(HOSTILE)
        await expect(page.find(".post :is(script, img, b[onclick], i, [style])")).to_have_count(0)
        await expect(page.find("a[href^='javascript']")).to_have_count(0)
    await context.close()
    assert still.offences == []


async def test_what_a_warning_covers_opens_at_a_press_and_stays_open_through_an_edit(
    wall: Wall, phone: Watched
) -> None:
    alt = "A butler with a candlestick."
    post = a_post(
        1,
        text="The butler did it.",
        warning="spoiler",
        media=(Media(kind="image", url="https://x.example/1", alt=alt),),
    )
    await wall.hear(post)
    await phone.open(wall.follow)
    await expect(phone.page.get_by_text("The butler did it.")).to_be_hidden()
    await expect(phone.find("summary")).to_contain_text("Content warning: spoiler")
    await phone.find("summary").press("Enter")
    await expect(phone.page.get_by_text("The butler did it.")).to_be_visible()
    await expect(phone.page.get_by_text(alt)).to_be_visible()
    await wall.hear(edited(post, body=(Words("The gardener did it."),)))
    await expect(phone.page.get_by_text("The gardener did it.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
async def test_every_link_of_a_stranger_is_marked_as_such(wall: Wall, chromium: Browser, javascript: bool) -> None:
    await wall.hear(a_post(1, **EVERYTHING))
    context = await chromium.new_context(java_script_enabled=javascript)
    page = Watched(await context.new_page(), wall.address)
    await page.page.goto(wall.follow)
    foreign = page.find("main a[href^='https://']")
    await expect(foreign).to_have_count(4)
    for link in await foreign.all():
        assert await link.get_attribute("rel") == "noopener noreferrer nofollow ugc"
        assert await link.get_attribute("target") == "_blank"
    await context.close()


async def test_a_page_made_by_the_server_is_the_page_made_by_the_script(
    wall: Wall, phone: Watched, chromium: Browser
) -> None:
    ben = a_post(1, author="ben", text="Quoted.", language="de")
    covered = a_post(2, author="ben", text="Loud!", warning="loud")
    await wall.hear(ben, covered)
    await phone.open(wall.follow)
    await wall.hear(
        a_post(3, quote_of=ben.id, reply_to=ben.id, **EVERYTHING),
        a_post(4, quote_of=covered.id, text="", body=()),
        a_post(5, warning="loud", edited_at=ben.created_at, media=(Media(kind="image", url="https://x.example/1"),)),
    )
    await expect(phone.find(".post")).to_have_count(5)
    context = await chromium.new_context(java_script_enabled=False)
    still = await context.new_page()
    await still.goto(wall.follow)
    made = [await page.locator(".feed .post").evaluate_all(SHAPE) for page in (phone.page, still)]
    await context.close()
    assert made[0] == made[1]


SHAPE = """(all) => all.map(function shape(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent.replace(/\\s+/g, " ");
  const told = ({ name, value }) => `${name}=${name === "datetime" ? Date.parse(value) : value}`;
  const attributes = [...node.attributes].map(told);
  const inside = [...node.childNodes].filter((child) => child.nodeType !== Node.COMMENT_NODE).map(shape);
  return [node.localName, attributes.sort(), inside.filter((part) => part !== " " && part !== "")];
})"""


async def test_only_wanted_posts_arrive(wall: Wall, phone: Watched) -> None:
    await wall.hear(*(a_post(number, language="nb", text=f"Nummer {number}") for number in (1, 2)))
    await wall.hear(*(a_post(number, language="en", text=f"Number {number}") for number in (3, 4)))
    await phone.open(wall.follow)
    await phone.page.get_by_role("navigation", name="Which posts").get_by_role("link", name="Norwegian").click()
    await phone.is_live()
    await expect(phone.find(".post")).to_have_count(2)
    await wall.hear(a_post(5, language="en"), a_post(6, language="nb", text="Nummer 6"))
    await expect(phone.find(".post").first).to_contain_text("Nummer 6")
    await expect(phone.find(".post")).to_have_count(3)


async def test_a_page_of_the_past_stays_in_the_past_and_forgets_what_is_deleted(wall: Wall, phone: Watched) -> None:
    await wall.hear(*(a_post(number, text=f"Number {number}.") for number in range(1, 31)))
    await phone.open(wall.follow)
    older = await phone.page.get_by_role("link", name="Older posts").get_attribute("href")
    await phone.open(f"http://{wall.address}{older}")
    await wall.hear(a_post(40, text="Not here."))
    await wall.delete(a_post(10))
    await expect(phone.article("Number 10.")).to_have_count(0)
    await expect(phone.find(".post")).to_have_count(9)
    await expect(phone.article("Not here.")).to_have_count(0)
    await phone.page.get_by_role("link", name="Back to the newest").click()
    await expect(phone.article("Not here.")).to_be_visible()


async def test_a_posts_page_is_kept_up_to_date(wall: Wall, phone: Watched) -> None:
    ada, ben = a_post(1, text="A question."), a_post(2, author="ben", text="An answer.", reply_to=a_post(1).id)
    await wall.hear(ada)
    await phone.open(wall.page_of(ada))
    await wall.hear(ben)
    await expect(phone.find(".conversation")).to_contain_text("1 reply")
    await expect(phone.article("An answer.")).to_be_visible()
    await wall.hear(edited(ada, body=(Words("A better question."),)))
    await expect(phone.article("A better question.")).to_be_visible()
    await wall.delete(ben)
    await expect(phone.article("An answer.")).to_have_count(0)
    await expect(phone.find(".conversation")).to_be_hidden()
    await wall.delete(ada)
    await expect(phone.page.get_by_role("alert")).to_have_text("This post is not public any more.")
    await expect(phone.article("A better question.")).to_have_count(0)


async def test_a_deletion_that_a_posts_page_slept_through_is_caught_up(redis: Client, chromium: Browser) -> None:
    limits = Limits(beat=0.5, coverage=0.1, retry=0.1, backlog=2)
    async with a_wall(redis, limits=limits) as wall:
        ada, ben = a_post(1), a_post(2, author="ben", text="An answer.", reply_to=a_post(1).id)
        await wall.hear(ada, ben)
        page = Watched(await chromium.new_page(), wall.address)
        await page.open(wall.page_of(ada))
        await wall.close()
        await wall.delete(ben)
        await wall.hear(*(a_post(number) for number in range(3, 9)))
        await wall.open()
        await expect(page.article("An answer.")).to_have_count(0)
        await page.is_live()
        await page.page.close()
