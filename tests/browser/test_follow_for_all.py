"""The follow page for every eye, ear and hand: keys, names, widths, contrasts."""

from typing import Any

import pytest
from msgspec.structs import replace
from playwright.async_api import Browser, expect

from backchannel.model.post import Preview
from backchannel.store.connect import Client
from support.builders import a_post, an_author, an_event
from support.chromium import Watched
from support.showing import EVERYTHING
from support.walls import Wall, a_wall

pytestmark = pytest.mark.browser


async def test_reading_with_keys_and_ears(wall: Wall, phone: Watched) -> None:
    await wall.hear(*(a_post(number, text=f"Number {number}.", poll=EVERYTHING["poll"]) for number in range(1, 4)))
    await phone.open(wall.follow)
    await expect(phone.page.get_by_role("feed", name="Posts with #tulips")).to_have_count(1)
    await expect(phone.page.get_by_role("article", name="Post by Ada")).to_have_count(3)
    await phone.page.keyboard.press("Tab")
    await expect(phone.page.get_by_role("link", name="Go to the posts")).to_be_focused()
    await phone.find(".post").first.focus()
    await phone.page.keyboard.press("PageDown")
    await expect(phone.find(".post").nth(1)).to_be_focused()
    await phone.page.keyboard.press("PageUp")
    await expect(phone.find(".post").first).to_be_focused()
    await wall.hear(a_post(9, text="Waits."))
    await expect(phone.find("[aria-live=polite]")).to_contain_text("1 new post")


async def test_an_hour_is_chosen_with_keys(wall: Wall, phone: Watched) -> None:
    await wall.hear(a_post(1, text="Noon."), *(a_post(60 * number, text=f"Hour {number}.") for number in range(1, 4)))
    await phone.open(wall.follow)
    handle = phone.page.get_by_role("slider", name="Go to an hour")
    await handle.focus()
    for _ in range(2):
        await phone.page.keyboard.press("ArrowLeft")
    await expect(handle).to_have_attribute("aria-valuetext", "Wed 13:00")
    await expect(phone.find(".hours output")).to_have_text("Wed 13:00")
    await phone.page.get_by_role("button", name="Go").click()
    await expect(phone.find(".past")).to_contain_text("Wednesday 10 June until 14:00")
    await phone.is_live()
    await expect(phone.find(".post")).to_have_count(2)
    await wall.delete(a_post(60))
    await expect(phone.find(".post")).to_have_count(1)


@pytest.mark.parametrize("kind", ["follow", "post", "gone", "wall", "join"])
async def test_every_page_has_what_helps_to_find_ones_way(wall: Wall, phone: Watched, kind: str) -> None:
    await wall.hear(a_post(1, **EVERYTHING), a_post(2, reply_to=a_post(1).id))
    join = wall.follow.removesuffix("follow")
    url = {
        "wall": wall.url,
        "join": join,
        "follow": wall.follow,
        "post": wall.page_of(a_post(1)),
        "gone": wall.page_of(a_post(9)),
    }[kind]
    await phone.page.goto(url)
    faults = await phone.page.evaluate(FAULTS)
    phone.offences[:] = [offence for offence in phone.offences if "404" not in offence]  # the page of what is gone
    assert faults == []


FAULTS = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const named = (node) => (node.getAttribute("aria-label") ?? node.textContent ?? "").trim() !== "";
  const ids = all("[id]").map((node) => node.id);
  return [
    ...(document.documentElement.lang ? [] : ["no language"]),
    ...(document.title ? [] : ["no title"]),
    ...(all("h1").length === 1 ? [] : ["not one h1"]),
    ...(all("main").length === 1 ? [] : ["not one main"]),
    ...all("a[href], button:not([hidden])").filter((node) => !named(node)).map((node) => `unnamed ${node.outerHTML}`),
    ...all("img").filter((node) => !node.hasAttribute("alt")).map(() => "no alt"),
    ...all("nav, section, [role=feed]")
      .filter((node) => !node.matches("[aria-label], [aria-labelledby]") && !node.querySelector("h1, h2"))
      .map((node) => `unnamed ${node.localName}`),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `id twice: ${id}`),
    ...all("[aria-labelledby]")
      .filter((node) => !ids.includes(node.getAttribute("aria-labelledby")))
      .map(() => "lost label"),
  ];
}"""


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
async def test_nothing_is_wider_than_the_screen(wall: Wall, phone: Watched, width: int) -> None:
    endless = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
    long_name = replace(an_author("ben"), name=endless, handle=f"{endless}@garden.example")
    whole: dict[str, Any] = EVERYTHING | {"links": (Preview(url="https://x.example/", title=endless),)}
    await wall.hear(
        replace(a_post(1, text=endless, warning=endless), author=long_name),
        replace(a_post(2, text=endless, reply_to=a_post(1).id, quote_of=a_post(1).id), author=long_name),
        a_post(3, reply_to=a_post(1).id, **whole),
    )
    await phone.page.set_viewport_size({"width": width, "height": 844})
    for url in (wall.follow, wall.page_of(a_post(1)), f"http://{wall.address}/tulips/"):
        await phone.page.goto(url)
        for cover in await phone.find("summary").all():
            await cover.click()
        assert await phone.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["", "#ffc145", "#ff9fb2"])
async def test_every_word_can_be_read_by_day_and_by_night(
    redis: Client, chromium: Browser, scheme: Any, accent: str
) -> None:
    async with a_wall(redis, event=an_event(accent=accent)) as wall:
        await wall.hear(a_post(1, **EVERYTHING), a_post(2, warning="loud", reply_to=a_post(1).id))
        page = Watched(await chromium.new_page(color_scheme=scheme), wall.address)
        await page.open(wall.follow)
        faint = await page.page.evaluate(FAINT)
        await page.page.close()
    assert faint == []
    assert page.offences == []


FAINT = """() => {
  const channel = (value) => (value <= 10.31475 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const drawn = (text) => {
    context.fillStyle = text;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const ground = (node) => {
    const colour = getComputedStyle(node).backgroundColor;
    return colour === "rgba(0, 0, 0, 0)" && node.parentElement ? ground(node.parentElement) : drawn(colour);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !node.checkVisibility() || node.closest(".avatar")) continue;
    const both = [luminance(drawn(getComputedStyle(node).color)), luminance(ground(node))].sort((a, b) => b - a);
    const ratio = (both[0] + 0.05) / (both[1] + 0.05);
    if (ratio < 4.5) faint.push(`${node.className || node.localName} ${ratio.toFixed(2)}`);
  }
  return [...new Set(faint)];
}"""
