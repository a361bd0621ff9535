"""Everything in one process: files that change while it runs, and events that erase themselves."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from backchannel.clock import TurnedClock
from backchannel.demo.networks import PretendNetworks
from backchannel.model.event import Event, midnight
from backchannel.runtime.services import Services
from backchannel.runtime.up import impromptu, up
from backchannel.settings import RedisSettings, Settings
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from support.builders import NOON, a_post, an_event, seen
from support.path import curated
from support.recordings import START, RecordingBuilder

FILE = 'name = "Tulips"\nhashtags = [{}]\nstarts = 2026-05-04\nends = 2026-05-05\nservers = ["tulip.example"]\n'


class Told:
    """What `up` said of the events it runs."""

    def __init__(self) -> None:
        self.hashtags: list[tuple[str, ...]] = []

    def __call__(self, events: Sequence[Event]) -> None:
        self.hashtags.append(events[0].hashtags)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.hashtags) < count:
                await asyncio.sleep(0.02)


@asynccontextmanager
async def running(redis: Client, networks: PretendNetworks, file: Path) -> AsyncGenerator[Told]:
    """`up` on this file, against the pretend networks."""
    found = networks.endpoints
    settings = Settings(data=file.parent, redis=RedisSettings(url=redis.url))
    settings = settings.changed("mastodon", poll_seconds=0.2, reach=found.mastodon)
    settings = settings.changed("bluesky", jetstreams=(found.jetstream,), appview=found.appview)
    told = Told()
    listening = socket.create_server(("127.0.0.1", 0))
    task = asyncio.create_task(up((), [file], settings, listening=listening, told=told))
    try:
        yield told
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        listening.close()


async def shown(redis: Client, texts: set[str]) -> None:
    """Return once just these are public."""
    archive = Archive(redis, "tulips")
    async with asyncio.timeout(60):
        while True:
            records = [record async for record in archive.all()]
            if {record.post.text for record in records if record.post and record.ruling.state == "shown"} == texts:
                return
            await asyncio.sleep(0.05)


async def test_a_hashtag_added_while_it_runs_is_read_from_the_beginning(redis: Client, tmp_path: Path) -> None:
    recording = RecordingBuilder("tulips", ["tulip.example"]).status("a", "One #tulips").status("b", "Two #roses")
    file = tmp_path / "tulips.toml"
    file.write_text(FILE.format('"tulips"'))
    async with PretendNetworks(recording.build()) as networks:
        networks.release(START + timedelta(hours=1))
        async with running(redis, networks, file) as told:
            await shown(redis, {"One #tulips"})
            file.write_text(FILE.format('"tulips", "roses"'))
            await told.until(2)
            await shown(redis, {"One #tulips", "Two #roses"})
            assert told.hashtags == [("tulips",), ("tulips", "roses")]


def test_hashtags_alone_are_an_event_that_begins_today() -> None:
    event = impromptu(("tulips", "roses"), TurnedClock(NOON))
    assert (event.slug, event.name, event.starts) == ("tulips", "#tulips #roses", NOON.date())
    assert event.servers


async def test_an_event_erases_itself_when_it_has_been_kept_long_enough(redis: Client, tmp_path: Path) -> None:
    event = an_event(erase_after_days=30)
    await curated(redis, event, [seen(a_post(1))])
    (tmp_path / "summaries" / event.slug).mkdir(parents=True)
    last = midnight(event, event.ends + timedelta(days=31))
    clock = TurnedClock(last - timedelta(minutes=2))
    services = Services(redis, Settings(data=tmp_path), [event], clock)
    task = asyncio.create_task(services.curate())
    assert await Archive(redis, event.slug).numbers() == (1, 1)
    async with asyncio.timeout(60):
        while not task.done():
            clock.turn(clock.now() + timedelta(minutes=1))
            await asyncio.sleep(0.01)
    await task
    assert await Archive(redis, event.slug).numbers() == (0, 0)
    assert [key for key in await redis.call("KEYS", "bc:*") if not key.endswith(b":lease")] == []
    assert not (tmp_path / "summaries" / event.slug).exists()
