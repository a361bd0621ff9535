"""The page for the doors, over a real Redis: every room, what is on there, and a code that leads to it."""

import httpx
import pytest

from backchannel.model.programme import Shift
from backchannel.model.sighting import Entry, ProgrammeChanged, Shifted
from backchannel.programme.hashtags import with_hashtags
from backchannel.store.ingest import Ingest
from support.builders import NOON, an_event
from support.schedules import a_programme, a_session, at, read_sample
from support.walls import Wall

SAMPLE = with_hashtags(read_sample("schedule.json").programme, an_event().hashtags)


async def bring(wall: Wall, *entries: Entry) -> None:
    for entry in entries:
        await Ingest(wall.redis, wall.event.slug).add(entry)
    await wall.curated()


async def test_every_room_has_its_door_with_times_of_the_venue_and_hashtags(
    wall: Wall, browser: httpx.AsyncClient
) -> None:
    await bring(wall, ProgrammeChanged(programme=SAMPLE, seen_at=NOON))
    told = (await browser.get("/tulips/programme/doors")).text
    assert told.index("Glasshouse") < told.index("10:00–10:45") < told.index("Bulbs that want frost")
    assert told.index("23:30–00:30") < told.index(">Shed<")
    assert ">Wednesday 10 June<" in told
    assert "#tulipsBulbs" in told
    assert "Ben Stone, Chidi Obi" in told
    assert "<em>cancelled</em>" in told
    assert "style=" not in told


async def test_a_door_leads_to_its_own_room(wall: Wall, browser: httpx.AsyncClient) -> None:
    await bring(wall, ProgrammeChanged(programme=SAMPLE, seen_at=NOON))
    told = (await browser.get("/tulips/programme/doors?room=Shed")).text
    assert "Weeds with manners" in told
    assert "Glasshouse" not in told
    assert (await browser.get("/tulips/programme/doors?room=Nowhere")).status_code == 404


async def test_a_room_that_runs_late_says_so_on_its_door(wall: Wall, browser: httpx.AsyncClient) -> None:
    word = Shifted(shift=Shift(room="Glasshouse", minutes=15, since=at(9)), at=at(9), by="cleo")
    await bring(wall, ProgrammeChanged(programme=SAMPLE, seen_at=NOON), word)
    assert "10:15–11:00" in (await browser.get("/tulips/programme/doors")).text


async def test_strange_names_are_harmless_on_a_door(wall: Wall, browser: httpx.AsyncClient) -> None:
    room, title = '<b>"&?/#', "<script>alert(1)</script>"
    strange = a_programme(a_session(1, room=room, title=title))
    await bring(wall, ProgrammeChanged(programme=strange, seen_at=NOON))
    told = (await browser.get("/tulips/programme/doors")).text
    assert "<script>" not in told
    address = told.split('class="code" src="')[1].split('"')[0].replace("&amp;", "&")
    answer = await browser.get(address)
    assert answer.headers["content-type"] == "image/svg+xml"
    again = await browser.get("/tulips/programme/doors?" + str(httpx.QueryParams({"room": room})))
    assert again.status_code == 200


@pytest.mark.parametrize("path", ["/tulips/programme/doors", "/nowhere/programme/doors", "/nowhere/programme/door.svg"])
async def test_without_a_programme_there_is_no_page(browser: httpx.AsyncClient, path: str) -> None:
    assert (await browser.get(path)).status_code == 404
