"""What a summary is made of; its posts are in `cited.py`."""

from datetime import date, datetime

from msgspec import Struct

from backchannel.model.event import Coverage, Event
from backchannel.summary.cited import Cited, Highlight, Person, Quote, Shown
from backchannel.summary.organised import Editing, Edition
from backchannel.summary.origin import Origin

FORMAT = "backchannel-summary"
VERSION = 3


class Resource(Struct, frozen=True, kw_only=True):
    """Something people linked to. `sharers` counts people, not posts.

    `shared_by` is the sharer who said most about it, in `post`; `words` are theirs, where the network gave no title.
    `session` is the id of the session it belongs to, or nothing. Resources with the same `bundle` were shared
    together, as the slides and the code of one talk are.
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
    session: str
    bundle: str


class Share(Struct, frozen=True, kw_only=True):
    """One language or network, and how many posts and people it had."""

    name: str
    posts: int
    people: int


class Numbers(Struct, frozen=True, kw_only=True):
    """What can be counted. `days` are those of the event on which somebody wrote.

    `sessions` were on the programme, `spoken_of` of them somebody wrote about; `questions` were asked, `answered` of
    them by somebody else than the asker.
    """

    posts: int
    people: int
    days: int
    once: int
    half_by: int
    links: int
    pictures: int
    described: int
    repeated: int
    sessions: int
    spoken_of: int
    questions: int
    answered: int
    conversations: int
    languages: tuple[Share, ...]
    networks: tuple[Share, ...]


class SessionNotes(Struct, frozen=True, kw_only=True):
    """What was written about one session. `first` names highlights that are about it, so that none is told twice.

    `notes` are the organisers' own words, in plain text.
    """

    id: str
    title: str
    speakers: tuple[str, ...]
    room: str
    starts: datetime
    ends: datetime
    posts: int
    people: int
    first: tuple[str, ...]
    notes: str
    chosen: tuple[Cited, ...]
    quote: Quote | None
    picture: Shown | None
    resources: tuple[str, ...]


class Theme(Struct, frozen=True, kw_only=True):
    """Words that people used together, how many people did, and a post that uses most of them."""

    words: tuple[str, ...]
    people: int
    posts: int
    sessions: int
    post: Cited


class Answer(Struct, frozen=True, kw_only=True):
    """An answer to a question; `by_speaker` of that session, `thanked` by the asker."""

    post: Cited
    by_speaker: bool
    thanked: bool


class Question(Struct, frozen=True, kw_only=True):
    """A question, its best answer if there is any, and how many answers there are. `kind`: seeking or logistics."""

    post: Cited
    kind: str
    answer: Answer | None
    answers: int


class Conversation(Struct, frozen=True, kw_only=True):
    """A thread of several people in order of time, its first posts; `posts` and `people` count all of it."""

    posts: int
    people: int
    thread: tuple[Cited, ...]


class Hour(Struct, frozen=True, kw_only=True):
    """One hour of the venue's day: 0 to 23."""

    hour: int
    posts: int
    people: int


class Peak(Struct, frozen=True, kw_only=True):
    """An hour that stands out from its day: words written more then, the session most are about, a post to read."""

    letter: str
    hour: int
    people: int
    posts: int
    words: tuple[str, ...]
    session: str
    post: str


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


class Followed(Struct, frozen=True, kw_only=True):
    """Somebody worth following, and what they did, in counts."""

    person: Person
    did: str


class Group(Struct, frozen=True, kw_only=True):
    """People who did the same kind of good: `speakers`, `helpers`, `note-takers` or `connectors`. In no order."""

    kind: str
    people: tuple[Followed, ...]


class People(Struct, frozen=True, kw_only=True):
    """Who wrote, in no order. `unlisted` did not want to be found; `others` found no room."""

    groups: tuple[Group, ...]
    listed: tuple[Person, ...]
    unlisted: int
    others: int


class Tongue(Struct, frozen=True, kw_only=True):
    """A language that fewer people wrote in, and posts in it."""

    language: str
    posts: int
    people: int
    chosen: tuple[Cited, ...]


class Summary(Struct, frozen=True, kw_only=True):
    """What an event leaves. Highlights and resources are in the order they were chosen."""

    format: str = FORMAT
    version: int = VERSION
    event: Event
    numbers: Numbers
    highlights: tuple[Highlight, ...]
    resources: tuple[Resource, ...]
    sessions: tuple[SessionNotes, ...]
    themes: tuple[Theme, ...]
    questions: tuple[Question, ...]
    conversations: tuple[Conversation, ...]
    quotes: tuple[Quote, ...]
    timeline: Timeline
    pictures: tuple[Shown, ...]
    people: People
    tongues: tuple[Tongue, ...]
    coverage: tuple[Coverage, ...]
    withheld: dict[str, int]
    editing: Editing
    edition: Edition
    origin: Origin
