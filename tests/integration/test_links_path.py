"""What links lead to: asked for politely on a real host, through ingest into the archive, and gone with the words."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from backchannel import USER_AGENT
from backchannel.clock import SystemClock, TurnedClock
from backchannel.model.body import Link, Words
from backchannel.model.event import midnight
from backchannel.model.post import Post, Preview
from backchannel.model.sighting import Deleted, LinkSeen
from backchannel.runtime.services import Services
from backchannel.server.media.fetch import open_fetcher
from backchannel.services.archiving import archive_lines, public_of
from backchannel.services.compiling import summarise
from backchannel.services.importing import bring, entries, settled
from backchannel.services.linking import LinkReader, Pages, page_bounds
from backchannel.settings import LinkSettings, Settings
from backchannel.store.archive import Archive, PostLink
from backchannel.store.connect import Client
from backchannel.store.erase import erase_event
from backchannel.store.ingest import Ingest
from backchannel.store.keys import Keys
from support.builders import NOON, a_post, an_event, seen
from support.path import curated, curating
from support.picture_host import PictureHost, a_picture_host

EVENT = an_event()
GUIDE = "https://printroom.example/guide"


@pytest.fixture
async def host() -> AsyncGenerator[PictureHost]:
    async with a_picture_host() as opened:
        yield opened


def linking(number: int, *urls: str, **changes: Any) -> Post:
    words = tuple(piece for url in urls for piece in (Words(" see "), Link(url, url)))
    return a_post(number, text=f"Number {number} {' '.join(urls)}", body=(Words(f"Number {number}"), *words), **changes)


@asynccontextmanager
async def reading(redis: Client, *hosts: str, per_minute: int = 600, address: str = "") -> AsyncGenerator[TurnedClock]:
    """The event's links are read, and what is found is curated, by a clock that goes on quickly."""
    clock = TurnedClock(NOON)

    async def go_on() -> None:
        while True:
            await asyncio.sleep(0.005)
            clock.turn(clock.now() + timedelta(seconds=1))

    async with open_fetcher(page_bounds(address), frozenset(hosts)) as fetcher, curating(redis, EVENT):
        reader = LinkReader(redis, EVENT, clock, Pages(fetcher, clock, per_minute=per_minute))
        tasks = [asyncio.create_task(work) for work in (reader.run(), go_on())]
        yield clock
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await condition():
            await asyncio.sleep(0.01)


async def known(redis: Client, count: int) -> dict[str, LinkSeen]:
    """Every link of which something is known, as soon as those are so many."""
    archive = Archive(redis, EVENT.slug)

    async def are_there() -> bool:
        return len(await archive.links()) == count

    await until(are_there)
    return await archive.links()


async def asked(host: PictureHost, path: str) -> None:
    async def is_asked() -> bool:
        return host.asked[path] > 0

    await until(is_asked)


async def test_a_link_gets_its_title_and_leads_where_it_leads_in_the_end(redis: Client, host: PictureHost) -> None:
    guide = host.put("/guide", b"<title>A guide to cold</title>")
    short = host.redirect("/s", guide)
    await curated(redis, EVENT, [seen(linking(1, short)), seen(linking(2, guide, author="ben"))])
    async with reading(redis, host.host, address="https://wall.tulip.example"):
        found = await known(redis, 2)
        assert {url: (one.final, one.title) for url, one in found.items()} == {
            short: (guide, "A guide to cold"),
            guide: (guide, "A guide to cold"),
        }
        late = host.put("/late", b"<title>Later</title>")
        await Ingest(redis, EVENT.slug).add(seen(linking(3, late)))
        await known(redis, 3)
    assert f"User-Agent: {USER_AGENT} (+https://wall.tulip.example)" in host.requests[0]
    assert "referer" not in host.requests[0].lower()
    header, lines = await archive_lines(redis, EVENT)
    (resource, *others) = summarise(header, lines).summary.resources
    assert (resource.url, resource.title, resource.sharers) == (guide, "A guide to cold", 2)
    assert [one.title for one in others] == ["Later"]


