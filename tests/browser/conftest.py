"""Chromium, and pages that report everything a page must not do."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright, expect

from backchannel.server.limits import Limits
from backchannel.store.connect import Client
from support.chromium import FLAGS, PATIENCE, Watched, installed
from support.walls import Wall, a_wall


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed(), args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def wall(redis: Client) -> AsyncIterator[Wall]:
    async with a_wall(redis, limits=Limits(beat=0.5, coverage=0.1, retry=0.1)) as opened:
        yield opened


@pytest.fixture
async def page(chromium: Browser, wall: Wall) -> AsyncIterator[Watched]:
    """A page at full HD that has opened nothing yet; it fails the test if it misbehaved."""
    context = await chromium.new_context(viewport={"width": 1920, "height": 1080})
    watched = Watched(await context.new_page(), wall.address)
    await watched.start()
    yield watched
    await context.close()
    assert watched.offences == []


@pytest.fixture
async def phone(chromium: Browser, wall: Wall) -> AsyncIterator[Watched]:
    """The same on a phone."""
    context = await chromium.new_context(viewport={"width": 390, "height": 844})
    watched = Watched(await context.new_page(), wall.address)
    await watched.start()
    yield watched
    await context.close()
    assert watched.offences == []
