"""Accounts that an event follows, from both networks through Redis and curate to the public archive."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from backchannel.clock import TurnedClock
from backchannel.demo.networks import PretendNetworks
from backchannel.demo.recording import Recording
from backchannel.services.outbox import StreamOutbox
from backchannel.sources.bluesky.collector import BlueskySource
from backchannel.sources.bluesky.policy import REHEARSAL
from backchannel.sources.mastodon.collector import MastodonSource
from backchannel.store.connect import Client
from support.path import curating, public_archive
from support.recordings import RecordingBuilder


@asynccontextmanager
async def on_the_path(redis: Client, recording: Recording) -> AsyncGenerator[None]:
    """Both collectors and curate at work while everything recorded happens."""
    async with PretendNetworks(recording) as networks, curating(redis, recording.event):
        clock, there = TurnedClock(networks.world.released), networks.endpoints
        bluesky = BlueskySource([there.jetstream], there.appview, clock, REHEARSAL)
        outbox = StreamOutbox(redis, recording.event, clock)
        tasks = [
            asyncio.create_task(source.run([outbox])) for source in (MastodonSource(there.mastodon, clock), bluesky)
        ]
        try:
            while await outbox.heard_until("bluesky") is None:  # who has heard nothing yet starts at now
                await asyncio.sleep(0.01)
            networks.release(networks.world.ends + timedelta(seconds=1))
            clock.turn(networks.world.released)
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def test_what_followed_accounts_say_to_everybody_is_public_without_the_hashtag(redis: Client) -> None:
    builder = RecordingBuilder().follow("ada@tulip.example", "cleo.example")
    builder.status("ask", "Where?", by="ben").status("doors", "Doors open at nine").status(
        "answer", "Upstairs", reply_to="ask"
    )
    builder.bluesky_post("lunch", "Lunch", by="ben.example").bluesky_post("late", "Room B is late", by="cleo.example")
    builder.status("last", "Bye #tulipconf", by="ben")
    recording = builder.build()
    async with asyncio.timeout(60), on_the_path(redis, recording):
        wanted = {builder.uri(key) for key in ("doors", "late", "last")}
        while not wanted <= (await public_archive(redis, recording.event)).keys():
            await asyncio.sleep(0.01)
        assert (await public_archive(redis, recording.event)).keys() == wanted
