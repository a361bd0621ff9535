"""A pretend repository: the records of one account, read by pages and changed by whole requests or not at all."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from backchannel.demo.answers import json_answer
from backchannel.demo.appview_api import xrpc_error
from backchannel.demo.lexicons import check
from backchannel.demo.recording import Json
from backchannel.demo.wire import tid

MOST_WRITES = 200  # in one request

_FIRST = datetime(2026, 1, 1, tzinfo=UTC)  # the keys that the host finds begin then


class Repository:
    """The records of the account `did`, by collection and key."""

    def __init__(self, did: str) -> None:
        self._did = did
        self._records: dict[tuple[str, str], Json] = {}
        self._made = 0

    def records(self, collection: str) -> dict[str, Json]:
        """What is in a collection, by key."""
        return {rkey: value for (name, rkey), value in sorted(self._records.items()) if name == collection}

    def put(self, collection: str, rkey: str, value: Json) -> None:
        """The account's owner writes a record by other means. Raises `ValueError` for what no lexicon allows."""
        check(collection, rkey, value)
        self._records[collection, rkey] = value

    async def list_records(self, request: Request) -> Response:
        """`com.atproto.repo.listRecords`, the smallest key first."""
        asked = request.query_params
        collection, limit = asked.get("collection", ""), int(asked.get("limit", "50"))
        after = [(rkey, value) for rkey, value in self.records(collection).items() if rkey > asked.get("cursor", "")]
        told = [{"uri": self._uri(collection, rkey), "cid": rkey, "value": value} for rkey, value in after[:limit]]
        more = {"cursor": after[limit - 1][0]} if len(after) > limit else {}
        return json_answer({"records": told, **more})

    async def apply_writes(self, request: Request) -> Response:
        """`com.atproto.repo.applyWrites`."""
        try:
            asked = msgspec.json.decode(await request.body(), type=_Writes)
            self._apply(asked)
        except ValueError as why:
            return xrpc_error("InvalidRequest", str(why))
        return json_answer({"results": []})

    def _apply(self, asked: "_Writes") -> None:
        """All of it; raises `ValueError` for what the host would not do, and then none of it."""
        if asked.repo != self._did:
            raise ValueError("this repository is another account's")
        if len(asked.writes) > MOST_WRITES:
            raise ValueError(f"too many writes: at most {MOST_WRITES}")
        self._records = self._written(asked.writes)

    def _written(self, writes: Sequence["_Create | _Delete"]) -> dict[tuple[str, str], Json]:
        records = dict(self._records)
        for write in writes:
            rkey = write.rkey or self._new_key()
            if isinstance(write, _Delete):
                records.pop((write.collection, rkey), None)
                continue
            if (write.collection, rkey) in records:
                raise ValueError(f"there is a record at {rkey} already")
            check(write.collection, rkey, write.value)
            records[write.collection, rkey] = write.value
        return records

    def _new_key(self) -> str:
        self._made += 1
        return tid(_FIRST + timedelta(microseconds=self._made), 0)

    def _uri(self, collection: str, rkey: str) -> str:
        return f"at://{self._did}/{collection}/{rkey}"


class _Create(Struct, tag="com.atproto.repo.applyWrites#create", tag_field="$type"):
    collection: str
    value: dict[str, Any]
    rkey: str = ""


class _Delete(Struct, tag="com.atproto.repo.applyWrites#delete", tag_field="$type"):
    collection: str
    rkey: str


class _Writes(Struct):
    repo: str
    writes: list[_Create | _Delete]
