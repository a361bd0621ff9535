"""The gathering that is followed."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct


class Policy(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an organiser decided about all posts. Sensitive posts are covered, unless they are hidden altogether.

    `languages` are those shown, all if empty; a post that names none is shown. A post with one of `words` is hidden.
    `opt_out` and `opt_in` are the folded hashtags by which authors leave the event and come back. `strict` shows only
    those who may be discovered, or have opted in.
    """

    hide_bots: bool = True
    hide_sensitive: bool = False
    languages: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    opt_out: str = "optout"
    opt_in: str = "optin"
    strict: bool = False


class Roster(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who speaks, by the names of their `accounts`, and what tells that a post of theirs is about the event.

    That is a folded hashtag of a session, an address of a talk (by `text/addresses.py`'s `group`), or a talk's title in
    folded words.
    """

    accounts: tuple[str, ...] = ()
    hashtags: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    titles: tuple[str, ...] = ()


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event and how to follow it. `slug` is its name in addresses and keys; `hashtags` are folded.

    `accounts` need no hashtag: `name@server` on Mastodon, a handle or a DID on Bluesky, in small letters. `places` is
    what else is read, by the key that a network adds to the event's file. `starts` and `ends` are the first and last
    day at the venue, in `timezone` (an IANA name). `erase_after_days` after its end an event erases itself, if that is
    said. `accent` is the one colour of its pages, `ground` its wall's, as `#rrggbb`. `programme` is the path or
    address of its schedule, `overlay` the path of its summary's edits. `follow_speakers` says that the programme's
    speakers are followed, too; the `roster` says who they are, where somebody has looked.
    """

    slug: str
    name: str
    hashtags: tuple[str, ...]
    starts: date
    ends: date
    timezone: str = "UTC"
    servers: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    places: dict[str, tuple[str, ...]] = {}
    policy: Policy = Policy()
    erase_after_days: int | None = None
    accent: str = ""
    programme: str = ""
    ground: str = ""
    overlay: str = ""
    follow_speakers: bool = False
    roster: Roster = Roster()


LINGER = timedelta(hours=2)
EARLY = timedelta(days=7)  # people talk about an event before it begins
DAILY, WEEKLY = timedelta(days=1), timedelta(days=7)
LASTING = timedelta(days=30)  # after its end, in which people still take things back and summaries are still read


def follows_from(event: Event) -> datetime:
    """From when on an event's posts are looked for: the week before its first day at the venue, in UTC."""
    return midnight(event, event.starts) - EARLY


def over(event: Event) -> datetime:
    """When the last day at the venue, and the hours in which people still linger, have passed. In UTC."""
    return midnight(event, event.ends + timedelta(days=1)) + LINGER


def is_over(event: Event, now: datetime) -> bool:
    """Whether the event is over."""
    return now >= over(event)


def is_expired(event: Event, now: datetime) -> bool:
    """Whether the event has been over for as long as it wanted to be kept."""
    if event.erase_after_days is None:
        return False
    return now >= midnight(event, event.ends + timedelta(days=1 + event.erase_after_days))


def recheck_every(event: Event, now: datetime, usual: timedelta) -> timedelta:
    """How often all known posts of an event are looked at again: as usual until it is over, and seldom after that."""
    if not is_over(event, now):
        return usual
    return max(usual, DAILY if now < over(event) + LASTING else WEEKLY)


def midnight(event: Event, day: date) -> datetime:
    """When that day begins at the venue, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(event.timezone)).astimezone(UTC)


Mode = Literal["", "live", "polling"]
"""How a source is heard: as things happen, or by asking again and again; empty where it does not say."""


class Heard(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a source has been heard: from `since` (first contact) to `until` (all before it is committed).

    `trouble` is empty while the source answers, else one sentence that says what is wrong, since `trouble_at`.
    `mode` is how it is heard; `degraded` one sentence why that is less than it could be, empty if it is not.
    `dropped` counts what made no sense.
    """

    since: datetime
    until: datetime
    trouble: str = ""
    trouble_at: datetime | None = None
    mode: Mode = ""
    degraded: str = ""
    dropped: int = 0


class Coverage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One source's share of the time: what was heard, and the gaps in it."""

    source: str
    heard: Heard
    gaps: tuple[tuple[datetime, datetime, str, bool], ...] = ()
