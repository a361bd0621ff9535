"""One colour for each event."""

import pytest
from playwright.async_api import Browser

from backchannel.store.connect import Client
from support.builders import an_event
from support.chromium import Watched
from support.walls import a_wall

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
