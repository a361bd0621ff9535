"""A person's own page as they see it: reached from their own post, read, copied, on a phone and at a desk."""

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace
from playwright.async_api import Browser, expect

from backchannel.model.body import Hashtag, Link, Words
from backchannel.model.post import Media, Post, Preview
from backchannel.server.site import Site
from backchannel.store.connect import Client
from support.builders import a_post, an_author
from support.chromium import Watched
from support.picture_host import a_picture, a_picture_host
from support.walls import Wall, a_wall

pytestmark = pytest.mark.browser

TAG = Hashtag("#tulips", "tulips")
LINK = "https://printroom.example/guide"


def story(picture: str) -> list[Post]:
    """A thread of two with a link and a picture, something covered, and something of Ben's."""
    first = a_post(
        1,
        text="x",
        body=(Words("Bulbs want frost, and so does whoever plants them: twelve weeks below nine degrees. "), TAG),
    )
    guide = (Words("All of it is in "), Link(LINK, LINK), Words(" "), TAG)
    second = a_post(
        3,
        text="x",
        body=guide,
        links=(Preview(url=LINK, title="A guide to cold"),),
        reply_to=first.id,
        media=(Media(kind="image", url=picture, alt="Three bulbs in a row on a wooden table."),),
    )
    return [first, second, a_post(60, text="Nobody tells you about mice.", warning="Mice"), a_post(70, author="ben")]


@pytest.fixture
async def wall(redis: Client) -> AsyncIterator[Wall]:
    async with a_picture_host() as host:
        site = Site(allowed_hosts=frozenset({host.host}))
        async with a_wall(redis, site=site) as opened:
            await opened.hear(*story(host.put("/1.png", a_picture(600, 360))))
            yield opened


async def test_the_author_finds_the_draft_from_their_post_and_copies_it(wall: Wall, page: Watched) -> None:
    await page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.open(wall.follow)
    await page.article("twelve weeks").locator(".person").click()
    await expect(page.page.get_by_role("heading", level=1)).to_have_text("What I wrote down at Tulips")
    await expect(page.find(".passage").first).to_contain_text("A guide to cold")
    await expect(page.find(".note").first).to_have_text(
        "12:01 to 12:03. A thread of two joined. Title added to the link. Your picture. Original"
    )
    await expect(page.find(".picture img")).to_have_js_property("naturalWidth", 600)
    await expect(page.find(".cover .text")).to_be_hidden()
    await page.page.get_by_role("button", name="Copy as Markdown").click()
    await expect(page.page.get_by_role("status")).to_have_text("Copied.")
    copied = await page.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("# What I wrote down at Tulips\n")
    assert f"[A guide to cold]({LINK})" in copied


async def test_a_phone_has_it_all_without_moving_sideways(wall: Wall, phone: Watched) -> None:
    await phone.page.goto(f"http://{wall.address}/tulips/people/ada@garden.example")
    await expect(phone.find(".passage")).to_have_count(2)
    assert await phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    targets = await phone.page.evaluate(
        "[...document.querySelectorAll('.panel :is(a, button):not([hidden])')].map((each) => each.offsetHeight)"
    )
    assert min(targets) >= 44


async def test_without_javascript_there_is_the_file(wall: Wall, chromium: Browser) -> None:
    context = await chromium.new_context(java_script_enabled=False)
    tab = await context.new_page()
    await tab.goto(f"http://{wall.address}/tulips/people/ada@garden.example")
    await expect(tab.get_by_role("button", name="Copy as Markdown")).to_be_hidden()
    async with tab.expect_download() as begun:
        await tab.get_by_role("link", name="Download").click()
    assert (await (await begun.value).path()).read_text().startswith("# What I wrote down at Tulips\n")
    await context.close()


async def test_who_does_not_want_to_be_found_has_no_link_on_a_live_page(wall: Wall, page: Watched) -> None:
    await page.open(wall.follow)
    await wall.hear(replace(a_post(80, text="Quietly."), author=an_author("chidi", discoverable=False)))
    await expect(page.article("Quietly.").locator(".handle")).to_have_text("@chidi@garden.example")
    await expect(page.article("Quietly.").locator(".person")).to_have_count(0)
    await wall.hear(a_post(81, text="Aloud."))
    await expect(page.article("Aloud.").locator(".person")).to_have_attribute(
        "href", "/tulips/people/ada@garden.example"
    )
