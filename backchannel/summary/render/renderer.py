"""Every form of a summary at once."""

from collections.abc import Callable, Mapping
from pathlib import Path

from backchannel.summary.insights import Insights
from backchannel.summary.render.announcing import announcements
from backchannel.summary.render.feeds import Feeds
from backchannel.summary.render.formats import FEED, FORMATS, INSIGHTS, PICTURE, Site, linked
from backchannel.summary.render.html import HtmlPage
from backchannel.summary.render.json import render_json
from backchannel.summary.render.markdown import MarkdownPage
from backchannel.summary.render.page import page
from backchannel.summary.render.schema import schema
from backchannel.summary.render.starter_pack import starter_pack
from backchannel.summary.render.tables import follow_csv, people_csv, resources_csv
from backchannel.summary.values import Summary

Writer = Callable[[], bytes]


class Renderer:
    """Turns summaries into files. `templates` holds the summary's templates, `static` its style sheet and fonts."""

    def __init__(self, templates: Path, static: Path) -> None:
        self._html = HtmlPage(templates, static)
        self._markdown = MarkdownPage(templates)
        self._feeds = Feeds(templates)
        self._static = static

    def render(self, summary: Summary, insights: Insights | None = None, site: Site | None = None) -> dict[str, bytes]:
        """File names and contents, of the formats wanted; a file that would hold nothing is left out."""
        site, content = site or Site(), page(summary)
        writers: Mapping[str, Writer] = {
            PICTURE: lambda: _picture(summary, self._static),
            "summary.md": lambda: self._markdown.render(content),
            "summary.json": lambda: render_json(summary),
            "summary.schema.json": schema,
            "resources.csv": lambda: resources_csv(summary) if summary.resources else b"",
            "people.csv": lambda: people_csv(summary) if summary.people.listed else b"",
            FEED: lambda: self._feeds.atom(summary, site),
            "sessions.ics": lambda: _calendar(summary),
            "mastodon-follow.csv": lambda: follow_csv(summary),
            "bluesky-starter-pack.json": lambda: starter_pack(summary),
            "feeds.opml": lambda: self._feeds.opml(summary),
            "announcements.md": lambda: announcements(summary, site.address),
            INSIGHTS: lambda: self._html.insights(content, insights) if insights else b"",
            "insights.json": lambda: render_json(insights) if insights else b"",
        }
        wanted = [name for of_format, names in FORMATS.items() if site.wants(of_format) for name in names]
        files = {name: writers[name]() for name in wanted if name in writers}
        files = {name: made for name, made in files.items() if made}
        if site.wants("html"):
            files = {"index.html": self._html.render(content, site, linked(files))} | files
        return files


def _picture(summary: Summary, static: Path) -> bytes:
    from backchannel.summary.render.picture import picture

    return picture(summary, static)


def _calendar(summary: Summary) -> bytes:
    from backchannel.summary.render.calendar import calendar

    return calendar(summary)
