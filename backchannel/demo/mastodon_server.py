"""What one Mastodon server has: its statuses, its people, and the timelines of both in the order of its own ids."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from msgspec import Struct

from backchannel.demo.recording import MastodonEvent, Status

DEFAULT_LIMIT = 20
MAX_LIMIT = 40
MAX_BATCH = 20
OPEN = frozenset({"public", "unlisted"})  # what a reader without a token may read
# What a reader without a token gets of a thread (Mastodon's contexts controller).
MAX_ANCESTORS = 40
MAX_DESCENDANTS = 60
MAX_DEPTH = 20
REAL_TIME = timedelta(hours=6)  # what is older when it arrives is not streamed (status.rb)

Key = tuple[int, str]


class Place(Struct, frozen=True, kw_only=True):
    """Which page of a timeline is asked for, and how long a one."""

    max_id: str = ""
    since_id: str = ""
    min_id: str = ""
    limit: int = DEFAULT_LIMIT


class TagQuery(Place, frozen=True, kw_only=True):
    """A request for one page of a hashtag timeline; hashtags are folded, `any` of them are added to `tag`."""

    tag: str
    any: tuple[str, ...] = ()
    all: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()
    local: bool = False
    remote: bool = False
    only_media: bool = False


class AccountQuery(Place, frozen=True, kw_only=True):
    """A request for one page of what an account posted; replies to itself are no replies."""

    account_id: str
    exclude_replies: bool = False
    exclude_reblogs: bool = False
    only_media: bool = False


class Told(NamedTuple):
    """What the server's streaming says under one hashtag: a status, or the id of one that was deleted."""

    hashtag: str
    event: str
    payload: bytes


class MastodonServer:
    """The statuses a server knows right now, and its people: everybody whose status it will ever have (`known`).

    `told` is what its streaming has said since the beginning.
    """

    def __init__(self, name: str, known: Iterable[Status] = ()) -> None:
        self.name = name
        self.told: list[Told] = []
        self._people = {status.acct.lower(): status for status in known}
        self._by_account: dict[str, list[Key]] = {status.account_id: [] for status in self._people.values()}
        self._statuses: dict[str, Status] = {}
        self._timelines: dict[str, list[Key]] = {}
        self._replies: dict[str, set[str]] = {}

    def apply(self, event: MastodonEvent) -> None:
        """Let the event happen: a status is new, edited or, without one, deleted."""
        before = self._statuses.pop(event.id, None)
        if before:
            self._drop(before)
        if event.status:
            self._keep(event.status)
        self.told += _told(event, before)

    def status(self, status_id: str) -> Status | None:
        """The status with that id, if a stranger may read it."""
        status = self._statuses.get(status_id)
        return status if status and status.visibility in OPEN else None

    def page(self, query: TagQuery) -> list[Status]:
        """One page of a hashtag timeline, newest first, as `min_id` (the page just above) or the others ask."""
        return self._cut(self._matching(query), query, lambda status: _accepts(query, status))

    def look_up(self, acct: str) -> Status | None:
        """A status of the account with that name, whatever its case, with or without this server's own name."""
        name, _, home = acct.removeprefix("@").lower().partition("@")
        return self._people.get(name if home in {"", self.name} else f"{name}@{home}")

    def somebody(self, account_id: str) -> Status | None:
        """A status of the account with that id."""
        return next((status for status in self._people.values() if status.account_id == account_id), None)

    def posts_of(self, query: AccountQuery) -> list[Status] | None:
        """One page of an account's statuses, as `page`; None for an account the server does not know."""
        keys = self._by_account.get(query.account_id)
        return None if keys is None else self._cut(keys, query, lambda status: _is_asked_for(query, status))

    def ancestors(self, status: Status) -> list[Status]:
        """What the status answers to, the start of the thread first."""
        found: list[Status] = []
        above = self.status(status.reply_to or "")
        while above and len(found) < MAX_ANCESTORS:
            found.append(above)
            above = self.status(above.reply_to or "")
        return found[::-1]

    def descendants(self, status: Status) -> list[Status]:
        """The answers to the status and to those, each followed by its own."""
        return list(islice(self._below(status.id, MAX_DEPTH), MAX_DESCENDANTS))

    def _below(self, status_id: str, depth: int) -> Iterator[Status]:
        if not depth:
            return
        for reply_id in sorted(self._replies.get(status_id, ()), key=_key):
            if reply := self.status(reply_id):
                yield reply
                yield from self._below(reply_id, depth - 1)

    def _matching(self, query: TagQuery) -> list[Key]:
        # A hashtag nobody here ever used has no timeline, whatever `any` adds (tag_controller.rb).
        keys = self._timelines.get(query.tag, [])
        if not query.any or query.tag not in self._timelines:
            return keys
        return sorted({*keys, *(key for tag in query.any for key in self._timelines.get(tag, ()))})

    def _cut(self, keys: list[Key], place: Place, wanted: Callable[[Status], bool]) -> list[Status]:
        below = place.min_id or place.since_id
        low = bisect_right(keys, _key(below)) if below else 0
        high = bisect_left(keys, _key(place.max_id)) if place.max_id else len(keys)
        order = range(low, high) if place.min_id else range(high - 1, low - 1, -1)
        statuses = (self._statuses[keys[number][1]] for number in order)
        page = list(islice(filter(wanted, statuses), place.limit))
        return page[::-1] if place.min_id else page

    def _keep(self, status: Status) -> None:
        self._statuses[status.id] = status
        if status.visibility in OPEN:
            insort(self._by_account.setdefault(status.account_id, []), _key(status.id))
        if status.reply_to:
            self._replies.setdefault(status.reply_to, set()).add(status.id)
        if status.visibility == "public":
            for tag in status.hashtags:
                insort(self._timelines.setdefault(tag, []), _key(status.id))

    def _drop(self, status: Status) -> None:
        if status.reply_to:
            self._replies[status.reply_to].discard(status.id)
        if status.visibility in OPEN:
            _remove(self._by_account[status.account_id], status)
        if status.visibility == "public":
            for tag in status.hashtags:
                _remove(self._timelines[tag], status)


def _told(event: MastodonEvent, before: Status | None) -> Iterator[Told]:
    """What streaming says of it: an edit under the hashtags that are there now, so that a lost one is never told."""
    status = event.status
    if status is None:
        for tag in sorted(before.hashtags) if before and _is_streamed(before, None) else ():
            yield Told(tag, "delete", event.id.encode())
    elif _is_streamed(status, event.at) or (before and _is_streamed(status, None)):
        for tag in sorted(status.hashtags):
            yield Told(tag, "status.update" if before else "update", status.raw)


def _is_streamed(status: Status, at: datetime | None) -> bool:
    is_late = at is not None and status.created_at is not None and at - status.created_at > REAL_TIME
    return status.visibility == "public" and not status.is_boost and not is_late


def _remove(timeline: list[Key], status: Status) -> None:
    del timeline[bisect_left(timeline, _key(status.id))]


def _key(status_id: str) -> Key:
    """Ids are numbers without a limit, written out: the longer one is the greater."""
    return len(status_id), status_id


def _accepts(query: TagQuery, status: Status) -> bool:
    return (
        not (query.local and not status.local)
        and not (query.remote and status.local)
        and not (query.only_media and not status.has_media)
        and query.all <= status.hashtags
        and not query.none & status.hashtags
    )


def _is_asked_for(query: AccountQuery, status: Status) -> bool:
    return (
        not (query.exclude_replies and status.answers_others)
        and not (query.exclude_reblogs and status.is_boost)
        and not (query.only_media and not status.has_media)
    )
