"""A feed, asked for only what has changed; its entries as posts."""

import asyncio
import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Annotated, Any, cast
from urllib.parse import quote

import httpx
from msgspec import Meta, Struct, ValidationError, convert

from backchannel.model.body import Link, Words, plain
from backchannel.model.post import Author, Post, Preview
from backchannel.sources.polled import Listed
from backchannel.sources.web import Answer, Page, Unanswered
from backchannel.text.clean import clean
from backchannel.text.hashtags import fold, fold_all
from backchannel.text.html import segments, text_of
from backchannel.text.links import called, host, web_address

MOST = 200  # entries that are read, from a feed's head

_HASHTAG = re.compile(r"(?<![\w&])[#＃](\w+)")
_EMAIL = re.compile(r"\(?\S+@\S+\)?")  # feeds give it beside the name, or in its place


class Feed:
    """One feed. It is parsed in a thread, for its markup is a stranger's and may be long."""

    def __init__(self, address: str) -> None:
        self._page = Page(address)

    async def ask(self, http: httpx.AsyncClient, now: datetime) -> Listed | None:
        """What it lists now; None where that has not changed. Raises `Unanswered`."""
        answer = await self._page.changed(http)
        return await asyncio.to_thread(listed, answer, called(self._page.address), now) if answer else None


class Entry(Struct, frozen=True):
    """What feedparser makes of one; times are UTC from the year to the second."""

    id: Annotated[str, Meta(min_length=1, max_length=2048)]
    link: str = ""
    title: str = ""
    summary: str = ""
    author: str = ""
    tags: tuple[dict[str, str | None], ...] = ()
    published_parsed: tuple[int, ...] | None = None
    updated_parsed: tuple[int, ...] | None = None


def post_of(entry: Entry, address: str, now: datetime) -> Post:
    """The post. An entry may call itself what it likes, but its id with us is of its own feed's server."""
    title, url, home = " ".join(text_of(entry.title).split()), web_address(entry.link) or "", host(address)
    words = segments(entry.summary)
    body = (Link(title, url) if url else Words(title), Words("\n\n"), *words) if title else words
    written = [*(tag.get("term") or "" for tag in entry.tags), *_HASHTAG.findall(plain(body))]
    times = [datetime(*told[:6], tzinfo=UTC) for told in (entry.published_parsed, entry.updated_parsed) if told]
    created, changed = min([*times[:1], now]), max(times, default=now)
    name = " ".join(clean(_EMAIL.sub("", entry.author), 200).split()).strip("()")
    return Post(
        id=entry.id if web_address(entry.id) and host(entry.id) == home else f"{address}#{quote(entry.id, safe='')}",
        network="rss",
        url=url,
        author=Author(id=f"{address}#by={quote(name)}", handle=f"{home}/{fold(name)}", name=name or home, url=url),
        text=plain(body),
        body=body,
        created_at=created,
        version=changed.isoformat() if times else "?",
        hashtags=fold_all(clean(word, 100) for word in written),
        links=(Preview(url=url, title=title),) if url else (),
        edited_at=changed if created < changed <= now else None,
    )


def listed(answer: Answer, address: str, now: datetime) -> Listed:
    """What a feed's answer lists. Raises `Unanswered` where that can't be told."""
    import feedparser

    told = {"content-location": address, "content-type": answer.headers.get("content-type", "application/xml")}
    try:
        feed = cast("Any", feedparser).parse(BytesIO(answer.body), response_headers=told, sanitize_html=False)
    except Exception as error:  # whatever a stranger's markup does to the library
        raise Unanswered(f"answers with a feed that can't be read ({type(error).__name__})") from error
    if not feed.get("version"):
        raise Unanswered("answers with something that is no feed")
    found = [_read({"id": entry.get("link"), **entry}, address, now) for entry in feed.entries[:MOST]]
    return Listed([one for one in found if one], found.count(None))


def _read(told: dict[str, Any], address: str, now: datetime) -> tuple[str, Post] | None:
    try:
        entry = convert(told, Entry)
        return entry.id, post_of(entry, address, now)
    except (ValidationError, ValueError):
        return None
