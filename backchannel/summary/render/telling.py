"""What is said around a post: when, where it was posted, in which language, about which session."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from backchannel.summary.cited import Cited, Quote, Shown
from backchannel.summary.languages import language_name
from backchannel.summary.values import SessionNotes, Summary

_NETWORKS = {"bluesky": "Bluesky", "mastodon": "Mastodon", "rss": "Feeds"}
_WEEK = 7


class Told(Struct, frozen=True):
    """A post with what is said around it; `place` is its session and room, `also` the other networks it is on."""

    post: Cited
    when: str
    place: str
    network: str
    also: tuple[tuple[str, str], ...]
    language: str


class Teller:
    """Says when and where, in the event's own time."""

    def __init__(self, summary: Summary) -> None:
        self._event, self.zone = summary.event, ZoneInfo(summary.event.timezone)
        self._sessions: Mapping[str, SessionNotes] = {session.id: session for session in summary.sessions}

    def told(self, post: Cited) -> Told:
        """The post with everything around it."""
        return Told(
            post=post,
            when=self.when(post.created_at),
            place=self.place(post.session),
            network=network(post.network),
            also=tuple((network(copy.network), copy.url) for copy in post.copies if copy.url),
            language=language_name(post.language) if post.language not in {"", "en"} else "",
        )

    def all(self, posts: Iterable[Cited]) -> tuple[Told, ...]:
        """Several posts."""
        return tuple(map(self.told, posts))

    def when(self, at: datetime) -> str:
        """The weekday is enough within an event of a week."""
        written, event = at.astimezone(self.zone), self._event
        is_during = event.starts <= written.date() <= event.ends
        if is_during and (event.ends - event.starts).days < _WEEK:
            return f"{written:%A %H:%M}"
        year = "" if written.year == event.starts.year else f" {written.year}"
        return f"{written.day} {written:%B}{year}, {written:%H:%M}"

    def place(self, session: str) -> str:
        """The session's title and room; nothing where it is not known."""
        notes = self._sessions.get(session)
        return ", ".join(filter(None, (notes.title, notes.room))) if notes else ""

    def title(self, session: str) -> str:
        """The session's title; nothing where it is not known."""
        notes = self._sessions.get(session)
        return notes.title if notes else ""

    def source(self, cited: Quote | Shown) -> str:
        """When somebody wrote words down or showed a picture, and about what."""
        return ", ".join(filter(None, (self.when(cited.created_at), self.title(cited.session))))


def network(name: str) -> str:
    """A network as it writes itself."""
    return _NETWORKS.get(name, name.capitalize())


def time_of(timezone: str) -> str:
    """Europe/Paris → Paris time."""
    place = timezone.rpartition("/")[2].replace("_", " ")
    return place if place == "UTC" else f"{place} time"
