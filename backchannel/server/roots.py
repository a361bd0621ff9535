"""What browsers and crawlers ask of every site at its root."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

ROBOTS = """\
# Every page says for itself that it is not to be indexed (X-Robots-Tag: noindex): people who post at an event did not
# ask to be found by it for ever. Only who may read a page can hear that, so reading is allowed.
User-agent: *
Disallow:
"""
DAY = "public, max-age=86400"


class Roots:
    """Answers `/robots.txt` and `/favicon.ico`."""

    def __init__(self, static: Path) -> None:
        self._icon = static / "favicon.ico"

    async def robots(self, _: Request) -> Response:
        """The policy for crawlers."""
        return PlainTextResponse(ROBOTS, headers={"Cache-Control": DAY})

    async def favicon(self, _: Request) -> Response:
        """Our icon, for whoever looks for it where icons have always been."""
        return FileResponse(self._icon, media_type="image/x-icon", headers={"Cache-Control": DAY})
