"""A first look at a frame: most posts of the network are nobody's concern here, and are passed over without more.

Only a new post can be passed over, and only if it is read without a doubt: everything else is read in full.
"""

import msgspec
from msgspec import Struct, field

from backchannel.sources.bluesky.addresses import POST
from backchannel.sources.bluesky.followed import Followed
from backchannel.sources.bluesky.hydration import WaitingRoom
from backchannel.sources.bluesky.position import Wire
from backchannel.sources.bluesky.record import Tagged


class Glance:
    """Knows what the followed events look for; `refresh` tells it which accounts they have found since."""

    def __init__(self, followed: list[Followed], room: WaitingRoom) -> None:
        self._followed = followed
        self._room = room
        self._hashtags = {tag for one in followed for tag in one.outbox.event.hashtags}
        self._marks = [one.marks for one in followed]
        self._accounts: set[str] = set()
        self.refresh()

    def refresh(self) -> None:
        """Learn whose posts may need no hashtag."""
        self._accounts = {did for one in self._followed for did in (*one.accounts, *one.speakers)}

    def passes_over(self, raw: bytes, wire: Wire) -> bool:
        """Whether the frame is a new post that concerns nobody."""
        try:
            told = _V2_FRAME.decode(raw).payload if wire == "v2" else _v1(raw)
        except (msgspec.DecodeError, RecursionError):
            return False
        return told.operation == "create" and told.collection == POST and not self._concerns_us(told)

    def _concerns_us(self, told: "_Post") -> bool:
        record = told.record
        if told.did in self._accounts:
            return True
        if (record.facets or record.tags) and not self._hashtags.isdisjoint(record.hashtags()):
            return True
        reply = record.reply
        return bool(reply.parent.uri) and (self._is_known(reply.parent.uri) or self._is_known(reply.root.uri))

    def _is_known(self, uri: str) -> bool:
        return any(uri in marks for marks in self._marks) or self._room.draft(uri) is not None


class _Post(Struct, gc=False):
    record: Tagged
    did: str = ""
    operation: str = ""
    collection: str = ""


class _V2Frame(Struct, gc=False):
    payload: _Post


class _V1Commit(Struct, gc=False):
    record: Tagged
    operation: str
    collection: str


class _V1Line(Struct, gc=False):
    did: str
    commit: _V1Commit
    kind: str = field(default="")


_V2_FRAME = msgspec.json.Decoder(_V2Frame)
_V1_LINE = msgspec.json.Decoder(_V1Line)


def _v1(raw: bytes) -> _Post:
    line = _V1_LINE.decode(raw)
    return _Post(line.commit.record, line.did, line.commit.operation, line.commit.collection)
