"""The forms a summary can take: their names, their files, and what a page says of each."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

PICTURE = "picture.png"
FEED = "feed.xml"
INSIGHTS = "insights.html"

FORMATS: Mapping[str, Mapping[str, str]] = {
    "html": {"index.html": "", PICTURE: ""},
    "md": {"summary.md": "Markdown, for a blog"},
    "json": {
        "summary.json": "JSON, with everything on this page",
        "summary.schema.json": "JSON Schema of that",
    },
    "csv": {"resources.csv": "Links as a table (CSV)", "people.csv": "People as a table (CSV)"},
    "atom": {FEED: "Highlights and links as a feed (Atom)"},
    "ics": {"sessions.ics": "Sessions with their links, for a calendar (iCalendar)"},
    "follow": {"mastodon-follow.csv": "People to follow, for Mastodon’s import"},
    "starterpack": {"bluesky-starter-pack.json": "A starter pack, for Bluesky"},
    "opml": {"feeds.opml": "People’s feeds, for a feed reader (OPML)"},
    "announce": {"announcements.md": ""},
    "insights": {
        INSIGHTS: "The event in rounded numbers, for its organisers",
        "insights.json": "The same numbers (JSON)",
    },
}
"""By a format's name its files, each with the words of the link to it; without words, no page links to it."""

FILES = frozenset(name for files in FORMATS.values() for name in files)


class Site(Struct, frozen=True, kw_only=True):
    """Where and how a summary is shown. `address` is that of its folder, with a slash at the end; empty: not known.

    `formats` are the forms wanted, all if none is named; `is_indexed` lets search engines have the page.
    """

    address: str = ""
    formats: frozenset[str] = frozenset()
    is_indexed: bool = False

    def wants(self, name: str) -> bool:
        """Whether this format is wanted."""
        return not self.formats or name in self.formats


def linked(present: Iterable[str]) -> list[tuple[str, str]]:
    """Of these files those that the page links to, with the words of the link, in the order of the formats."""
    there = frozenset(present)
    files = {name: words for of_format in FORMATS.values() for name, words in of_format.items()}
    return [(name, words) for name, words in files.items() if words and name in there]
