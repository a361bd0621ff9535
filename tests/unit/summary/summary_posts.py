"""An invented event and its posts, for the summary's tests."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from backchannel.model.body import Hashtag, Link, Mention, Segment, Words
from backchannel.model.event import Coverage, Event, Heard
from backchannel.model.post import Author, Media, Post, Preview
from backchannel.model.record import Ruling
from backchannel.summary.archive_file import Header, Line
from backchannel.text.hashtags import fold

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "web" / "templates" / "summary"
STATIC = ROOT / "web" / "static"

EVENT = Event(
    slug="quiet-tools",
    name="Quiet Tools 2026",
    hashtags=("quiettools",),
    starts=date(2026, 5, 14),
    ends=date(2026, 5, 15),
    timezone="Europe/Amsterdam",
)
MORNING = datetime(2026, 5, 14, 7, 30, tzinfo=UTC)  # 09:30 at the venue


def header(**changes: Any) -> Header:
    heard = Heard(since=MORNING - timedelta(hours=3), until=MORNING + timedelta(hours=40))
    return replace(Header(event=EVENT, coverage=(Coverage(source="bluesky", heard=heard),)), **changes)


def author(name: str = "Ada", **changes: Any) -> Author:
    handle = f"{name.lower()}@brook.example"
    home = f"https://brook.example/@{name.lower()}"
    return replace(Author(id=home.replace("@", "users/"), handle=handle, name=name, url=home), **changes)


def post(text: str, by: Author | str = "Ada", minutes: int = 0, **changes: Any) -> Post:
    writer = author(by) if isinstance(by, str) else by
    number = f"{writer.id.rpartition('/')[2]}-{minutes}"
    told = Post(
        id=f"https://brook.example/notes/{number}",
        network="mastodon",
        url=f"https://brook.example/@{writer.handle.partition('@')[0]}/{minutes}",
        author=writer,
        text=text,
        body=segments(text),
        created_at=MORNING + timedelta(minutes=minutes),
        version="1",
        hashtags=("quiettools",),
        language="en",
        links=tuple(Preview(url=word) for word in text.split() if word.startswith("https://")),
    )
    return replace(told, **changes)


def segments(text: str) -> tuple[Segment, ...]:
    """The text's words as segments, spaces kept."""
    found: list[Segment] = []
    for index, word in enumerate(text.split(" ")):
        if index:
            found.append(Words(" "))
        if word:
            found.append(_segment(word))
    return tuple(found)


def picture(alt: str = "", **changes: Any) -> Media:
    return replace(Media(kind="image", url="https://brook.example/media/1.png", alt=alt), **changes)


def _segment(word: str) -> Segment:
    if word.startswith("https://"):
        return Link(word, word)
    if word.startswith("#") and len(word) > 1:
        return Hashtag(word, fold(word))
    if word.startswith("@"):
        return Mention(word, f"https://brook.example/{word}")
    return Words(word)


def lines(posts: Iterable[Post], sessions: Mapping[str, str] | None = None) -> list[Line]:
    """The posts as lines of an archive; `sessions` says by a post's id what it is about."""
    return [Line(one, Ruling("shown"), (sessions or {}).get(one.id)) for one in posts]
