"""A real host of feeds on a port of its own, which knows ETags, counts what it is asked, and can go wrong."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from email.utils import format_datetime
from hashlib import blake2b
from typing import Literal, NamedTuple
from xml.sax.saxutils import escape, quoteattr

Mode = Literal["ok", "slow", "error"]


class Item(NamedTuple):
    """An entry of a feed; `raw` stands in its place, where it is given."""

    key: str
    title: str
    at: datetime
    words: str = ""
    author: str = "Ada Lind"
    categories: tuple[str, ...] = ()
    changed: datetime | None = None
    raw: str = ""


class FeedHost:
    """What it serves is set by path."""

    def __init__(self) -> None:
        self.port = 0
        self.mode: Mode = "ok"
        self.asked: Counter[str] = Counter()
        self.statuses: list[int] = []
        self._answers: dict[str, tuple[int, bytes, str]] = {}
        self._recovered = asyncio.Event()

    def url(self, path: str = "/feed.xml") -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def put(self, body: str | bytes, path: str = "/feed.xml", *, status: int = 200, headers: str = "") -> None:
        """Serve this at the path."""
        self._answers[path] = (status, body.encode() if isinstance(body, str) else body, headers)

    def fault(self, mode: Mode) -> None:
        """Behave so from now on."""
        self.mode = mode
        if mode != "slow":
            self._recovered.set()
            self._recovered = asyncio.Event()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one answer."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):  # whoever asked has gone
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            path = head.split()[1]
            self.asked[path] += 1
            if self.mode == "slow":
                await self._recovered.wait()
            status, body, headers = self._answers.get(path, (404, b"", ""))
            status, body = (503, b"") if self.mode == "error" else (status, body)
            tag = f'"{blake2b(body, digest_size=4).hexdigest()}"'
            if status == 200 and f"if-none-match: {tag}" in head.lower():
                status, body = 304, b""
            self.statuses.append(status)
            written = f"HTTP/1.1 {status} Said\r\nETag: {tag}\r\n{headers}Content-Length: {len(body)}\r\n"
            writer.write(f"{written}Connection: close\r\n\r\n".encode() + body)
        writer.close()


@asynccontextmanager
async def a_feed_host() -> AsyncGenerator[FeedHost]:
    """A host that serves until the block ends."""
    host = FeedHost()
    server = await asyncio.start_server(host.answer, "127.0.0.1", 0)
    host.port = server.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        host.fault("ok")
        server.close()


def atom(items: Iterable[Item]) -> str:
    """An Atom feed, newest entry first."""
    entries = "".join(_atom_entry(item) for item in items)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Bulbs</title><id>urn:bulbs</id>{entries}</feed>'


def rss(items: Iterable[Item]) -> str:
    """An RSS 2.0 feed, newest item first."""
    found = "".join(_rss_item(item) for item in items)
    return f'<rss version="2.0"><channel><title>Bulbs</title><link>/</link>{found}</channel></rss>'


def _atom_entry(item: Item) -> str:
    if item.raw:
        return item.raw
    terms = "".join(f"<category term={quoteattr(term)}/>" for term in item.categories)
    return (
        f"<entry><id>urn:bulbs:{item.key}</id><title>{escape(item.title)}</title><link href='/{item.key}'/>{terms}"
        f"<author><name>{escape(item.author)}</name><email>ada@garden.example</email></author>"
        f"<published>{item.at.isoformat()}</published><updated>{(item.changed or item.at).isoformat()}</updated>"
        f"<summary type='html'>{escape(item.words)}</summary></entry>"
    )


def _rss_item(item: Item) -> str:
    if item.raw:
        return item.raw
    terms = "".join(f"<category>{escape(term)}</category>" for term in item.categories)
    return (
        f"<item><guid isPermaLink='false'>{item.key}</guid><title>{escape(item.title)}</title><link>/{item.key}</link>"
        f"{terms}<author>ada@garden.example ({escape(item.author)})</author>"
        f"<pubDate>{format_datetime(item.at)}</pubDate><description>{escape(item.words)}</description></item>"
    )
