"""What is peculiar to feeds; the rest is in the contract that every source is held to."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.clock import TurnedClock
from backchannel.model.event import Event
from backchannel.model.sighting import Gap
from backchannel.settings import Misconfigured, check_event
from backchannel.sources.network import Secrets
from backchannel.sources.registry import networks
from backchannel.sources.rss import RssSettings
from backchannel.sources.rss.feed import listed
from backchannel.sources.web import Answer, Unanswered
from support.builders import NOON, an_event, minutes
from support.feed_host import FeedHost, Item, a_feed_host, atom, rss
from support.outbox import MemoryOutbox


class Stage(NamedTuple):
    host: FeedHost
    outbox: MemoryOutbox
    clock: TurnedClock

    async def look(self, *, minutes: float = 5) -> None:
        """Let time pass until the feed has been heard after it."""
        self.clock.turn(self.clock.now() + timedelta(minutes=minutes))
        source = self.host.url().removeprefix("http://")
        async with asyncio.timeout(60):
            await self.outbox.until(lambda: self.outbox.heard.get(source, NOON) >= self.clock.now())

    async def in_trouble(self) -> str:
        async with asyncio.timeout(60):
            await self.outbox.until(lambda: bool(self.outbox.troubles) and bool(self.outbox.troubles[-1][1]))
        return self.outbox.troubles[-1][1].partition("/feed.xml ")[2]


@asynccontextmanager
async def collecting(*boxes: MemoryOutbox, clock: TurnedClock) -> AsyncGenerator[None]:
    source = networks()["rss"].make([box.event for box in boxes], RssSettings(), clock, Secrets(Path()))
    task = asyncio.create_task(source.run(boxes))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def reading(body: str, key: str = "feeds", *, headers: str = "") -> AsyncGenerator[Stage]:
    async with a_feed_host() as host:
        host.put(body, headers=headers)
        outbox = MemoryOutbox(an_event(places={key: (host.url(),)}))
        clock = TurnedClock(minutes(60))
        async with collecting(outbox, clock=clock):
            yield Stage(host, outbox, clock)


BULBS = Item("bulbs", "Bulbs & frost", minutes(10), "<p>They <b>want</b> it. #Tulips</p>")


@pytest.mark.parametrize("form", [atom, rss])
async def test_an_entry_becomes_a_post(form: Callable[[list[Item]], str]) -> None:
    async with reading(form([BULBS])) as stage:
        await stage.look()
        (seen,) = stage.outbox.posted()
        link = stage.host.url("/bulbs")
        assert seen.post.text == "Bulbs & frost\n\nThey want it. #Tulips"
        assert (seen.post.url, seen.post.links[0].title) == (link, "Bulbs & frost")
        assert (seen.post.author.name, seen.post.author.handle) == ("Ada Lind", "127.0.0.1/adalind")
        assert seen.post.created_at == minutes(10)
        assert seen.post.backfilled
        assert "garden.example" not in repr(seen)  # nobody's mail address


async def test_a_category_is_a_hashtag_and_what_has_none_is_not_the_events() -> None:
    items = [Item("a", "One", minutes(1), categories=("The Tulips", "Tulips")), Item("b", "Two", minutes(2))]
    async with reading(atom(items)) as stage:
        await stage.look()
        assert [seen.post.hashtags for seen in stage.outbox.posted()] == [("thetulips", "tulips")]


async def test_the_events_own_feed_needs_no_hashtag() -> None:
    async with reading(atom([Item("a", "Doors open", minutes(1))]), "own_feeds") as stage:
        await stage.look()
        (seen,) = stage.outbox.posted()
        assert (seen.post.text, seen.withheld, seen.context) == ("Doors open\n\n", (), False)


async def test_what_was_written_long_before_the_event_is_left_out() -> None:
    items = [Item("a", "News", minutes(1)), Item("b", "Founded", NOON - timedelta(days=400))]
    async with reading(atom(items), "own_feeds") as stage:
        await stage.look()
        assert [seen.local_id for seen in stage.outbox.posted()] == ["urn:bulbs:a"]


async def test_a_feed_that_has_not_changed_costs_no_second_reading() -> None:
    async with reading(atom([BULBS])) as stage:
        for _ in range(3):
            await stage.look()
        assert stage.host.statuses[0] == 200
        assert set(stage.host.statuses[1:]) == {304}
        assert len(stage.outbox.posted()) == 1


async def test_two_events_that_name_a_feed_ask_it_once() -> None:
    async with a_feed_host() as host:
        host.put(atom([BULBS]))
        events = [an_event(slug=slug, places={"feeds": (host.url(),)}) for slug in ("tulips", "again")]
        first, second = map(MemoryOutbox, events)
        clock = TurnedClock(minutes(60))
        async with collecting(first, second, clock=clock), asyncio.timeout(60):
            await second.until(lambda: bool(second.heard))
        assert len(first.posted()) == len(second.posted()) == host.asked.total() == 1


async def test_an_entry_that_leaves_the_feed_is_not_deleted_and_comes_back_unharmed() -> None:
    async with reading(atom([BULBS])) as stage:
        await stage.look()
        stage.host.put(atom([Item("b", "Later", minutes(30), "#tulips")]))
        await stage.look()
        stage.host.put(atom([BULBS]))
        await stage.look()
        assert stage.outbox.deleted() == []
        assert len({seen.post.version for seen in stage.outbox.posted() if "Bulbs" in seen.post.text}) == 1


async def test_an_entry_that_loses_the_hashtag_is_told_so_once() -> None:
    async with reading(atom([BULBS])) as stage:
        await stage.look()
        stage.host.put(atom([BULBS._replace(words="They want it.", changed=minutes(62))]))
        await stage.look()
        await stage.look()
        assert [seen.withheld for seen in stage.outbox.posted()] == [(), ("untagged",)]


async def test_a_feed_that_scrolled_on_while_nobody_looked_leaves_a_gap() -> None:
    async with reading(atom([BULBS])) as stage:
        await stage.look()
        outbox, host = stage.outbox, stage.host
        clock = TurnedClock(minutes(600))
        host.put(atom([Item("b", "Later", minutes(500), "#tulips")]))
        async with collecting(outbox, clock=clock), asyncio.timeout(60):
            await outbox.until(lambda: any(isinstance(seen, Gap) for seen in outbox.sightings))
        assert [gap.filled for gap in outbox.sightings if isinstance(gap, Gap)] == [False]


@pytest.mark.parametrize(
    ("status", "headers", "said", "minutes_of_rest"),
    [
        (410, "", "says that it is gone for good (HTTP 410)", 60 * 23),
        (301, "Location: https://new.example/feed\r\n", "should name https://new.example/feed", 0),
        (429, "Retry-After: 3600\r\n", "refuses (HTTP 429)", 55),
        (500, "", "has trouble of its own (HTTP 500)", 0),
        (404, "", "refuses (HTTP 404)", 0),
    ],
)
async def test_what_a_feed_answers_instead_is_said_and_heeded(
    status: int, headers: str, said: str, minutes_of_rest: float
) -> None:
    async with reading("", headers=headers) as stage:
        stage.host.put("", status=status, headers=headers)
        stage.clock.turn(stage.clock.now() + timedelta(minutes=5))
        assert said in await stage.in_trouble()
        stage.host.put(atom([BULBS]))
        asked = stage.host.asked.total()
        stage.clock.turn(stage.clock.now() + timedelta(minutes=minutes_of_rest))
        await asyncio.sleep(0)  # a poll that is due now begins
        await stage.look(minutes=60 * 24)
        assert stage.host.asked.total() == asked + 1
        assert stage.outbox.troubles[-1][1] == ""


@pytest.mark.parametrize("body", ["", "hello", "<html><body>Welcome</body></html>", "<feed", "x" * 3 * 2**20])
async def test_what_is_no_feed_is_trouble(body: str) -> None:
    async with reading(body) as stage:
        assert "answers with" in await stage.in_trouble()
        assert stage.outbox.posted() == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.integers(0, 12),
            st.binary(max_size=6) | st.sampled_from([b"&#x110000;", b"<!ENTITY a 'b'>", b"]]>", b"99999", b"<a:b>"]),
        ),
        max_size=8,
    )
)
def test_whatever_the_markup_it_is_a_list_or_trouble(changes: list[tuple[int, int, bytes]]) -> None:
    body = bytearray(atom([BULBS]).encode())
    for at, length, put in changes:
        body[at : at + length] = put
    try:
        found = listed(Answer(200, httpx.Headers(), bytes(body)), "https://tulip.example/feed.xml", minutes(60))
    except Unanswered:
        return
    assert len(found.posts) + found.malformed <= 200


async def test_an_entry_of_a_feed_can_not_take_the_place_of_another_servers_post() -> None:
    raw = (
        "<entry><id>https://garden.example/users/ada/statuses/1</id><title>Not Ada #tulips</title>"
        f"<updated>{minutes(5).isoformat()}</updated></entry>"
    )
    async with reading(atom([BULBS._replace(raw=raw)])) as stage:
        await stage.look()
        assert stage.outbox.posted()[0].post.id.startswith(stage.host.url())


def test_an_event_file_names_feeds_and_a_wrong_address_is_said() -> None:
    text = 'name = "T"\nhashtags = ["t"]\nstarts = 2026-06-10\nends = 2026-06-11\n'
    event: Event = check_event(f'{text}feeds = ["https://tulip.example"]\n', Path("tulips.toml"))
    assert event.places == {"feeds": ("https://tulip.example/",)}
    with pytest.raises(Misconfigured, match=r"feeds: 'tulip\.example' is no address"):
        check_event(f'{text}feeds = ["tulip.example"]\n', Path("tulips.toml"))
