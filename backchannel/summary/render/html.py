"""One static page: no script, no request to anybody, its style and fonts inside it."""

import base64
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from backchannel.summary.render.filters import FILTERS, TESTS
from backchannel.summary.render.page import Page

_FONT = re.compile(r'url\("(fonts/[\w.-]+\.woff2)"\)')


class HtmlPage:
    """Renders a page with the templates of one folder and the style of another."""

    def __init__(self, templates: Path, static: Path) -> None:
        self._environment = _environment(templates)
        self._style = _embedded(static)

    def render(self, page: Page, *, is_indexed: bool) -> bytes:
        """The page; `is_indexed` lets search engines have it."""
        template = self._environment.get_template("page.html")
        return template.render(page=page, style=self._style, is_indexed=is_indexed).encode()


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
    """Our own style sheet, with its fonts as data, so that one file is the whole page."""

    def embed(font: re.Match[str]) -> str:
        data = base64.b64encode((static / font[1]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{data}")'

    style = (static / "summary.css").read_text(encoding="utf-8")
    return Markup(_FONT.sub(embed, style))  # noqa: S704 - the style sheet is ours, and holds no word of a stranger
