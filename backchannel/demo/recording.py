"""A recording: what happened on both networks around one event, as their own servers would tell it.

A folder holds `event.toml`, `mastodon.jsonl` (what happened on each server), `jetstream.jsonl` (v1 lines), `posts.json`
(what getPosts adds to a record), `profiles.json` (what getProfiles answers). Pictures, if any, are files in `media`.
"""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from backchannel.demo.recorded import lines, whole
from backchannel.model.event import Event
from backchannel.text.accounts import account
from backchannel.text.hashtags import fold, fold_all

Json = dict[str, Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Status(NamedTuple):
    """A status on one server: its JSON as that server sends it, and what the server looks it up by."""

    id: str
    raw: bytes
    visibility: str
    hashtags: frozenset[str]
    reply_to: str | None
    account_id: str
    acct: str
    has_media: bool
    is_boost: bool
    answers_others: bool
    created_at: datetime | None = None

    @property
    def local(self) -> bool:
        """Whether its author is one of the server's own people."""
        return "@" not in self.acct


class MastodonEvent(NamedTuple):
    """Something that happened on one server; `status` is None where the status was deleted."""

    at: datetime
    server: str
    id: str
    status: Status | None


class Commit(Struct, frozen=True, omit_defaults=True):
    """A record created, updated or deleted; a delete has no record and no cid."""

    rev: str
    operation: Literal["create", "update", "delete"]
    collection: str
    rkey: str
    record: Raw | UnsetType = UNSET
    cid: str | UnsetType = UNSET


class Identity(Struct, frozen=True, omit_defaults=True):
    """Somebody's handle changed; `seq` and `time` are the relay's, not Jetstream's."""

    did: str
    handle: str | UnsetType = UNSET
    seq: int = 0
    time: str = ""


class Account(Struct, frozen=True, omit_defaults=True):
    """An account came or went; `status` says how it went."""

    active: bool
    did: str
    seq: int = 0
    time: str = ""
    status: str | UnsetType = UNSET


class JetstreamEvent(Struct, frozen=True, kw_only=True):
    """One v1 Jetstream line; the value named by `kind` is set."""

    did: str
    time_us: int
    kind: Literal["commit", "identity", "account"]
    commit: Commit | None = None
    identity: Identity | None = None
    account: Account | None = None

    @property
    def at(self) -> datetime:
        """When Jetstream witnessed it."""
        return EPOCH + self.time_us * MICROSECOND


class Recording(NamedTuple):
    """All of a recording, in memory, both networks' events in order of time."""

    event: Event
    mastodon: tuple[MastodonEvent, ...]
    jetstream: tuple[JetstreamEvent, ...]
    profiles: Mapping[str, Json]
    posts: Mapping[str, Json]
    pictures: Mapping[str, bytes] = MappingProxyType({})

    @property
    def servers(self) -> tuple[str, ...]:
        """The Mastodon servers of the recording, the followed ones first."""
        return tuple(dict.fromkeys((*self.event.servers, *(event.server for event in self.mastodon))))

    @property
    def moments(self) -> list[datetime]:
        """When anything happens, in order."""
        return sorted(event.at for event in (*self.mastodon, *self.jetstream))


def microseconds(at: datetime) -> int:
    """The time as Jetstream counts it, in microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def iso(at: datetime) -> str:
    """The time as both networks write it, in milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def load(folder: Path) -> Recording:
    """Read a recording. Raises `BadRecording` for a file that is missing or wrong."""
    return Recording(
        event=whole(folder / "event.toml", _event),
        mastodon=tuple(sorted(lines(folder / "mastodon.jsonl", mastodon_event), key=lambda event: event.at)),
        jetstream=tuple(sorted(lines(folder / "jetstream.jsonl", jetstream_event), key=lambda event: event.time_us)),
        profiles=whole(folder / "profiles.json", _table),
        posts=whole(folder / "posts.json", _table),
        pictures={path.name: path.read_bytes() for path in sorted(folder.glob("media/*"))},
    )


def mastodon_event(line: bytes) -> MastodonEvent:
    """One line of `mastodon.jsonl`. Raises `ValueError` or `msgspec.MsgspecError`."""
    told = _MASTODON.decode(line)
    if told.event == "delete":
        return MastodonEvent(told.at, told.instance, told.id, None)
    if told.status is UNSET:
        raise ValueError(f"`{told.event}` without a status")
    return MastodonEvent(told.at, told.instance, told.id, _status(told.id, bytes(told.status)))


def jetstream_event(line: bytes) -> JetstreamEvent:
    """One line of `jetstream.jsonl`. Raises `ValueError` or `msgspec.MsgspecError`."""
    event = _JETSTREAM.decode(line)
    if getattr(event, event.kind) is None:
        raise ValueError(f"kind `{event.kind}` without its value")
    if (commit := event.commit) and commit.operation != "delete" and (commit.record is UNSET or commit.cid is UNSET):
        raise ValueError(f"`{commit.operation}` without a record and its cid")
    return event


class _MastodonLine(Struct):
    at: Annotated[datetime, Meta(tz=True)]
    instance: str
    event: Literal["update", "status.update", "delete"]
    id: str
    status: Raw | UnsetType = UNSET


class _Tag(Struct):
    name: str


class _Owner(Struct):
    acct: str
    id: str = ""


class _StatusFacts(Struct):
    visibility: str
    account: _Owner
    tags: list[_Tag]
    in_reply_to_id: str | None = None
    in_reply_to_account_id: str | None = None
    reblog: Json | None = None
    media_attachments: list[Raw] = []
    created_at: datetime | None = None


_MASTODON = msgspec.json.Decoder(_MastodonLine)
_JETSTREAM = msgspec.json.Decoder(JetstreamEvent)
_STATUS = msgspec.json.Decoder(_StatusFacts)


def _status(status_id: str, raw: bytes) -> Status:
    facts = _STATUS.decode(raw)
    return Status(
        id=status_id,
        raw=raw,
        visibility=facts.visibility,
        hashtags=frozenset(fold(tag.name) for tag in facts.tags),
        reply_to=facts.in_reply_to_id,
        account_id=facts.account.id,
        acct=facts.account.acct,
        has_media=bool(facts.media_attachments),
        is_boost=facts.reblog is not None,
        answers_others=bool(facts.in_reply_to_id) and facts.in_reply_to_account_id != facts.account.id,
        created_at=facts.created_at,
    )


def _event(raw: bytes) -> Event:
    told = tomllib.loads(raw.decode())
    hashtags = fold_all(told.get("hashtags", ()))
    if not hashtags:
        raise ValueError("`hashtags` names none")
    accounts = [account(name) for name in told.get("accounts", ())]
    return msgspec.convert({"slug": hashtags[0], **told, "hashtags": hashtags, "accounts": accounts}, Event)


def _table(raw: bytes) -> dict[str, Json]:
    return msgspec.json.decode(raw, type=dict[str, Json])
