"""Posts with pictures, and the cards that show them."""

from typing import Any

from backchannel.model.post import Media, Post
from backchannel.server.cards import Card, card
from support.builders import a_post
from support.walls import Wall


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
