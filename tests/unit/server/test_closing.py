"""The end of an event: on the wall, on the page to scan, and in the summary it leads to."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect

from backchannel.clock import TurnedClock
from backchannel.model.event import is_over
from backchannel.server.closing import Summaries
from backchannel.server.limits import Limits
from backchannel.server.site import Site
from backchannel.store.connect import Client
from support.builders import NOON, a_post, an_event
from support.walls import Wall, a_wall

PAGE = "<!doctype html><style>p{}</style><p>What was said."


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NOON)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tulips").mkdir()
    return tmp_path


@pytest.fixture
async def wall(redis: Client, clock: TurnedClock, folder: Path) -> AsyncIterator[Wall]:
    site = Site(summaries=folder)
    async with a_wall(redis, clock=clock, limits=Limits(coverage=0.01, beat=0.05), site=site) as opened:
        yield opened


def published(folder: Path) -> None:
    (folder / "tulips" / "index.html").write_text(PAGE)


@pytest.mark.parametrize(
    ("zone", "now", "over"),
    [
        ("UTC", "2026-06-12T01:59:59+00:00", False),
        ("UTC", "2026-06-12T02:00:00+00:00", True),
        ("Asia/Tokyo", "2026-06-11T17:00:00+00:00", True),
        ("America/Los_Angeles", "2026-06-12T08:59:00+00:00", False),
    ],
)
def test_an_event_is_over_two_hours_after_its_last_day_where_it_took_place(zone: str, now: str, *, over: bool) -> None:
    event = an_event(ends=date(2026, 6, 11), timezone=zone)
    assert is_over(event, datetime.fromisoformat(now)) is over


def test_a_wall_closes_only_with_a_summary(folder: Path) -> None:
    later = datetime.fromisoformat("2026-06-13T00:00:00+00:00")
    assert Summaries(folder).closing(an_event(), later) == ""
    published(folder)
    assert Summaries(folder).closing(an_event(), later) == "/tulips/summary/"
    assert Summaries(folder).closing(an_event(), NOON) == ""
    assert Summaries(None).closing(an_event(), later) == ""


async def test_screens_are_told_at_once_and_those_that_come_later_too(
    wall: Wall, clock: TurnedClock, folder: Path
) -> None:
    await wall.hear(a_post(1))
    async with connect(wall.live, proxy=None) as screen, asyncio.timeout(60):
        snapshot = json.loads(await screen.recv())
        assert (snapshot["frame"], snapshot["closing"]) == ("snapshot", "")
        published(folder)
        clock.turn(datetime.fromisoformat("2026-06-12T03:00:00+00:00"))
        while (frame := json.loads(await screen.recv()))["frame"] != "closing":
            pass
        assert frame["summary"] == "/tulips/summary/"
    async with connect(wall.live, proxy=None) as late:
        assert json.loads(await late.recv())["closing"] == "/tulips/summary/"
    async with connect(f"{wall.live}?after={snapshot['at']}", proxy=None) as back:
        frames = [json.loads(await back.recv()) for _ in range(2)]
        assert {frame["frame"] for frame in frames} == {"coverage", "closing"}


async def test_the_summary_is_served_under_a_policy_of_its_own(wall: Wall, folder: Path) -> None:
    published(folder)
    (folder / "tulips" / ".index.html.part").write_text("half")
    (folder / "secret").write_text("secret")
    async with httpx.AsyncClient(base_url=f"http://{wall.address}") as browser:
        page = await browser.get("/tulips/summary/")
        assert page.text == PAGE
        assert "style-src 'unsafe-inline'" in page.headers["content-security-policy"]
        assert "script" not in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
        assert (await browser.get("/tulips/summary", follow_redirects=True)).text == PAGE
        for path in (".index.html.part", "..%2fsecret", "%2e%2e/secret", "nothing.html", "../../etc/passwd"):
            assert (await browser.get(f"/tulips/summary/{path}")).status_code == 404, path
        assert (await browser.get("/crocus/summary/")).status_code == 404


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("feed.xml", "application/atom+xml"),
        ("sessions.ics", "text/calendar; charset=utf-8"),
        ("people.csv", "text/csv; charset=utf-8"),
        ("summary.json", "application/json"),
        ("picture.png", "image/png"),
    ],
)
async def test_what_lies_beside_the_summary_is_served_as_what_it_is(
    wall: Wall, folder: Path, name: str, kind: str
) -> None:
    (folder / "tulips" / name).write_text("…")
    async with httpx.AsyncClient(base_url=f"http://{wall.address}") as browser:
        assert (await browser.get(f"/tulips/summary/{name}")).headers["content-type"] == kind


async def test_the_page_to_scan_thanks_and_links_the_summary_once_it_is_over(
    wall: Wall, clock: TurnedClock, folder: Path
) -> None:
    async with httpx.AsyncClient(base_url=f"http://{wall.address}") as browser:
        published(folder)
        assert "/tulips/summary/" not in (await browser.get("/tulips/")).text
        clock.turn(datetime.fromisoformat("2026-06-12T03:00:00+00:00"))
        page = (await browser.get("/tulips/")).text
        assert 'href="/tulips/summary/"' in page
        assert "Join in with" not in page
