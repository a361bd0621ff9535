"""A feed on the whole path: from its server to the wall's archive, in the services that run it."""

import asyncio
import contextlib
from pathlib import Path

from backchannel.clock import SystemClock
from backchannel.runtime.services import Services
from backchannel.services.deciding import Desk
from backchannel.settings import Settings
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from support.builders import an_event, minutes
from support.feed_host import Item, a_feed_host, atom
from support.path import public_archive


async def test_a_feed_reaches_the_archive_and_its_author_can_be_forgotten(redis: Client, tmp_path: Path) -> None:
    async with a_feed_host() as host:
        host.put(atom([Item("bulbs", "Bulbs", minutes(1), "#tulips"), Item("other", "Other", minutes(2))]))
        event = an_event(servers=(), places={"feeds": (host.url(),)})
        settings = Settings(data=tmp_path).changed("bluesky", jetstreams=())
        services = Services(redis, settings, [event], SystemClock())
        assert services.networks() == ["rss"]
        tasks = [asyncio.create_task(work) for work in (services.curate(), services.collect("rss"))]
        async with asyncio.timeout(60):
            while not (shown := await public_archive(redis, event)):
                await asyncio.sleep(0.01)
            assert [(post.network, post.text) for post in shown.values()] == [("rss", "Bulbs\n\n#tulips")]
            (coverage,) = await Archive(redis, event.slug).coverage()
            assert (coverage.source, coverage.heard.mode) == (host.url().removeprefix("http://"), "polling")
            await Desk(redis, event, SystemClock()).forget("127.0.0.1/adalind", by="cleo")
            while await public_archive(redis, event):
                await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks)
