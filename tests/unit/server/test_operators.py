import asyncio

import httpx
from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families

from backchannel.clock import SystemClock
from backchannel.model.sighting import Gap
from backchannel.server.site import Site
from backchannel.services.outbox import StreamOutbox
from backchannel.store.connect import Client
from support.builders import NOON, a_post, an_author, an_event, minutes
from support.pages import served
from support.walls import Wall, a_wall


async def values(browser: httpx.AsyncClient) -> dict[tuple[str, ...], float]:
    """Every value by its name and its labels' values, in the order of the labels' names, without the event."""
    answer = await browser.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *(value for label, value in sample.labels.items() if label != "event")): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def hears(wall: Wall, redis: Client) -> StreamOutbox:
    """Two posts of Ada and one of a bot were seen, and a server says that it lists only its own."""
    outbox = StreamOutbox(redis, wall.event, SystemClock())
    await outbox.mode("meadow.example", "polling", "It lists only its own.")
    await outbox.commit("meadow.example", [], heard=SystemClock().now())
    await wall.hear(a_post(1), a_post(2), replace(a_post(3), author=an_author("robot", bot=True)))
    return outbox


async def test_health_tells_how_every_source_is_heard_and_what_waits(wall: Wall, redis: Client) -> None:
    await hears(wall, redis)
    await wall.commit(
        Gap(source="garden.example", start=NOON, end=minutes(1), why="outage", filled=True), source="garden.example"
    )
    async with httpx.AsyncClient(base_url=f"http://{wall.address}") as browser:
        told = (await browser.get("/health")).json()
    (event,) = told["events"]
    garden, meadow = event["sources"]
    assert (told["status"], event["event"], event["waiting"], event["parked"]) == ("degraded", "tulips", 0, 0)
    assert (garden["source"], garden["state"], garden["gaps"][0]["filled"]) == ("garden.example", "live", True)
    assert (meadow["source"], meadow["state"], meadow["why"]) == (
        "meadow.example",
        "degraded",
        "It lists only its own.",
    )


async def test_metrics_have_the_same_in_numbers(wall: Wall, redis: Client) -> None:
    outbox = await hears(wall, redis)
    outbox.dropped("meadow.example", 2)
    await outbox.commit("meadow.example", [])
    async with httpx.AsyncClient(base_url=f"http://{wall.address}") as browser:
        found = await values(browser)
    assert found["backchannel_source_state", "meadow.example", "degraded"] == 1
    assert found["backchannel_source_dropped_total", "meadow.example"] == 2
    assert found["backchannel_posts", "", "shown"] == 2
    assert found["backchannel_posts", "bot", "hidden"] == 1
    assert found["backchannel_ingest_entries",] == 0
    assert found["backchannel_sockets",] == 0
    assert 0 <= found["backchannel_source_lag_seconds", "garden.example"] < 60


async def test_a_post_is_counted_under_its_latest_ruling_alone(wall: Wall) -> None:
    await wall.hear(a_post(1))
    await wall.order("hide", a_post(1).id)
    assert await wall.archive.rulings() == {("hidden", "moderator"): 1}
    await wall.delete(a_post(1))
    assert await wall.archive.rulings() == {("gone", "deleted"): 1}


async def test_metrics_are_for_this_machine_alone_and_not_for_a_proxy_on_it(wall: Wall) -> None:
    async with httpx.AsyncClient(base_url=f"http://{wall.address}") as browser:
        assert (await browser.get("/metrics")).status_code == 200
        assert (await browser.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"})).status_code == 404


async def test_metrics_are_for_those_who_are_named(redis: Client) -> None:
    async with (
        a_wall(redis, site=Site(metrics_from=("10.0.0.0/8",))) as wall,
        httpx.AsyncClient(base_url=f"http://{wall.address}") as browser,
    ):
        assert (await browser.get("/metrics")).status_code == 404


def test_without_the_store_health_says_so_and_metrics_are_not_told_to_who_has_no_address() -> None:
    browser = served(an_event())
    answer = browser.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
    assert browser.get("/metrics").status_code == 404


async def test_many_who_ask_at_once_cost_one_reading(wall: Wall, redis: Client) -> None:
    await wall.hear(a_post(1))
    async with httpx.AsyncClient(base_url=f"http://{wall.address}") as browser:
        await browser.get("/health")
        before = await _commands(redis, "hvals")
        await asyncio.gather(*(browser.get("/health") for _ in range(20)))
        assert await _commands(redis, "hvals") <= before + 1


async def _commands(redis: Client, name: str) -> int:
    """How often the server was given that command."""
    text: bytes = await redis.call("INFO", "commandstats")
    lines = dict(line.split(":", 1) for line in text.decode().splitlines() if ":" in line)
    return int(lines[f"cmdstat_{name}"].partition("calls=")[2].partition(",")[0])