async def test_what_was_found_goes_with_the_words(redis: Client, host: PictureHost) -> None:
    guide = host.put("/guide", b"<title>A guide to cold</title>")
    await curated(redis, EVENT, [seen(linking(1, guide))])
    async with reading(redis, host.host):
        await known(redis, 1)
        gone = Deleted(source="garden.example", id=a_post(1).id, seen_at=NOON + timedelta(hours=1), final=True)
        await Ingest(redis, EVENT.slug).add(gone)
        await known(redis, 0)
    late = LinkSeen(post=a_post(1).id, url=guide, final=guide, title="A guide to cold", at=NOON)
    unknown = replace(late, post="https://garden.example/nobody")
    await curated(redis, EVENT, [late, unknown])
    archive = Archive(redis, EVENT.slug)
    assert await archive.links() == {}
    assert await archive.record(unknown.post) is None


async def test_what_two_posts_link_to_stays_while_one_of_them_does(redis: Client, host: PictureHost) -> None:
    guide = host.put("/guide", b"<title>A guide to cold</title>")
    await curated(redis, EVENT, [seen(linking(1, guide)), seen(linking(2, guide, author="ben"))])
    both = [PostLink(a_post(1).id, guide), PostLink(a_post(2, author="ben").id, guide)]
    archive = Archive(redis, EVENT.slug)

    async def are_told() -> bool:
        return len(await archive.links_at(both)) == 2

    async with reading(redis, host.host):
        await until(are_told)
    gone = Deleted(source="garden.example", id=a_post(1).id, seen_at=NOON + timedelta(hours=1), final=True)
    await curated(redis, EVENT, [gone])
    assert list(await archive.links_at(both)) == both[1:]
    _, lines = await archive_lines(redis, EVENT)
    assert [link.title for line in public_of(lines) for link in line.post.links] == ["A guide to cold"]
    assert host.asked["/guide"] == 1


async def test_of_two_findings_the_later_holds_in_any_order(redis: Client) -> None:
    first = LinkSeen(post=a_post(1).id, url=GUIDE, final=GUIDE, title="Old", at=NOON)
    later = replace(first, title="New", at=NOON + timedelta(days=1))
    await curated(redis, EVENT, [seen(linking(1, GUIDE)), later, first, later])
    assert (await Archive(redis, EVENT.slug).links())[GUIDE].title == "New"


async def test_addresses_that_are_not_public_are_asked_nothing(redis: Client, host: PictureHost) -> None:
    inside = host.put("/inside", b"<title>Secrets</title>")
    async with a_picture_host() as outside:
        lure, honest = outside.redirect("/lure", inside), outside.put("/honest", b"<title>Honest</title>")
        await curated(redis, EVENT, [seen(linking(1, inside, lure, "http://127.0.0.1:1/", "http://[::1]/", honest))])
        async with reading(redis, outside.host):
            assert list(await known(redis, 1)) == [honest]
            await asked(outside, "/lure")
    assert host.asked.total() == 0


async def test_a_page_is_read_from_its_beginning_and_a_chain_not_to_its_end(redis: Client, host: PictureHost) -> None:
    long = host.put("/long", b"<title>Long</title>" + b"x" * 2_000_000)
    chain = [host.redirect(f"/{number}", host.url(f"/{number + 1}")) for number in range(6)]
    gone = host.put("/gone", b"<title>Gone</title>", status="HTTP/1.1 404 Not Found")
    await curated(redis, EVENT, [seen(linking(1, long, chain[0], gone))])
    async with reading(redis, host.host):
        assert [one.title for one in (await known(redis, 1)).values()] == ["Long"]
        await asked(host, "/gone")
    assert host.asked["/3"] == 1
    assert host.asked["/4"] == 0


