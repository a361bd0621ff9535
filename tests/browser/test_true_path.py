"""From the networks' own sockets to the screen: pretend networks, both collectors, curate, hub, Chromium."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from backchannel.clock import TurnedClock
from backchannel.demo.networks import PretendNetworks
from backchannel.model.event import Event
from backchannel.runtime.services import Services
from backchannel.settings import Settings
from backchannel.store.connect import Client
from backchannel.store.ingest import Ingest
from support.builders import an_event
from support.chromium import Watched
from support.recordings import START, RecordingBuilder

pytestmark = pytest.mark.browser

EVENT = an_event(servers=("tulip.example",))
MARKS = "\u0301" * 25_000
OVERRIDE = "\u202e"


class Stage:
    """The whole path over a recording that the test releases."""

    def __init__(self, redis: Client, recording: RecordingBuilder, event: Event) -> None:
        self.networks = PretendNetworks(recording.build())
        self.clock = TurnedClock(START - timedelta(seconds=1))
        self.event = event
        self._redis = redis
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listening.getsockname()[1]}"

    @property
    def url(self) -> str:
        """The wall."""
        return f"http://{self.address}/{self.event.slug}/wall"

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Every service in this process, over real sockets."""
        async with self.networks:
            found = self.networks.endpoints
            settings = Settings().changed("mastodon", reach=found.mastodon)
            settings = settings.changed("bluesky", jetstreams=(found.jetstream,), appview=found.appview)
            services = Services(self._redis, settings, [self.event], self.clock)
            works = [services.curate(), *map(services.collect, services.networks()), services.web(self._listening)]
            tasks = [asyncio.ensure_future(work) for work in works]
            try:
                await self._listens()
                yield
            finally:
                for task in tasks:
                    task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.gather(*tasks)

    async def _listens(self) -> None:
        """Return once every source has been in contact: what happens from now on is heard."""
        ingest = Ingest(self._redis, self.event.slug)
        async with asyncio.timeout(60):
            while len(await ingest.positions()) < len(self.event.servers) + 1:
                await asyncio.sleep(0.01)

    def go_on(self, minutes: float) -> None:
        """Let so many minutes of the recording happen."""
        until = max(self.networks.world.released, self.clock.now()) + timedelta(minutes=minutes)
        self.networks.release(until)
        self.clock.turn(until)

    async def until_seen(self, page: Watched, text: str) -> None:
        """Turn the clock on, as time does by itself, until a card with that text is on the wall."""
        async with asyncio.timeout(60):
            while not await page.card(text).count():
                self.go_on(0.25)
                await asyncio.sleep(0.05)


@asynccontextmanager
async def watched(chromium: Browser, stage: Stage) -> AsyncGenerator[Watched]:
    context = await chromium.new_context(viewport={"width": 1920, "height": 1080})
    page = Watched(await context.new_page(), stage.address)
    await page.start()
    await page.page.goto(stage.url)
    yield page
    await context.close()
    assert page.offences == []


async def test_a_post_at_the_jetstream_is_on_the_wall_changes_and_goes(redis: Client, chromium: Browser) -> None:
    recording = (
        RecordingBuilder("tulips", ["tulip.example"])
        .bluesky_post("one", "Planted three rows today #tulips")
        .at(START + timedelta(hours=1))
        .bluesky_update("one", "Planted four rows today #tulips")
        .at(START + timedelta(hours=2))
        .bluesky_delete("one")
    )
    stage = Stage(redis, recording, EVENT)
    async with stage.running(), watched(chromium, stage) as page:
        stage.go_on(1)
        await expect(page.card("Planted three rows")).to_be_visible()
        stage.go_on(60)
        await expect(page.card("Planted four rows")).to_be_visible()
        await expect(page.card("Planted three rows")).to_have_count(0)
        stage.go_on(60)
        await expect(page.card("Planted four rows")).to_have_count(0)


async def test_a_status_on_a_server_reaches_the_wall_and_its_deletion_too(redis: Client, chromium: Browser) -> None:
    recording = (
        RecordingBuilder("tulips", ["tulip.example"])
        .status("one", "The bulbs have arrived #tulips")
        .at(START + timedelta(hours=1))
        .delete("one")
    )
    stage = Stage(redis, recording, EVENT)
    async with stage.running(), watched(chromium, stage) as page:
        stage.go_on(1)
        await stage.until_seen(page, "The bulbs have arrived")
        stage.go_on(60)
        async with asyncio.timeout(60):
            while await page.card("The bulbs have arrived").count():
                stage.go_on(31)
                await asyncio.sleep(0.05)


async def test_a_hostile_post_from_the_wire_is_harmless_text(redis: Client, chromium: Browser) -> None:
    html = (
        '<p onclick="alert(1)">Harmless <script>alert(2)</script><img src="x" onerror="alert(3)">'
        '<a href="javascript:alert(4)">press me</a> <a href="https://x.example/">fine</a> '
        '<a href="https://tulip.example/tags/tulips" class="mention hashtag" rel="tag">#<span>tulips</span></a></p>'
    )
    recording = (
        RecordingBuilder("tulips", ["tulip.example"])
        .status("html", "#tulips", content=html)
        .bluesky_post("marks", f"Towering e{MARKS} {OVERRIDE}desrever <b>bold</b> #tulips")
    )
    stage = Stage(redis, recording, EVENT)
    async with stage.running(), watched(chromium, stage) as page:
        stage.go_on(5)
        await stage.until_seen(page, "Harmless")
        await stage.until_seen(page, "Towering")
        await expect(page.find(".card script, .card img[onerror], .card [onclick]")).to_have_count(0)
        assert await page.find(".card a[href^='javascript']").count() == 0
        towering = await page.card("Towering").inner_text()
        assert OVERRIDE not in towering
        assert "<b>bold</b>" in towering
        assert towering.count("\u0301") < 10
        box = await page.card("Towering").bounding_box()
        assert box is not None
        assert box["height"] < 600


async def test_nobody_is_shown_against_their_will_on_the_way(redis: Client, chromium: Browser) -> None:
    recording = (
        RecordingBuilder("tulips", ["tulip.example"])
        .profile("quiet.example", labels=["!no-unauthenticated"])
        .bluesky_post("quiet", "Only for those I know #tulips", by="quiet.example")
        .person("robotless", note="<p>gardens, #nobot</p>")
        .status("robotless", "Not for machines #tulips", by="robotless")
        .bluesky_post("open", "For everyone #tulips", by="open.example")
    )
    stage = Stage(redis, recording, EVENT)
    async with stage.running(), watched(chromium, stage) as page:
        stage.go_on(5)
        await stage.until_seen(page, "For everyone")
        await expect(page.find(".slot:not(.measure) .card")).to_have_count(1)
        stored = b"".join(await redis.call("HVALS", f"bc:{{{EVENT.slug}}}:posts"))
        assert b"Only for those" not in stored
        assert b"Not for machines" not in stored
