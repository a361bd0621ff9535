"""What one Mastodon server has: its statuses, and its hashtag timelines in the order of its own ids."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from backchannel.demo.recording import MastodonEvent, Status

DEFAULT_LIMIT = 20
MAX_LIMIT = 40
MAX_BATCH = 20
# What a reader without a token gets of a thread (Mastodon's contexts controller).
MAX_ANCESTORS = 40
MAX_DESCENDANTS = 60
MAX_DEPTH = 20

Key = tuple[int, str]


class TagQuery(Struct, frozen=True, kw_only=True):
    """A request for one page of a hashtag timeline; hashtags are folded, `any` of them are added to `tag`."""

    tag: str
    any: tuple[str, ...] = ()
    all: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()
    local: bool = False
    remote: bool = False
    only_media: bool = False
    max_id: str = ""
    since_id: str = ""
    min_id: str = ""
    limit: int = DEFAULT_LIMIT


class MastodonServer:
    """The statuses a server knows right now."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._statuses: dict[str, Status] = {}
        self._timelines: dict[str, list[Key]] = {}
        self._replies: dict[str, set[str]] = {}

    def apply(self, event: MastodonEvent) -> None:
        """Let the event happen: a status is new, edited or, without one, deleted."""
        if before := self._statuses.pop(event.id, None):
            self._drop(before)
        if event.status:
            self._keep(event.status)

    def status(self, status_id: str) -> Status | None:
        """The status with that id, if a stranger may read it."""
        status = self._statuses.get(status_id)
        return status if status and status.visibility in {"public", "unlisted"} else None

    def page(self, query: TagQuery) -> list[Status]:
        """One page of a hashtag timeline, newest first, as `min_id` (the page just above) or the others ask."""
        keys = self._matching(query)
        below = query.min_id or query.since_id
        low = bisect_right(keys, _key(below)) if below else 0
        high = bisect_left(keys, _key(query.max_id)) if query.max_id else len(keys)
        order = range(low, high) if query.min_id else range(high - 1, low - 1, -1)
        statuses = (self._statuses[keys[place][1]] for place in order)
        page = list(islice((status for status in statuses if _accepts(query, status)), query.limit))
        return page[::-1] if query.min_id else page

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

    def _keep(self, status: Status) -> None:
        self._statuses[status.id] = status
        if status.reply_to:
            self._replies.setdefault(status.reply_to, set()).add(status.id)
        if status.visibility == "public":
            for tag in status.hashtags:
                insort(self._timelines.setdefault(tag, []), _key(status.id))

    def _drop(self, status: Status) -> None:
        if status.reply_to:
            self._replies[status.reply_to].discard(status.id)
        if status.visibility == "public":
            for tag in status.hashtags:
                timeline = self._timelines[tag]
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
