"""What is taken back after an event's end leaves what was published: on both networks, weeks later."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from backchannel.clock import SystemClock, TurnedClock
from backchannel.demo.networks import PretendNetworks
from backchannel.model.event import Event, over
from backchannel.runtime.rechecks import recheck
from backchannel.runtime.services import Services
from backchannel.runtime.tasks import StillCollected
from backchannel.services.compiling import Shape
from backchannel.services.outbox import StreamOutbox
from backchannel.services.publishing import Place, keep_true
from backchannel.services.reissue import changes_beside
from backchannel.settings import RedisSettings, Settings
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from support.recordings import START, RecordingBuilder

MICE, BLIGHT, STAYS = "Mice in the bulbs", "Blight on the leaves", "It stays"
LATER = START + timedelta(days=21)


class Stage:
    """The real path over pretend networks, by a clock that the test turns."""

    def __init__(self, redis: Client, networks: PretendNetworks, event: Event, data: Path) -> None:
        found = networks.endpoints
        settings = Settings(data=data, redis=RedisSettings(url=redis.url))
        settings = settings.changed("mastodon", reach=found.mastodon)
        self.settings = settings.changed("bluesky", jetstreams=(found.jetstream,), appview=found.appview)
        self.clock, self.event, self.redis, self.networks = TurnedClock(START), event, redis, networks
        self.services = Services(redis, self.settings, [event], self.clock)
        self.archive = Archive(redis, event.slug)

    @property
    def folder(self) -> Path:
        """Where the summary is published."""
        return self.settings.summaries / self.event.slug

    @property
    def page(self) -> Path:
        """The published page."""
        return self.folder / "index.html"

    async def until(self, condition: Callable[[], Awaitable[bool]], *, step: float = 5.0) -> None:
        """Return once it holds; the clock goes on meanwhile."""
        async with asyncio.timeout(60):
            while not await condition():
                self.networks.release(self.clock.now())
                await asyncio.sleep(0.02)
                self.clock.turn(self.clock.now() + timedelta(seconds=step))

    async def shows(self, count: int) -> None:
        """Return once so many posts are public."""

        async def is_so() -> bool:
            return (await self.archive.numbers())[0] == count

        await self.until(is_so)

    async def says(self, path: Path, *there: str, gone: tuple[str, ...] = ()) -> None:
        """Return once the file has these words, and not those."""

        async def is_so() -> bool:
            text = path.read_text() if path.exists() else ""
            return bool(text) and all(one in text for one in there) and not any(one in text for one in gone)

        await self.until(is_so)

    @asynccontextmanager
    async def running(self, *, publishing: bool = True) -> AsyncGenerator[None]:
        """All services but the pages."""
        works = [self.services.curate(), *map(self.services.collect, ("mastodon", "bluesky"))]
        works += [self.services.publish()] if publishing else []
        tasks = [asyncio.create_task(work) for work in works]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def stage(redis: Client, tmp_path: Path) -> AsyncGenerator[Stage]:
    builder = RecordingBuilder().status("m", f"{MICE} #tulipconf").status("s", f"{STAYS} #tulipconf", by="cleo")
    builder = builder.bluesky_post("b", f"{BLIGHT} #tulipconf")
    builder = builder.at(START + timedelta(hours=1)).liked("s", 7)
    recording = builder.at(LATER).delete("m").bluesky_delete("b").build()
    async with PretendNetworks(recording) as networks:
        yield Stage(redis, networks, replace(recording.event, ends=START.date()), tmp_path)


async def test_posts_deleted_three_weeks_later_leave_the_published_page(stage: Stage) -> None:
    async with stage.running():
        await stage.shows(3)
        stage.clock.turn(over(stage.event))
        await stage.says(stage.page, MICE, BLIGHT)
        assert not changes_beside(stage.folder).exists()
        stage.clock.turn(LATER + timedelta(days=1))
        await stage.says(stage.page, STAYS, gone=(MICE, BLIGHT))
    told = changes_beside(stage.folder).read_text()
    assert "public any more. Replace" in told
    assert "\n- `index.html` " in told
    assert not [word for word in (MICE, BLIGHT, "at://", "https://") if word in told]


async def test_likes_are_counted_anew_before_the_first_edition(stage: Stage) -> None:
    async def likes() -> dict[str, int]:
        known = {record.post.text: record.post.counts.likes async for record in stage.archive.all() if record.post}
        return {text.removesuffix(" #tulipconf"): count for text, count in known.items()}

    async with stage.running():
        await stage.shows(3)
        assert await likes() == {MICE: 0, STAYS: 0, BLIGHT: 0}
        stage.clock.turn(over(stage.event))
        await stage.says(stage.page, STAYS)
        assert await likes() == {MICE: 0, STAYS: 7, BLIGHT: 0}


async def test_a_network_that_does_not_answer_holds_up_no_edition(stage: Stage) -> None:
    async with stage.running():
        await stage.shows(3)
        stage.networks.fault("tulip.example", "error")
        stage.networks.fault("appview", "error")
        stage.clock.turn(over(stage.event))
        await stage.says(stage.page, STAYS)


async def test_one_look_finds_what_was_deleted_while_nothing_ran(stage: Stage) -> None:
    async with stage.running(publishing=False):
        await stage.shows(3)
    heard = await stage.archive.coverage()
    stage.networks.release(LATER + timedelta(hours=1))
    assert await recheck(stage.event, stage.settings) == (3, 1)
    assert await stage.archive.coverage() == heard


async def test_a_folder_of_ones_own_is_kept_true(stage: Stage, tmp_path: Path) -> None:
    own, told = tmp_path / "own", list[str]()
    async with stage.running(publishing=False):
        keeping = asyncio.create_task(
            keep_true(
                stage.redis, stage.event, Place(own, Shape()), stage.clock, lambda reissued: told.append(reissued.says)
            )
        )
        await stage.says(own / "summary.md", MICE)
        stage.clock.turn(LATER + timedelta(days=1))
        await stage.says(own / "summary.md", STAYS, gone=(MICE,))
        async with asyncio.timeout(60):  # the files are there a moment before it is told what they changed
            while not any("public any more" in each for each in told):
                await asyncio.sleep(0.05)
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


async def test_nobody_looks_twice_at_once(redis: Client, stage: Stage) -> None:

    clock = SystemClock()
    await StreamOutbox(redis, stage.event, clock).commit("tulip.example", [], heard=clock.now())
    with pytest.raises(StillCollected, match="looks at every post again by itself"):
        await recheck(stage.event, stage.settings)
