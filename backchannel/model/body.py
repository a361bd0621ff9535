"""The typed segments of a post's text. A stranger's markup never passes this point.

Every segment carries the `text` a reader would see, so that joining them gives the post's plain text.
"""

from collections.abc import Iterable

from msgspec import Struct


class Words(Struct, frozen=True, tag_field="type", tag="text"):
    """Plain words."""

    text: str


class Link(Struct, frozen=True, tag_field="type", tag="link"):
    """A link as it was written; `url` is http or https, always."""

    text: str
    url: str


class Mention(Struct, frozen=True, tag_field="type", tag="mention"):
    """Somebody's name; `url` is their profile, or empty where the network does not say."""

    text: str
    url: str = ""


class Hashtag(Struct, frozen=True, tag_field="type", tag="hashtag"):
    """A hashtag as it was typed, and `tag`, its folded form without `#`."""

    text: str
    tag: str


class Emoji(Struct, frozen=True, tag_field="type", tag="emoji"):
    """A custom emoji: `text` is its `:shortcode:`, `url` its picture."""

    text: str
    url: str


Segment = Words | Link | Mention | Hashtag | Emoji


def plain(body: Iterable[Segment]) -> str:
    """The text a reader would see."""
    return "".join(segment.text for segment in body)
