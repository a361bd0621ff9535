"""One person's posts as a draft essay, to read at `/{slug}/people/{handle}` and to take along as Markdown.

There is no list of people, and no page of anybody who does not want to be found: that answers as if there were nobody.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backchannel.model.record import Record
from backchannel.server.followed import Followed
from backchannel.server.hub import Hub
from backchannel.server.limits import Limits
from backchannel.server.media.pictures import path, pictures
from backchannel.server.pages import theme_of
from backchannel.server.templates import Templates
from backchannel.summary.archive_file import Header, HeldProgramme, public_lines
from backchannel.summary.essay import Essay, essay, plain_handle
from backchannel.summary.render.essay import EssayMarkdown, essay_page
from backchannel.text.names import initials

LONGEST_HANDLE = 400  # characters
AGAIN = "5"  # seconds until there may be room
PAGE = 200  # posts read at once

T = TypeVar("T")


class _Found(NamedTuple):
    essay: Essay
    records: Mapping[str, Record]


class PeoplePages:
    """Answers `/{slug}/people/{handle}` and its `/draft.md`, both made in a thread: walls share the loop."""

    def __init__(self, hub: Hub, templates: Templates, limits: Limits, folder: Path) -> None:
        self._hub, self._templates, self._limits = hub, templates, limits
        self._markdown = EssayMarkdown(folder / "summary")
        self._desks, self._waiting = asyncio.Semaphore(limits.essays), 0

    async def person(self, request: Request) -> Response:
        """The page, made of what is public at this moment."""
        followed = self._followed(request)
        values = {
            "event": followed.event,
            "theme": theme_of(request, "auto"),
            "closing": self._hub.closing(followed.event),
        }
        page = await self._made(followed, request.path_params["handle"], partial(self._page, values))
        return page or self._templates.page("people-nobody.html", {"event": followed.event}, 404)

    async def draft(self, request: Request) -> Response:
        """The same in Markdown, as a file."""
        made = await self._made(self._followed(request), request.path_params["handle"], self._draft)
        if made is None:
            raise HTTPException(404)
        headers = {"Content-Disposition": 'attachment; filename="draft.md"', "Cache-Control": "no-cache"}
        return Response(made, media_type="text/markdown", headers=headers)

    def _page(self, values: Mapping[str, object], found: _Found) -> Response:
        page, slug = essay_page(found.essay), found.essay.event.slug
        paths = [_paths(record, slug) for record in found.records.values()]
        own = {
            "page": page,
            "initials": initials(page.essay.person.name),
            "avatar": next((own["avatar"] for own in reversed(paths) if "avatar" in own), ""),
            "pictures": {address: own for each in paths for address, own in each.items()},
            "draft": self._markdown.render(found.essay).decode(),
        }
        return self._templates.page("people.html", {**values, **own})

    def _draft(self, found: _Found) -> bytes:
        return self._markdown.render(found.essay)

    async def _made(self, followed: Followed, handle: str, make: Callable[[_Found], T]) -> T | None:
        """What `make` makes of that person's posts, or None of nobody's. Raises 503 where too many are asked for."""
        if self._waiting >= self._limits.essays_waiting:
            raise HTTPException(503, headers={"Retry-After": AGAIN})
        self._waiting += 1
        try:
            async with self._desks:
                found = await self._find(followed, handle)
                return await asyncio.to_thread(make, found) if found else None
        finally:
            self._waiting -= 1

    def _followed(self, request: Request) -> Followed:
        followed = self._hub.followed(request.path_params["slug"])
        if followed is None:
            raise HTTPException(404)
        return followed

    async def _find(self, followed: Followed, handle: str) -> _Found | None:
        """The essay of the person who goes by that handle, if there is one who may be found."""
        author = await followed.archive.author_of(plain_handle(handle)) if len(handle) <= LONGEST_HANDLE else None
        records = await self._records(followed, author) if author else {}
        if not author or not records or not _may_be_found(records.values()):
            return None
        held = await followed.archive.programme()
        programme = HeldProgramme(programme=held.programme, seen_at=held.seen_at) if held else None
        header = Header(event=followed.event, programme=programme)
        answered = await followed.archive.records(sorted(_answered(records.values()) - records.keys()))
        lines = public_lines([*records.values(), *(record for record in answered if record is not None)])
        made = await asyncio.to_thread(lambda: essay(header, lines, author))
        return _Found(made, records) if made else None

    async def _records(self, followed: Followed, author: str) -> dict[str, Record]:
        """The public posts of that author, those seen first before the others."""
        ids = (await followed.archive.posts_of(author))[: self._limits.essay]
        pages = [await followed.archive.records(ids[at : at + PAGE]) for at in range(0, len(ids), PAGE)]
        shown = [record for page in pages for record in page if record and record.ruling.state == "shown"]
        return {record.id: record for record in sorted(shown, key=_seen)}


def _seen(record: Record) -> tuple[float, str]:
    return record.seen_at.timestamp() if record.seen_at else 0.0, record.id


def _answered(records: Iterable[Record]) -> set[str]:
    return {record.post.reply_to for record in records if record.post is not None and record.post.reply_to}


def _may_be_found(records: Iterable[Record]) -> bool:
    """Whether their profile, as it was last seen, does not ask to stay unlisted."""
    *_, latest = (record.post for record in records if record.post is not None)
    return latest.author.discoverable


def _paths(record: Record, slug: str) -> dict[str, str]:
    """A record's pictures with us: by their own address, and the portrait as `avatar`."""
    return {
        "avatar" if name == "avatar" else picture.addresses[0]: path(slug, record.id, name, picture)
        for name, picture in pictures(record).items()
    }
