"""What every bench stands on: a private Redis that fsyncs each write, invented posts, and a table."""

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from backchannel.clock import SystemClock
from backchannel.curation.consent import posted
from backchannel.model.body import Hashtag, Link, Words, plain
from backchannel.model.event import Event
from backchannel.model.post import Author, Counts, Post, Preview
from backchannel.model.sighting import Entry, Posted
from backchannel.services.curate import Curate
from backchannel.store.connect import Client
from backchannel.store.ingest import Ingest
from backchannel.store.private import private_redis

T = TypeVar("T")

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
EVENT = Event(
    slug="tulips",
    name="Tulips",
    hashtags=("tulips",),
    starts=date(2026, 6, 10),
    ends=date(2026, 6, 12),
    servers=("garden.example",),
)
SENTENCE = "The speaker said that bulbs planted late want a longer frost than those planted early, and showed why. "


class Watch:
    """Seconds since it was started; stands still once stopped."""

    def __init__(self) -> None:
        self._started = perf_counter()
        self.seconds = 0.0

    def stop(self) -> None:
        """Stand still."""
        self.seconds = perf_counter() - self._started


@contextmanager
def timed() -> Generator[Watch]:
    """How long the block took."""
    watch = Watch()
    yield watch
    watch.stop()


@asynccontextmanager
async def empty_redis() -> AsyncGenerator[Client]:
    """A private server with nothing in it, as the product starts one."""
    with TemporaryDirectory(prefix="bench-") as folder:
        async with private_redis(Path(folder)) as url:
            redis = Client(url)
            try:
                yield redis
            finally:
                await redis.aclose()


def seen(number: int, author: int) -> Posted:
    """A sighting of a post of usual size: about 1.2 kB of JSON, with a hashtag, a link and its preview."""
    home, link = f"https://garden.example/users/ada{author}", f"https://meadow.example/{number % 500}"
    words = Words(f"{SENTENCE}{SENTENCE}Number {number}: ")
    body = (words, Link(link, link), Words(" "), Hashtag("#Tulips", "tulips"))
    post = Post(
        id=f"{home}/statuses/{number}",
        network="mastodon",
        url=f"https://garden.example/@ada{author}/{number}",
        author=Author(id=home, handle=f"ada{author}@garden.example", name=f"Ada {author}", url=home, indexable=True),
        text=plain(body),
        body=body,
        hashtags=("tulips",),
        links=(Preview(url=link, title="A guide to bulbs", image="https://meadow.example/bulbs.jpg"),),
        language="en",
        created_at=NOON + timedelta(seconds=number),
        version=(NOON + timedelta(seconds=number)).isoformat(),
        counts=Counts(likes=number % 7, reposts=number % 3),
    )
    at = post.created_at + timedelta(seconds=20)
    return posted(EVENT, post, source="garden.example", local_id=str(10**17 + number), seen_at=at)


async def fill(redis: Client, entries: Iterable[Entry]) -> None:
    """Append entries to the ingest stream, 250 in one round trip."""
    ingest = Ingest(redis, EVENT.slug)
    for batch in batches(entries, 250):
        before = await ingest.position("bench")
        after = b'{"cursor":"%d"}' % await ingest.length()
        await ingest.append("bench", batch, before=before, after=after)


async def emptied(redis: Client) -> None:
    """Return once everything that waits is curated by the real curate."""
    ingest = Ingest(redis, EVENT.slug)
    async with curating(redis):
        while await ingest.length():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def curating(redis: Client) -> AsyncGenerator[None]:
    """The real curate, while the context is open."""
    task = asyncio.create_task(Curate(redis, EVENT, SystemClock()).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items, so many at a time."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


async def memory(redis: Client) -> int:
    """Bytes that Redis uses."""
    info: bytes = await redis.call("INFO", "memory")
    return int(dict(line.split(":", 1) for line in info.decode().splitlines() if ":" in line)["used_memory"])


def show(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: names on the left, figures on the right."""
    table = Table(title=title, title_justify="left")
    table.add_column(columns[0])
    for column in columns[1:]:
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(*row)
    Console().print(table)
