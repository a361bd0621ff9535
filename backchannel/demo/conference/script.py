"""The conference as it is written: people, programme, and what they post, in TOML.

Posts stand in `posts-*.toml`, one file a part of a day, in the order they are made and under the venue's own time.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct, field

T = TypeVar("T")
Network = Literal["mastodon", "bluesky"]


class BadScript(ValueError):
    """The conference can't be made from what is written; the message says where and why."""


class Person(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody, and where they live. See the head of `people.toml`."""

    name: str
    bio: str
    mastodon: str = ""
    bluesky: str = ""
    linked: bool = False
    bridged: bool = False
    language: str = "en"
    bot: bool = False
    indexable: bool = False
    portrait: bool = True
    labels: tuple[str, ...] = ()

    @property
    def networks(self) -> frozenset[Network]:
        """Where they have an account of their own."""
        accounts: dict[Network, str] = {"mastodon": self.mastodon, "bluesky": self.bluesky}
        return frozenset(network for network, account in accounts.items() if account)


class Page(Struct, frozen=True, forbid_unknown_fields=True):
    """What a link leads to; `image` is one of our pictures."""

    title: str
    image: str = ""


class Talk(Struct, frozen=True, forbid_unknown_fields=True):
    """A slot of the programme on the first (1) or second (2) day."""

    code: str
    day: int
    start: time
    minutes: int
    room: str
    title: str
    speakers: tuple[str, ...]
    language: str
    abstract: str


class Programme(Struct, frozen=True, forbid_unknown_fields=True):
    """The conference itself, and its talks in order of time."""

    name: str
    subtitle: str
    hashtag: str
    zone: str
    days: tuple[date, ...]
    servers: tuple[str, ...]
    site: str
    rooms: tuple[str, ...]
    talk: tuple[Talk, ...]

    def page(self, talk: Talk) -> str:
        """A talk's address."""
        return f"{self.site}/talk/{talk.code}/"


class Post(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody posts. `{name}` in the text mentions a person; the hashtag is added unless `untagged`.

    `on` is where somebody with two accounts says it, `edit_after` and `delete_after` are minutes. Without `likes`
    it gets a few by chance.
    """

    at: datetime
    by: str
    text: str
    id: str = ""
    to: str = ""
    quote: str = ""
    on: Literal["", "mastodon", "bluesky", "both"] = ""
    likes: int | None = None
    lang: str = ""
    pictures: tuple[str, ...] = ()
    cw: str = ""
    sensitive: bool = False
    poll: dict[str, int] = {}
    edit: str = ""
    edit_after: int = 5
    delete_after: int = 0
    untagged: bool = False

    @property
    def key(self) -> str:
        """What the post is known by, to the other posts or just to us."""
        return self.id or f"{self.at:%dT%H:%M:%S} {self.by}"


class Change(Struct, frozen=True, forbid_unknown_fields=True):
    """A Bluesky account goes away; `status` says how."""

    at: datetime
    who: str
    status: Literal["deleted", "takendown", "suspended", "deactivated"]


class Script(Struct, frozen=True):
    """All that is written, times with the venue's zone, posts in order. `alts` are the pictures' descriptions."""

    programme: Programme
    people: Mapping[str, Person]
    pages: Mapping[str, Page]
    alts: Mapping[str, str]
    posts: tuple[Post, ...]
    changes: tuple[Change, ...]


def read(folder: Path) -> Script:
    """The script in a folder. Raises `BadScript`."""
    programme = _table(folder / "programme.toml", Programme)
    zone = ZoneInfo(programme.zone)
    talks = {programme.page(talk): Page(talk.title) for talk in programme.talk}
    written = [post for path in sorted(folder.glob("posts-*.toml")) for post in _posts(path, zone)]
    script = Script(
        programme=programme,
        people=_table(folder / "people.toml", dict[str, Person]),
        pages={**talks, **_table(folder / "links.toml", _Links).pages},
        alts=_table(folder / "pictures.toml", dict[str, str]),
        posts=tuple(written),
        changes=tuple(
            msgspec.structs.replace(change, at=change.at.replace(tzinfo=zone))
            for change in _table(folder / "accounts.toml", _Accounts).change
        ),
    )
    _check(script)
    return script


class _Links(Struct):
    pages: dict[str, Page]


class _Accounts(Struct):
    change: tuple[Change, ...]


class _Part(Struct, forbid_unknown_fields=True):
    day: date
    posts: Annotated[list[dict[str, Any]], Meta(min_length=1)] = field(name="post")


def _posts(path: Path, zone: ZoneInfo) -> list[Post]:
    part = _table(path, _Part)
    return [_converted(path, {**told, "at": datetime.combine(part.day, told["at"], zone)}, Post) for told in part.posts]


def _table(path: Path, kind: type[T]) -> T:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as wrong:
        raise BadScript(f"{path.name}: {wrong}") from None
    return _converted(path, told, kind)


def _converted(path: Path, told: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(told, kind)
    except msgspec.ValidationError as wrong:
        raise BadScript(f"{path.name}: {wrong}: {str(told)[:80]}") from None


def _check(script: Script) -> None:
    """Every name that is used is there, and nothing is answered before it is said."""
    said: set[str] = set()
    before: Post | None = None
    for post in script.posts:
        missing = {post.to, post.quote} - said - {""}
        missing |= {post.by} - script.people.keys()
        missing |= set(post.pictures) - script.alts.keys()
        if missing:
            raise BadScript(f"{post.key}: there is no {', '.join(sorted(missing))} yet")
        if post.key in said or (before and before.at >= post.at):
            raise BadScript(f"{post.key}: said twice, or before what stands above it")
        said.add(post.key)
        before = post
