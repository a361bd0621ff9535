"""A post as a summary holds it: no more of it than a page shows. No likes, no avatars, no receipt times."""

from datetime import datetime

from msgspec import Struct

from backchannel.model.body import Segment


class Person(Struct, frozen=True, kw_only=True):
    """Somebody who wrote."""

    id: str
    name: str
    handle: str
    url: str


class Picture(Struct, frozen=True, kw_only=True):
    """A picture, video or sound of a post, in words."""

    kind: str
    alt: str


class Elsewhere(Struct, frozen=True, kw_only=True):
    """The same post on another network."""

    network: str
    url: str


class Cited(Struct, frozen=True, kw_only=True):
    """A post as it is quoted.

    `answers` is whom it answers, where the archive has their post. `session` is the id of the session it was written
    about, or nothing. `thread` counts the posts of its author's own thread, if it starts one, else it is 1.
    """

    id: str
    url: str
    network: str
    copies: tuple[Elsewhere, ...]
    author: Person
    created_at: datetime
    language: str
    session: str
    answers: Person | None
    thread: int
    warning: str
    body: tuple[Segment, ...]
    pictures: tuple[Picture, ...]


class Highlight(Cited, frozen=True, kw_only=True):
    """A chosen post, `why` it was chosen in a sentence or two, and what each part of the objective gained by it."""

    why: str
    gains: dict[str, float]


class Quote(Struct, frozen=True, kw_only=True):
    """Words in quotation marks, and who wrote them down: `by` and `others` more people.

    `speaker` is who said them, where there is evidence for it; otherwise nothing is said about it.
    """

    words: str
    language: str
    speaker: str
    by: Person
    others: int
    post: str
    url: str
    created_at: datetime
    session: str


class Shown(Struct, frozen=True, kw_only=True):
    """A picture in words, with its credit. The picture itself stays where it was posted."""

    kind: str
    alt: str
    by: Person
    post: str
    url: str
    network: str
    created_at: datetime
    session: str
