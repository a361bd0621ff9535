"""The wall at the event's end, in a real browser."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import expect

from backchannel.clock import TurnedClock
from backchannel.server.limits import Limits
from backchannel.server.site import Site
from backchannel.store.connect import Client
from support.builders import NOON, a_post
from support.chromium import Watched
from support.walls import Wall, a_wall

pytestmark = pytest.mark.browser

GOLDEN = Path(__file__).parents[1] / "golden" / "summary" / "index.html"

IN_COLUMN = "node => 1 + Math.floor(3 * node.getBoundingClientRect().left / innerWidth)"


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NOON)


@pytest.fixture
async def wall(redis: Client, tmp_path: Path, clock: TurnedClock) -> AsyncIterator[Wall]:
    (tmp_path / "tulips").mkdir()
    (tmp_path / "tulips" / "index.html").write_bytes(GOLDEN.read_bytes())
    limits, site = Limits(beat=0.5, coverage=0.1, retry=0.1), Site(summaries=tmp_path)
    async with a_wall(redis, clock=clock, limits=limits, site=site) as opened:
        yield opened


async def test_at_its_end_the_wall_thanks_the_room_and_leads_to_the_summary(
    wall: Wall, clock: TurnedClock, page: Watched
) -> None:
    await wall.hear(a_post(1), a_post(2, author="ben"))
    await page.open(wall.url)
    await expect(page.find(".join:not(.reread)")).to_be_visible()
    await expect(page.find(".thanks")).to_be_hidden()
    clock.turn(datetime(2026, 6, 12, 3, 0, tzinfo=UTC))
    await expect(page.find(".thanks")).to_contain_text("Thank you. That was Tulips. 2 posts from 2 people.")
    await expect(page.find(".join:not(.reread)")).to_be_hidden()
    await expect(page.card("Bulbs want frost.")).to_have_count(2)  # beside the farewell, and not under it
    assert [await page.find(f"{part}:visible").evaluate(IN_COLUMN) for part in (".thanks", ".reread")] == [1, 1]
    assert (
        await page.find(".slot:not(.measure) .card").evaluate_all(f"cards => cards.map({IN_COLUMN}).includes(1)")
        is False
    )
    await page.find(".reread a").click()
    await expect(page.page).to_have_title("Quiet Tools 2026: what people wrote")
