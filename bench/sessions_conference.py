"""A real conference for the bench: its programme and its posts, made of the files beside the project."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from backchannel.model.body import Link, Segment, Words
from backchannel.model.event import Event
from backchannel.model.post import Author, Post
from backchannel.model.programme import Link as TalkLink
from backchannel.model.programme import Programme, Session, Speaker, Talk
from backchannel.text.hashtags import fold_all

DATA = Path(__file__).parents[2] / "shared/data/events"
NAME = "user2019"
EVENT = Event(
    slug=NAME,
    name="useR! 2019",
    hashtags=(NAME,),
    starts=date(2019, 7, 9),
    ends=date(2019, 7, 12),
    timezone="Europe/Paris",
)
HOME = "birds.example"  # where its people live now
URL = re.compile(r"https?://\S+")

_TOGETHER = re.compile(r"(?<=[^\W\dA-Z_]{3})(?=[A-ZÀ-Þ])")  # the schedule writes two names without a space between
_SAME_TITLE = 20  # letters: the list adds notes behind titles
_ALONE = {"Keynote": timedelta(minutes=60)}
_USUAL = timedelta(minutes=18)


class Said(Struct):
    """A post as the file has it."""

    id: str
    author: str
    author_name: str
    created_at: datetime
    text: str
    links: list[str]
    hashtags: list[str]
    mentions: list[str]
    reply_to: str | None
    lang: str | None


class Listed(Struct):
    """A talk's links and its speakers' handles, as somebody listed them by hand."""

    title: str
    links: list[str]
    twitter: list[str]


class Lists(Struct):
    items: list[Listed]


class Slot(Struct):
    """A talk as the schedule has it."""

    date: str
    time: str
    tz: str
    title: str
    speaker: str
    session: str
    room: str
    abstract: str | None = None

    def starts(self) -> datetime:
        return datetime.fromisoformat(f"{self.date}T{self.time}").replace(tzinfo=ZoneInfo(self.tz))


class Conference(Struct, frozen=True):
    """A programme, all posts by time, and the handle's speakers."""

    programme: Programme
    posts: Sequence[Said]


def load(folder: Path) -> Conference:
    """The conference of a folder."""
    posts = [msgspec.json.decode(line, type=Said) for line in (folder / f"{NAME}.jsonl").read_bytes().splitlines()]
    slots = msgspec.json.decode((folder / f"{NAME}_schedule.json").read_bytes(), type=list[Slot])
    lists = msgspec.json.decode((folder / f"{NAME}_reference.json").read_bytes(), type=Lists)
    return Conference(_programme(slots, lists.items), sorted(posts, key=lambda said: (said.created_at, said.id)))


def as_post(said: Said, *, hidden: Callable[[str], str] = str, with_links: bool = True) -> Post:
    """A post as the product would have it, with something hidden from its text."""
    text = hidden(said.text if with_links else URL.sub(" ", said.text))
    links: tuple[Segment, ...] = tuple(Link(url, url) for url in said.links) if with_links else ()
    home = f"https://{HOME}/users/{said.author.lower()}"
    return Post(
        id=said.id,
        network="mastodon",
        url=f"{home}/{said.id}",
        author=Author(id=home, handle=f"{said.author.lower()}@{HOME}", name=said.author_name, url=home),
        text=text,
        body=(Words(text), *links),
        created_at=said.created_at,
        version=said.created_at.isoformat(),
        hashtags=fold_all(said.hashtags),
        language=said.lang,
        reply_to=said.reply_to,
    )


def plain(text: str) -> str:
    """Letters and digits, to compare titles by."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def _programme(slots: Sequence[Slot], lists: Sequence[Listed]) -> Programme:
    ends = _ends(slots)
    speakers: dict[str, set[str]] = defaultdict(set)
    sessions = [_session(number, slot, ends[number], lists, speakers) for number, slot in enumerate(slots)]
    return Programme(
        version="1",
        timezone=EVENT.timezone,
        sessions=tuple(sessions),
        speakers=tuple(_speaker(name, handles) for name, handles in sorted(speakers.items())),
    )


def _session(
    number: int, slot: Slot, ends: datetime, lists: Sequence[Listed], speakers: dict[str, set[str]]
) -> Session:
    listed = [one for one in lists if _is_same(plain(one.title), plain(slot.title))]
    handles = sorted({handle.lower() for one in listed for handle in one.twitter})
    talk = Talk(
        title=slot.title,
        abstract=slot.abstract or "",
        kind="keynote" if slot.session in _ALONE else "",
        speakers=tuple(_introduced(_TOGETHER.split(slot.speaker), handles, speakers)),
        links=tuple(TalkLink(url=url) for one in listed for url in one.links),
    )
    return Session(id=f"talk-{number}", starts=slot.starts(), ends=ends, talk=talk, room=slot.room, track=slot.session)


def _introduced(names: Sequence[str], handles: Sequence[str], speakers: dict[str, set[str]]) -> Iterator[str]:
    """The speakers of one talk; a handle is whose name is in it, or an only speaker's, or somebody nameless's."""
    for name in names:
        speakers[name].update(())
        yield name
    for handle in handles:
        alike = [name for name in names if any(len(part) > 3 and part in handle for part in plain(name).split())]
        alone = names if len(names) == len(handles) == 1 else ()
        owner = next(iter([*alike, *alone]), f"@{handle}")
        speakers[owner].add(handle)
        if owner not in names:
            yield owner


def _speaker(name: str, handles: set[str]) -> Speaker:
    accounts = tuple(f"{handle}@{HOME}" for handle in sorted(handles))
    return Speaker(id=name, name="" if name.startswith("@") else name, accounts=accounts)


def _is_same(one: str, other: str) -> bool:
    if one == other:
        return True
    return min(len(one), len(other)) >= _SAME_TITLE and (one.startswith(other) or other.startswith(one))


def _ends(slots: Sequence[Slot]) -> list[datetime]:
    """The schedule has no ends: a talk lasts until the session's next, the last as long as the one before."""
    rooms: defaultdict[tuple[str, str], list[Slot]] = defaultdict(list)
    for slot in sorted(slots, key=Slot.starts):
        rooms[slot.date, slot.room].append(slot)
    ends: dict[int, datetime] = {}
    for inside in rooms.values():
        for number, slot in enumerate(inside):
            beside = [other for other in inside[max(0, number - 1) : number + 2] if other.session == slot.session]
            lengths = [later.starts() - earlier.starts() for earlier, later in pairwise(beside)]
            ends[id(slot)] = slot.starts() + (lengths[-1] if lengths else _ALONE.get(slot.session, _USUAL))
    return [ends[id(slot)] for slot in slots]