async def test_pages_are_asked_for_one_by_one_and_once(redis: Client, host: PictureHost) -> None:
    urls = [host.put(f"/{number}", b"<title>Page</title>") for number in range(4)]
    await curated(redis, EVENT, [seen(linking(1, *urls)), seen(linking(2, *urls, author="ben"))])
    clock = TurnedClock(NOON)
    async with open_fetcher(page_bounds(""), frozenset({host.host})) as fetcher, curating(redis, EVENT):
        task = asyncio.create_task(LinkReader(redis, EVENT, clock, Pages(fetcher, clock, per_minute=2)).run())
        for number in range(1, 5):
            await known(redis, number)
            assert host.asked.total() == number  # the next one waits for half a minute more
            clock.turn(clock.now() + timedelta(seconds=30))
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert set(host.asked.values()) == {1}


async def test_a_hidden_posts_links_are_not_asked_for(redis: Client, host: PictureHost) -> None:
    url, shown = host.put("/hidden", b"<title>Hidden</title>"), host.put("/shown", b"<title>Shown</title>")
    await curated(redis, EVENT, [seen(linking(1, url, labels=("spam",))), seen(linking(2, shown))])
    async with reading(redis, host.host):
        await known(redis, 1)
    assert host.asked["/hidden"] == 0


async def test_of_an_event_that_was_erased_nothing_is_told(redis: Client, host: PictureHost) -> None:
    event = an_event(erase_after_days=0)
    clock = TurnedClock(midnight(event, event.ends))
    await curated(redis, event, [seen(linking(1, *(host.put(f"/{n}", b"<title>Page</title>") for n in range(9))))])
    ingest = Ingest(redis, event.slug)

    async def is_told() -> bool:
        return await ingest.length() == 1

    async with open_fetcher(page_bounds(""), frozenset({host.host})) as fetcher:
        reading = asyncio.create_task(LinkReader(redis, event, clock, Pages(fetcher, clock, per_minute=60)).run())
        await until(is_told)
        await erase_event(redis, event.slug, "token")
        async with asyncio.timeout(60):
            while not reading.done():
                clock.turn(clock.now() + timedelta(minutes=1))
                await asyncio.sleep(0.01)
    assert host.asked.total() <= 2  # the second may have been on its way
    assert await redis.call("KEYS", "bc:*") in ([], [Keys(event.slug).lease.encode()])


async def test_archive_files_carry_what_was_found(redis: Client) -> None:
    found = LinkSeen(post=a_post(1).id, url="https://bit.ly/x", final=GUIDE, title="A guide", at=NOON)
    await curated(redis, EVENT, [seen(linking(1, "https://bit.ly/x")), found])
    told = Preview(url="https://bit.ly/x", title="A guide", final=GUIDE)
    _, public = await archive_lines(redis, EVENT)
    assert public_of(public)[0].post.links == (told,)
    header, backup = await archive_lines(redis, EVENT, full=True)
    other = an_event(slug="again")
    ingest = Ingest(redis, other.slug)
    async with curating(redis, other):
        await bring(ingest, entries(header, backup))
        await settled(ingest)
    _, again = await archive_lines(redis, other)
    assert public_of(again)[0].post.links == (told,)


async def test_it_is_a_service_of_its_own_that_can_be_turned_off(redis: Client, host: PictureHost) -> None:
    await curated(redis, EVENT, [seen(linking(1, host.put("/guide", b"<title>A guide</title>")))])
    off = Settings(links=LinkSettings(fetch=False))
    on = Settings(links=LinkSettings(hosts=(host.host,)))
    idle, busy = (asyncio.create_task(Services(redis, each, [EVENT], SystemClock()).links()) for each in (off, on))
    async with curating(redis, EVENT):
        assert [one.title for one in (await known(redis, 1)).values()] == ["A guide"]
    assert host.asked.total() == 1
    assert not idle.done()  # a process of it stays, for its runner would take an end for a failure
    for task in (idle, busy):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
