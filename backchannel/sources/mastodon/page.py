"""A server's list of statuses, read leniently."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

from backchannel.sources.mastodon.raw import Listed, Status

_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_STATUS = msgspec.json.Decoder(Status)
_LISTED = msgspec.json.Decoder(Listed)


class Page(Struct, frozen=True, kw_only=True):
    """Statuses in the server's order, newest first. `ids` are those of all, the unreadable ones too.

    `asked_at` is the time before the server was asked: what it says was true then, or later.
    """

    asked_at: datetime
    statuses: tuple[Status, ...] = ()
    ids: tuple[str, ...] = ()
    malformed: int = 0


def read_page(raw: bytes, asked_at: datetime) -> Page:
    """The page. Raises `msgspec.MsgspecError` if it is no JSON list at all."""
    items = _LIST.decode(raw)
    statuses = tuple(_readable(items))
    ids = tuple(_ids(items)) if len(statuses) < len(items) else tuple(status.id for status in statuses)
    return Page(asked_at=asked_at, statuses=statuses, ids=ids, malformed=len(items) - len(statuses))


def read_ids(raw: bytes) -> tuple[str, ...]:
    """The ids alone. Raises `msgspec.MsgspecError` if it is no JSON list at all."""
    return tuple(_ids(_LIST.decode(raw)))


def _readable(items: list[msgspec.Raw]) -> Iterator[Status]:
    for item in items:
        try:
            yield _STATUS.decode(item)
        except (msgspec.MsgspecError, RecursionError):
            continue


def _ids(items: list[msgspec.Raw]) -> Iterator[str]:
    for item in items:
        try:
            yield _LISTED.decode(item).id
        except (msgspec.MsgspecError, RecursionError):
            continue
