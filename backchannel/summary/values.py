"""What a summary is made of. It holds no more of a post than a page shows: no likes, no avatars, no receipt times."""

from datetime import date, datetime

from msgspec import Struct

from backchannel.model.body import Segment
from backchannel.model.event import Coverage, Event

FORMAT = "backchannel-summary"
VERSION = 1


class Choices(Struct, frozen=True, kw_only=True):
    """What an organiser may choose. `likeness` is the largest cosine allowed between two highlights."""

    highlights: int = 20
    resources: int = 400
    people: int = 1000
    likeness: float = 0.3
    candidates: int = 3000
    peaks_a_day: int = 3


class Person(Struct, frozen=True, kw_only=True):
    """Somebody who wrote."""

    id: str
    name: str
    handle: str
    url: str


class Picture(Struct, frozen=True, kw_only=True):
    """A picture, video or sound of a highlight, in words."""

    kind: str
    alt: str


class Highlight(Struct, frozen=True, kw_only=True):
    """A chosen post, `why` it was chosen in a sentence or two, and what each part of the objective gained by it.

    `answers` is whom it answers, where the archive has their post.
    """

    id: str
    url: str
    network: str
    author: Person
    created_at: datetime
    language: str
    answers: Person | None
    warning: str
    body: tuple[Segment, ...]
    pictures: tuple[Picture, ...]
    why: str
    gains: dict[str, float]


class Resource(Struct, frozen=True, kw_only=True):
    """Something people linked to. `sharers` counts people, not posts.

    `shared_by` is the sharer who said most about it, in `post`; `words` are theirs, where the network gave no title.
    """

    url: str
    kind: str
    title: str
    words: str
    words_language: str
    sharers: int
    shared_by: Person
    first_shared: datetime
    post: str


class Share(Struct, frozen=True, kw_only=True):
    """One language or network, and how many posts and people it had."""

    name: str
    posts: int
    people: int


class Numbers(Struct, frozen=True, kw_only=True):
    """What can be counted. `days` are those of the event on which somebody wrote."""

    posts: int
    people: int
    days: int
    once: int
    half_by: int
    links: int
    pictures: int
    described: int
    languages: tuple[Share, ...]
    networks: tuple[Share, ...]


class Hour(Struct, frozen=True, kw_only=True):
    """One hour of the venue's day: 0 to 23."""

    hour: int
    posts: int
    people: int


class Peak(Struct, frozen=True, kw_only=True):
    """An hour that stands out from its day, and words that were written more then than otherwise."""

    letter: str
    hour: int
    people: int
    posts: int
    words: tuple[str, ...]


class Day(Struct, frozen=True, kw_only=True):
    """One day at the venue, in its 24 hours."""

    date: date
    posts: int
    people: int
    hours: tuple[Hour, ...]
    peaks: tuple[Peak, ...]


class Timeline(Struct, frozen=True, kw_only=True):
    """When people wrote: the days of the event, and how many posts lie before and after them."""

    days: tuple[Day, ...]
    before: int
    after: int


class People(Struct, frozen=True, kw_only=True):
    """Who wrote, in no order. `unlisted` did not want to be found; `others` found no room."""

    listed: tuple[Person, ...]
    unlisted: int
    others: int


class Origin(Struct, frozen=True, kw_only=True):
    """What the summary was made from: a digest of posts and header, the choices, the program's version."""

    digest: str
    choices: Choices
    program: str


class Summary(Struct, frozen=True, kw_only=True):
    """What an event leaves. Highlights and resources are in the order they were chosen."""

    format: str = FORMAT
    version: int = VERSION
    event: Event
    numbers: Numbers
    highlights: tuple[Highlight, ...]
    resources: tuple[Resource, ...]
    timeline: Timeline
    people: People
    coverage: tuple[Coverage, ...]
    withheld: dict[str, int]
    origin: Origin
