"""Serves the published summaries. They carry styles and fonts in themselves, so their policy is their own."""

from pathlib import Path, PurePosixPath

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from backchannel.server.hub import Hub

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
}

KINDS = {  # which not every machine knows
    ".csv": "text/csv; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".xml": "application/atom+xml",
}


class SummaryFiles:
    """Answers `/{slug}/summary/…` with the files of that event's summary."""

    def __init__(self, hub: Hub, folder: Path | None) -> None:
        self._hub = hub
        self._files = StaticFiles(directory=folder, html=True, check_dir=False) if folder else None

    async def answer(self, request: Request) -> Response:
        """The file. Half-written ones, whose names begin with a dot, are not there."""
        slug, name = request.path_params["slug"], request.path_params["path"]
        if (
            self._files is None
            or self._hub.event(slug) is None
            or any(part.startswith(".") for part in name.split("/"))
        ):
            raise HTTPException(404)
        answer = await self._files.get_response(f"{slug}/{name}", request.scope)
        answer.headers.update(HEADERS)
        if PurePosixPath(name).suffix in KINDS and answer.status_code == 200:
            answer.headers["Content-Type"] = KINDS[PurePosixPath(name).suffix]
        return answer
