"""Which pictures of a post may be shown, and their paths with us. Pure. What is not here is neither told nor served.

A picture's path names its post and its place in it: `/{slug}/media/{key}/{name}?v={mark}`. The key is the post's id,
spelt so that it fits a path: nothing has to be remembered, and any web process can answer. The mark changes with the
picture, so that a page that has the old one asks for the new one.
"""

import binascii
import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Literal, NamedTuple

from backchannel.model.post import Media, Post
from backchannel.model.record import Record
from backchannel.text.covers import cover

MOST = 4  # pictures of one post
LONGEST_KEY = 2_000

Shape = Literal["picture", "square", "avatar"]


class Picture(NamedTuple):
    """A picture to fetch: addresses of it, best first, and the shape it is wanted in."""

    shape: Shape
    addresses: tuple[str, ...]

    @property
    def mark(self) -> str:
        """A word that changes with the picture."""
        return hashlib.sha256("\n".join((self.shape, *self.addresses)).encode()).hexdigest()[:12]


def pictures(record: Record | None) -> dict[str, Picture]:
    """Every picture of a post by name: `0` to `3`, `link` and `avatar`. None at all where it is hidden or covered."""
    if record is None or record.ruling.state != "shown" or record.post is None or cover(record.post):
        return {}
    post = record.post
    found = {str(index): Picture("picture", addresses(medium)) for index, medium in enumerate(visible(post))}
    for link in post.links[:1]:
        if link.image:
            found["link"] = Picture("square", (link.image,))
    if post.author.avatar:
        found["avatar"] = Picture("avatar", (post.author.avatar,))
    return found


def visible(post: Post) -> list[Media]:
    """The media that have something to look at, in order."""
    return [medium for medium in post.media if addresses(medium)][:MOST]


def addresses(medium: Media) -> tuple[str, ...]:
    """Where a picture of it is: of a photograph the whole one and then the preview, of a video its poster."""
    preview = (medium.preview,) if medium.preview else ()
    return tuple(dict.fromkeys((medium.url, *preview))) if medium.kind == "image" else preview


def path(slug: str, post_id: str, name: str, picture: Picture) -> str:
    """The picture's address with us."""
    return f"/{slug}/media/{key_of(post_id)}/{name}?v={picture.mark}"


def key_of(post_id: str) -> str:
    """A post's id as one segment of a path."""
    return urlsafe_b64encode(post_id.encode()).decode().rstrip("=")


def post_id_of(key: str) -> str | None:
    """The post's id; None for what is no key."""
    if len(key) > LONGEST_KEY:
        return None
    try:
        return urlsafe_b64decode(key + "=" * (-len(key) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
