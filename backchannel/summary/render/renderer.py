"""Every form of a summary at once."""

from pathlib import Path

from backchannel.summary.render.html import HtmlPage
from backchannel.summary.render.json import render_json
from backchannel.summary.render.markdown import MarkdownPage
from backchannel.summary.render.page import page
from backchannel.summary.values import Summary


class Renderer:
    """Turns summaries into files. `templates` holds the summary's templates, `static` its style sheet and fonts."""

    def __init__(self, templates: Path, static: Path) -> None:
        self._html = HtmlPage(templates, static)
        self._markdown = MarkdownPage(templates)

    def render(self, summary: Summary, *, is_indexed: bool = False) -> dict[str, bytes]:
        """File names and contents. Search engines are asked to stay away unless `is_indexed`."""
        content = page(summary)
        return {
            "index.html": self._html.render(content, is_indexed=is_indexed),
            "summary.md": self._markdown.render(content),
            "summary.json": render_json(summary),
        }
