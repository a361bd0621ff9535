"""What a Jetstream reader asks for, read from its query in the words of either wire."""

import re

from msgspec import Struct
from starlette.datastructures import QueryParams

from backchannel.demo.jetstream_log import Entry

KINDS = frozenset({"commit", "identity", "account", "sync"})
V1_NAMES = {"wantedCollections": "use collections", "wantedDids": "use dids", "requireHello": "it is server-push only"}
MAX_COLLECTIONS = 100
MAX_DIDS = 10_000

_NSID = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z0-9][a-zA-Z0-9-]*)+\.[a-zA-Z][a-zA-Z0-9]*")
_DID = re.compile(r"did:[a-z]+:[a-zA-Z0-9._:%-]+")


class BadOptions(ValueError):
    """A reader asks for something that can't be; the message says what."""


class Wanted(Struct, frozen=True, kw_only=True):
    """A filter; an empty set wants everything. `prefixes` are collections that end in `.*`, without the star."""

    kinds: frozenset[str] = frozenset()
    dids: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    def accepts(self, entry: Entry) -> bool:
        """Whether the reader gets the event. Collections sort out commits alone: news of accounts reaches everyone."""
        kind, did = entry.event.kind, entry.event.did
        if (self.kinds and kind not in self.kinds) or (self.dids and did not in self.dids):
            return False
        if kind != "commit" or not (self.collections or self.prefixes):
            return True
        return entry.collection in self.collections or entry.collection.startswith(self.prefixes)


def wanted_v1(asked: QueryParams) -> Wanted:
    """The filter of a reader of `/subscribe`. Raises `BadOptions`."""
    return _wanted(asked.getlist("wantedCollections"), asked.getlist("wantedDids"), frozenset())


def wanted_v2(asked: QueryParams) -> Wanted:
    """The filter of a reader of `subscribeEvents`, which refuses the names of wire v1. Raises `BadOptions`."""
    for name, instead in V1_NAMES.items():
        if name in asked:
            raise BadOptions(f"{name} is the legacy /subscribe parameter; {instead}")
    kinds = frozenset(asked.getlist("kinds"))
    if kinds - KINDS:
        raise BadOptions(f"unknown kind {min(kinds - KINDS)!r} (valid: commit, identity, account, sync)")
    collections = asked.getlist("collections")
    if collections and kinds and "commit" not in kinds:
        raise BadOptions("collections filter can never apply: kinds excludes commit")
    return _wanted(collections, asked.getlist("dids"), kinds)


def _wanted(collections: list[str], dids: list[str], kinds: frozenset[str]) -> Wanted:
    _check(collections, dids)
    return Wanted(
        kinds=kinds,
        dids=frozenset(dids),
        collections=frozenset(name for name in collections if not name.endswith(".*")),
        prefixes=tuple(name[:-1] for name in collections if name.endswith(".*")),
    )


def _check(collections: list[str], dids: list[str]) -> None:
    if len(collections) > MAX_COLLECTIONS or len(dids) > MAX_DIDS:
        raise BadOptions("too many wanted collections or DIDs")
    if bad := next((name for name in collections if not _is_collection(name)), ""):
        raise BadOptions(f"invalid collection: {bad}")
    if bad := next((did for did in dids if not _DID.fullmatch(did)), ""):
        raise BadOptions(f"invalid DID: {bad}")


def _is_collection(name: str) -> bool:
    """A whole name, or its first parts with `.*` for the rest: no star within a part."""
    return bool(_NSID.fullmatch(f"{name[:-1]}x" if name.endswith(".*") else name))
