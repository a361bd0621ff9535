"""Posts with pictures and all else there can be to one, and the cards that show them."""

from typing import Any

from backchannel.model.body import Hashtag, Link, Mention, Words
from backchannel.model.post import Copy, Media, Poll, PollOption, Post, Preview
from backchannel.server.cards import Card, card
from support.builders import a_post
from support.walls import Wall

EVERYTHING: dict[str, Any] = {
    "body": (
        Words("See "),
        Link("the guide", "https://printroom.example/a"),
        Mention("@ben", "https://garden.example/@ben"),
        Mention("@chidi"),
        Hashtag("#Tulips", "tulips"),
        Hashtag("#frost", "frost"),
    ),
    "poll": Poll(options=(PollOption(text="Red", votes=3), PollOption(text="Blue", votes=1))),
    "links": (Preview(url="https://printroom.example/guide", title="A guide"),),
    "language": "nl",
    "copies": (Copy(id="at://did:plc:ada/app.bsky.feed.post/1", network="bluesky", url="https://bsky.app/x"),),
}
"""Everything there can be to a post, but pictures."""


def showing(*urls: str, **facts: Any) -> Post:
    """A post with pictures at these addresses."""
    return a_post(media=tuple(Media(kind="image", url=url) for url in urls), **facts)


async def card_of(wall: Wall, post: Post) -> Card:
    """The post's card as the wall shows it now."""
    made = card(await wall.archive.record(post.id), wall.event.slug)
    assert made is not None
    return made


async def paths(wall: Wall, post: Post) -> list[str]:
    """The paths of the post's pictures."""
    return [medium.src for medium in (await card_of(wall, post)).media]
