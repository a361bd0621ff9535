"""One person's posts as a draft essay, to read at `/{slug}/people/{handle}` and to take along as Markdown.

There is no list of people, and no page of anybody who does not want to be found: that answers as if there were nobody.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

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


class _Found(NamedTuple):
    essay: Essay
    records: Mapping[str, Record]


class PeoplePages:
    """Answers `/{slug}/people/{handle}` and its `/draft.md`."""

    def __init__(self, hub: Hub, templates: Templates, limits: Limits, folder: Path) -> None:
        self._hub, self._templates, self._limits = hub, templates, limits
        self._markdown = EssayMarkdown(folder / "summary")

    async def person(self, request: Request) -> Response:
        """The page, made of what is public at this moment."""
        followed = self._followed(request)
        found = await self._find(followed, request.path_params["handle"])
        event = followed.event
        if found is None:
            return self._templates.page("people-nobody.html", {"event": event}, 404)
        page = essay_page(found.essay)
        paths = [_paths(record, event.slug) for record in found.records.values()]
        values = {
            "page": page,
            "event": event,
            "theme": theme_of(request, "auto"),
            "closing": self._hub.closing(event),
            "initials": initials(page.essay.person.name),
            "avatar": next((own["avatar"] for own in reversed(paths) if "avatar" in own), ""),
            "pictures": {address: own for each in paths for address, own in each.items()},
            "draft": self._markdown.render(found.essay).decode(),
        }
        return self._templates.page("people.html", values)

    async def draft(self, request: Request) -> Response:
        """The same in Markdown, as a file."""
        found = await self._find(self._followed(request), request.path_params["handle"])
        if found is None:
            raise HTTPException(404)
        headers = {"Content-Disposition": 'attachment; filename="draft.md"', "Cache-Control": "no-cache"}
        return Response(self._markdown.render(found.essay), media_type="text/markdown", headers=headers)

    def _followed(self, request: Request) -> Followed:
        followed = self._hub.followed(request.path_params["slug"])
        if followed is None:
            raise HTTPException(404)
        return followed

    async def _find(self, followed: Followed, handle: str) -> _Found | None:
        """The essay of the person who goes by that handle, if there is one who may be found."""
        author = await followed.archive.author_of(plain_handle(handle)) if len(handle) <= LONGEST_HANDLE else None
        ids = (await followed.archive.posts_of(author))[: self._limits.essay] if author else []
        known = [record for record in await followed.archive.records(ids) if record is not None]
        records = {record.id: record for record in sorted(known, key=_seen) if record.ruling.state == "shown"}
        if not author or not records or not _may_be_found(records.values()):
            return None
        held = await followed.archive.programme()
        programme = HeldProgramme(programme=held.programme, seen_at=held.seen_at) if held else None
        header = Header(event=followed.event, programme=programme)
        made = essay(header, public_lines(records.values()), author)
        return _Found(made, records) if made else None


def _seen(record: Record) -> tuple[float, str]:
    return record.seen_at.timestamp() if record.seen_at else 0.0, record.id


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
