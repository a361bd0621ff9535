"""One static page: no script, no request to anybody, its style and fonts inside it."""

import base64
import re
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from backchannel.summary.insights import Insights
from backchannel.summary.render.announcing import picture_words
from backchannel.summary.render.filters import FILTERS, TESTS
from backchannel.summary.render.formats import PICTURE, Site
from backchannel.summary.render.insights import tables
from backchannel.summary.render.page import Page

SHEETS = ("ink.css", "summary.css")
_FONT = re.compile(r'url\("(fonts/[\w.-]+\.woff2)"\)')


class HtmlPage:
    """Renders a page with the templates of one folder and the style of another."""

    def __init__(self, templates: Path, static: Path) -> None:
        self._environment = _environment(templates)
        self._style = _embedded(static)

    def render(self, page: Page, site: Site, files: Sequence[tuple[str, str]]) -> bytes:
        """The page; `files` lie beside it, each with the words of the link to it. A draft is never indexed."""
        template = self._environment.get_template("page.html")
        values = {"page": page, "style": self._style, "site": site, "files": files, "picture": PICTURE}
        return template.render(values, alt=picture_words(page.summary)).encode()

    def insights(self, page: Page, told: Insights) -> bytes:
        """The page for organisers."""
        template = self._environment.get_template("insights.html")
        return template.render(page=page, told=told, style=self._style, tables=tables(told)).encode()


def _environment(templates: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.tests.update(TESTS)
    environment.filters.update(FILTERS)
    return environment


def _embedded(static: Path) -> Markup:
    """Our own style sheets, with their fonts as data, so that one file is the whole page."""

    def embed(font: re.Match[str]) -> str:
        data = base64.b64encode((static / font[1]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{data}")'

    style = "\n".join((static / sheet).read_text(encoding="utf-8") for sheet in SHEETS)
    return Markup(_FONT.sub(embed, style))  # noqa: S704 - the sheets are ours, and hold no word of a stranger
