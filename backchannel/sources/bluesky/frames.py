"""Jetstream's two wires become one kind of event. Pure.

Wire v1 sends a bare line per event, wire v2 a `message` frame around a `payload` (jetstream `docs/README.md`, and
`network.bsky.jetstream.subscribeEvents`). `#info` and `error` frames are notices: they have no place in the stream.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Raw, Struct, field

from backchannel.model.codec import UNREADABLE
from backchannel.sources.bluesky.position import Position, Wire
from backchannel.sources.bluesky.times import microseconds

OUTDATED = "OutdatedCursor"

_V2_KIND = "network.bsky.jetstream.subscribeEvents#"


class Event(Struct, frozen=True, kw_only=True):
    """One event. `kind` is commit, identity, account, sync, or a word of tomorrow.

    A commit has `operation` to `record` (JSON as it came, empty for a delete); a sync has `rev`; an identity may have
    a `handle`; an account has `active` and, if it is not, usually a `status`.
    """

    kind: str
    position: Position
    did: str
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    rev: str = ""
    cid: str = ""
    record: Raw = Raw()
    active: bool = True
    status: str = ""
    handle: str = ""


class Notice(Struct, frozen=True):
    """Something the server says of the stream itself, by name. After a `final` one nothing more comes."""

    name: str
    final: bool = False


def read(raw: bytes, host: str, wire: Wire) -> Event | Notice | None:
    """One frame as it came from that host on that wire; None for one that makes no sense."""
    try:
        return _v2(_V2_FRAME.decode(raw), host) if wire == "v2" else _v1(_V1_LINE.decode(raw), host)
    except UNREADABLE:
        return None


_Microseconds = Annotated[int, Meta(gt=0, lt=2**53)]
_Time = Annotated[datetime, Meta(tz=True)]


class _Commit(Struct):
    operation: str
    collection: str
    rkey: str
    rev: str = ""
    cid: str = ""
    record: Raw = Raw()


class _Account(Struct, frozen=True):
    active: bool = True
    status: str = ""


class _Identity(Struct, frozen=True):
    handle: str = ""


class _Sync(Struct, frozen=True):
    rev: str = ""


class _V1Line(Struct):
    did: str
    time_us: _Microseconds
    kind: str
    cursor: int | None = None
    commit: _Commit | None = None
    account: _Account = _Account()
    identity: _Identity = _Identity()


class _V2Payload(Struct):
    kind: str = field(name="$type")
    did: str = ""
    seq: int | None = None
    time: _Time | None = None
    witnessed: _Time | None = field(name="witnessedAt", default=None)
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    rev: str = ""
    cid: str = ""
    record: Raw = Raw()
    account: _Account = _Account()
    identity: _Identity = _Identity()
    sync: _Sync = _Sync()
    name: str = ""


class _V2Frame(Struct):
    payload: _V2Payload | None = None
    error: str = ""


_V1_LINE = msgspec.json.Decoder(_V1Line)
_V2_FRAME = msgspec.json.Decoder(_V2Frame)


def _v1(line: _V1Line, host: str) -> Event | None:
    position = Position(host, "v1", line.time_us, line.cursor)
    commit = line.commit
    if line.kind != "commit":
        return Event(
            kind=line.kind,
            position=position,
            did=line.did,
            active=line.account.active,
            status=line.account.status,
            handle=line.identity.handle,
        )
    return commit and Event(
        kind="commit",
        position=position,
        did=line.did,
        operation=commit.operation,
        collection=commit.collection,
        rkey=commit.rkey,
        rev=commit.rev,
        cid=commit.cid,
        record=commit.record,
    )


def _v2(frame: _V2Frame, host: str) -> Event | Notice | None:
    payload = frame.payload
    if payload is None:
        return Notice(frame.error, final=True) if frame.error else None
    kind = payload.kind.removeprefix(_V2_KIND)
    if kind == "info":
        return Notice(payload.name)
    # `time` may be overridden by the operator's imports; cursors are translated on the witnessed time.
    time = payload.witnessed or payload.time
    if payload.seq is None or time is None:
        return None
    return Event(
        kind=kind,
        position=Position(host, "v2", microseconds(time), payload.seq),
        did=payload.did,
        operation=payload.operation,
        collection=payload.collection,
        rkey=payload.rkey,
        rev=payload.rev or payload.sync.rev,
        cid=payload.cid,
        record=payload.record,
        active=payload.account.active,
        status=payload.account.status,
        handle=payload.identity.handle,
    )
