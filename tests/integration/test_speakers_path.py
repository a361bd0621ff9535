"""Speakers of the programme, from an import through collectors and curate to the public archive, without a restart."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from msgspec.structs import replace

from backchannel.clock import TurnedClock
from backchannel.demo.networks import PretendNetworks
from backchannel.demo.recording import Recording
from backchannel.model.event import Event
from backchannel.model.post import Post
from backchannel.model.programme import Programme, Speaker, Talk
from backchannel.model.sighting import ProgrammeChanged
from backchannel.runtime.services import Services
from backchannel.settings import Settings
from backchannel.store.connect import Client
from backchannel.store.ingest import Ingest
from support.path import public_archive
from support.recordings import START, RecordingBuilder
from support.schedules import a_programme, a_session

ADA, BEN = "ada@tulip.example", "ben.example"


def given_by(*accounts: str) -> Programme:
    """A programme of one talk, and the accounts of its speaker."""
    talk = Talk(title="Bulbs that want frost", speakers=("one",))
    return a_programme(a_session(1, talk=talk), speakers=(Speaker(id="one", name="One", accounts=accounts),))


class Running:
    """The services of an event at work, on pretend networks."""

    def __init__(self, redis: Client, event: Event, networks: PretendNetworks) -> None:
        self.clock = TurnedClock(networks.world.released)
        self._redis = redis
        self.event = event
        self._networks = networks
        there = networks.endpoints
        settings = Settings().changed("mastodon", reach=there.mastodon)
        settings = settings.changed("bluesky", jetstreams=(there.jetstream,), appview=there.appview)
        self.services = Services(redis, settings, [event], self.clock)

    async def bring(self, programme: Programme) -> None:
        """Let the event have that programme."""
        await Ingest(self._redis, self.event.slug).add(ProgrammeChanged(programme=programme, seen_at=self.clock.now()))

    async def curated(self) -> None:
        """Return once everything told so far has been ruled on."""
        async with asyncio.timeout(20):
            while await Ingest(self._redis, self.event.slug).length():
                await asyncio.sleep(0.01)

    async def until(self, condition: Callable[[dict[str, Post]], bool]) -> dict[str, Post]:
        """Let time pass until that holds of the public archive."""
        async with asyncio.timeout(40):
            while not condition(found := await public_archive(self._redis, self.event)):
                self.clock.turn(self.clock.now() + timedelta(seconds=10))
                self._networks.release(self.clock.now())
                await asyncio.sleep(0.02)
        return found


@asynccontextmanager
async def running(redis: Client, recording: Recording) -> AsyncGenerator[Running]:
    event = replace(recording.event, follow_speakers=True)
    async with PretendNetworks(recording) as networks:
        at_work = Running(redis, event, networks)
        services = at_work.services
        tasks = [asyncio.create_task(each) for each in (services.curate(), *map(services.collect, services.networks()))]
        try:
            yield at_work
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_programme_that_changes_changes_who_is_followed(redis: Client) -> None:
    builder = RecordingBuilder().status("first", "First #tulipconf", by="cleo")
    builder.status("early", "Soon: Bulbs that want frost").status("eggs", "Two eggs, please")
    builder.at(START + timedelta(minutes=20)).bluesky_post("ben", "Bulbs that want frost, the slides", by=BEN)
    builder.status("ada", "Bulbs that want frost, and I am ill")
    builder.at(START + timedelta(minutes=25)).status("last", "Bye #tulipconf", by="cleo")
    uri = builder.uri
    async with running(redis, builder.build()) as at_work:
        await at_work.until(lambda found: uri("first") in found)
        await at_work.bring(given_by(ADA))
        await at_work.until(lambda found: uri("early") in found)
        await at_work.bring(given_by(BEN))
        found = await at_work.until(lambda found: {uri("ben"), uri("last")} <= found.keys())
    assert found.keys() == {uri("first"), uri("early"), uri("ben"), uri("last")}


async def test_a_look_without_collecting_takes_nothing_from_speakers(redis: Client) -> None:
    builder = RecordingBuilder().status("one", "Bulbs that want frost").edit("one", "Bulbs that want frost: part one")
    builder.bluesky_post("two", "Bulbs that want frost: part two", by=BEN)
    async with running(redis, builder.build()) as at_work:
        await at_work.bring(given_by(ADA, BEN))
        both = {builder.uri("one"), builder.uri("two")}
        await at_work.until(lambda found: both <= found.keys())
        await at_work.services.look_once(counts=True)
        await at_work.curated()
        assert both <= (await public_archive(redis, at_work.event)).keys()
