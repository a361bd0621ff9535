"""The cast and the things they do. Ada and Ben post, Cleo moderates, Mallory spams."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from backchannel.curation import consent
from backchannel.model.body import Words
from backchannel.model.event import Event
from backchannel.model.post import Author, Post
from backchannel.model.sighting import Posted

NOON = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


def minutes(count: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=count)


def an_event(**changes: Any) -> Event:
    """A two-day gathering followed under #tulips."""
    facts: dict[str, Any] = {
        "slug": "tulips",
        "name": "Tulips",
        "hashtags": ("tulips",),
        "starts": date(2026, 6, 10),
        "ends": date(2026, 6, 11),
        "servers": ("garden.example", "meadow.example"),
    }
    return Event(**(facts | changes))


def an_author(name: str = "ada", **changes: Any) -> Author:
    """Somebody who lives on garden.example."""
    facts: dict[str, Any] = {
        "id": f"https://garden.example/users/{name}",
        "handle": f"{name}@garden.example",
        "name": name.title(),
        "url": f"https://garden.example/@{name}",
    }
    return Author(**(facts | changes))


def a_post(number: int = 1, *, author: str = "ada", text: str = "Bulbs want frost.", **changes: Any) -> Post:
    """A post with the event's hashtag, made at noon plus its number in minutes."""
    home = f"https://garden.example/users/{author}/statuses/{number}"
    facts: dict[str, Any] = {
        "id": home,
        "network": "mastodon",
        "url": f"https://garden.example/@{author}/{number}",
        "author": an_author(author),
        "text": text,
        "body": (Words(text),),
        "created_at": minutes(number),
        "version": "2026-06-10T12:00:00.000Z",
        "hashtags": ("tulips",),
    }
    return Post(**(facts | changes))


def seen(post: Post, *, source: str = "garden.example", after: float = 0.5, **facts: Any) -> Posted:
    """A sighting of the post by a source, so many minutes after it was made."""
    return consent.posted(
        facts.pop("event", an_event()),
        post,
        source=source,
        local_id=facts.pop("local_id", f"{source}-{post.id.rsplit('/', 1)[-1]}"),
        seen_at=post.created_at + timedelta(minutes=after),
        **facts,
    )
