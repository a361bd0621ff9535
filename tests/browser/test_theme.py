"""One colour for each event, and what is seen on every ground."""

import pytest
from playwright.async_api import Browser, expect

from backchannel.store.connect import Client
from support.builders import a_post, an_event
from support.chromium import Watched
from support.walls import Wall, a_wall

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("accent", "used"), [("", "#ffc145"), ("#ff9fb2", "#ff9fb2")])
async def test_a_wall_wears_its_events_colour(redis: Client, chromium: Browser, accent: str, used: str) -> None:
    async with a_wall(redis, event=an_event(accent=accent)) as wall:
        page = Watched(await chromium.new_page(), wall.address)
        await page.start()
        await page.open(wall.url)
        worn = await page.page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent')")
        await page.page.close()
    assert worn.strip() == used
    assert page.offences == []


@pytest.mark.parametrize(
    ("query", "ground", "ink"), [("", "#2b1230", "#f7f4ea"), ("?theme=light", "#f4f3f5", "#2b1230")]
)
async def test_a_painted_wall_keeps_its_hue_in_lit_rooms(
    redis: Client, chromium: Browser, query: str, ground: str, ink: str
) -> None:
    async with a_wall(redis, event=an_event(accent="#ff9fb2", ground="#2b1230")) as wall:
        page = Watched(await chromium.new_page(), wall.address)
        await page.start()
        await page.open(wall.url + query)
        style = "getComputedStyle(document.documentElement).getPropertyValue"
        worn = [await page.page.evaluate(f"{style}('--{name}')") for name in ("ground", "ink", "accent")]
        await page.page.close()
    assert worn == [ground, ink, "#ff9fb2"]
    assert page.offences == []


@pytest.mark.parametrize(("theme", "ring"), [("dark", "rgb(255, 193, 69)"), ("light", "rgb(13, 36, 41)")])
async def test_where_the_keys_are_is_seen_on_every_ground(wall: Wall, page: Watched, theme: str, ring: str) -> None:
    await wall.hear(a_post(1))
    await page.open(f"{wall.url}?theme={theme}")
    await expect(page.card("Bulbs want frost.")).to_be_visible()
    await page.page.keyboard.press("Tab")
    outline = "card => [getComputedStyle(card).outlineStyle, getComputedStyle(card).outlineColor]"
    assert await page.find(".card:focus").evaluate(outline) == ["solid", ring]
