"""Tiny recordings of invented people, on the true wire, made in a test's own lines.

    recording = (
        RecordingBuilder()
        .server("tulip.example")
        .status("hello", "Hello #tulipconf", by="ada")
        .server("rose.example").seen("hello")                  # the same status, as it arrived on another server
        .server("tulip.example").edit("hello", "Hello all #tulipconf")
        .bluesky_post("hi", "Hi #tulipconf", by="ben.example")
        .account("ben.example", active=False, status="deactivated")
        .build()
    )

Posts are named by keys of the test's choice. Each event happens a minute after the one before it; `at` sets the
time of the next one. Statuses change on the server that was named last, and on no other.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from backchannel.demo import wire
from backchannel.demo.recording import Recording, iso, jetstream_event, mastodon_event, microseconds
from backchannel.demo.statuses import Draft, Place, status_json
from backchannel.demo.wire import Json
from backchannel.model.event import Event, Roster

START = datetime(2026, 5, 4, 9, tzinfo=UTC)
STEP = timedelta(minutes=1)
POST = "app.bsky.feed.post"
PROFILE = "app.bsky.actor.profile"


class RecordingBuilder:
    """Collects what happens, then makes a recording of it."""

    def __init__(self, hashtag: str = "tulipconf", servers: Iterable[str] = ("tulip.example",)) -> None:
        self.hashtag = hashtag
        self.now = START - STEP
        self._follows: tuple[str, ...] = ()
        self._roster = Roster()
        self._servers = dict.fromkeys(servers)
        self._server = next(iter(self._servers), "tulip.example")
        self._next: datetime | None = None
        self._number = 0
        self._mastodon: list[Json] = []
        self._jetstream: list[Json] = []
        self._accounts: dict[str, Json] = {}
        self._drafts: dict[str, Draft] = {}
        self._local: dict[tuple[str, str], str] = {}
        self._records: dict[str, tuple[str, str, str]] = {}
        self._roots: dict[str, str] = {}
        self._profiles: dict[str, Json] = {}
        self._posts: dict[str, Json] = {}

    def at(self, time: datetime) -> Self:
        """The next event happens then."""
        self._next = time
        return self

    def follow(self, *accounts: str) -> Self:
        """The event follows these accounts too."""
        self._follows += accounts
        return self

    def speakers(self, *accounts: str) -> Self:
        """The event follows these speakers, who give a talk called "Bulbs that want frost"."""
        told = {"hashtags": {f"{self.hashtag}frost"}, "addresses": {"slides.example/frost"}}
        words = {name: frozenset(each) for name, each in told.items()}
        self._roster = Roster(accounts=accounts, titles=("bulbs that want frost",), **words)
        return self

    # Mastodon
    def server(self, name: str) -> Self:
        """What follows happens on that server."""
        self._server = name
        self._servers[name] = None
        return self

    def person(self, name: str, **account: Any) -> Self:
        """Somebody's account has other fields from now on: `note`, `bot`, `display_name`, `indexable` …"""
        self._accounts[name] = account
        return self

    def status(self, key: str, text: str, *, by: str = "ada", reply_to: str = "", **fields: Any) -> Self:
        """A new status. Its author lives on this server, or at the home that the name has behind an `@`."""
        at = self._tick()
        name, _, home = by.partition("@")
        own_id = self._own_id(key, at)
        self._drafts[key] = Draft(name, home or self._server, own_id, at, text, reply_to, fields)
        return self._tell(key, "update", at)

    def seen(self, key: str) -> Self:
        """The status, as it stands now, arrives on this server."""
        at = self._tick()
        self._own_id(key, self._drafts[key].created)
        return self._tell(key, "update", at)

    def edit(self, key: str, text: str, **fields: Any) -> Self:
        """The status has other words on this server."""
        at = self._tick()
        draft = self._drafts[key]
        self._drafts[key] = draft._replace(text=text, fields={**draft.fields, **fields}, edited=at)
        return self._tell(key, "status.update", at)

    def liked(self, key: str, times: int) -> Self:
        """So many people have liked the status, as this server knows; nothing else of it has changed."""
        draft = self._drafts[key]
        self._drafts[key] = draft._replace(fields={**draft.fields, "favourites_count": times})
        return self._tell(key, "status.update", self._tick())

    def delete(self, key: str) -> Self:
        """The status is deleted on this server."""
        line = {"at": iso(self._tick()), "instance": self._server, "event": "delete"}
        self._mastodon.append({**line, "id": self.local_id(key, self._server)})
        return self

    def local_id(self, key: str, server: str) -> str:
        """The id that the server has for the status."""
        return self._local[key, server]

    # Bluesky

    def bluesky_post(
        self, key: str, text: str, *, by: str = "ben.example", reply_to: str = "", record: Json | None = None
    ) -> Self:
        """A new post; `by` is its author's handle, `record` replaces parts of it."""
        at = self._tick()
        rkey = wire.tid(at, self._number)
        self._roots[key] = root = self._roots.get(reply_to, key)
        reply = {"reply": {"root": self._reference(root), "parent": self._reference(reply_to)}} if reply_to else {}
        return self._post(key, (by, rkey), "create", {**_record(text, at), **reply, **(record or {})})

    def bluesky_update(self, key: str, text: str, *, record: Json | None = None) -> Self:
        """The post has another record."""
        by, rkey, _ = self._records[key]
        return self._post(key, (by, rkey), "update", {**_record(text, self._tick()), **(record or {})})

    def bluesky_delete(self, key: str) -> Self:
        """The post is deleted."""
        by, rkey, _ = self._records[key]
        self._tick()
        return self._commit(by, "delete", (POST, rkey))

    def account(self, by: str, *, active: bool, status: str = "") -> Self:
        """The account goes (and `status` says how) or comes back."""
        told = {"active": active, "did": wire.did(by), "seq": self._number, "time": iso(self._tick())}
        return self._line(by, "account", told | ({"status": status} if status else {}))

    def identity(self, by: str, handle: str) -> Self:
        """The account that was called `by` at first has another handle; keep naming it `by`."""
        told = {"did": wire.did(by), "handle": handle, "seq": self._number, "time": iso(self._tick())}
        return self._line(by, "identity", told)

    def profile(self, by: str, *, name: str = "", description: str = "", labels: Iterable[str] = ()) -> Self:
        """The profile that the AppView has from the start; `labels` are the author's own."""
        did = wire.did(by)
        uri = f"at://{did}/{PROFILE}/self"
        own = [{"src": did, "uri": uri, "val": val, "cts": iso(START)} for val in labels]
        told = {"did": did, "handle": by, "displayName": name or by, "description": description, "labels": own}
        self._profiles[did] = told
        return self

    def profile_record(self, by: str, *, name: object = "", description: str = "", labels: Iterable[str] = ()) -> Self:
        """The author writes another profile."""
        values = [{"val": val} for val in labels]
        record = {"$type": PROFILE, "displayName": name, "description": description, "labels": {"values": values}}
        self._tick()
        return self._commit(by, "update", (PROFILE, "self"), record)

    def counts(self, key: str, **told: Any) -> Self:
        """What the AppView adds to the post: `likeCount`, `repostCount`, `labels` …"""
        self._posts[self.uri(key)] = told
        return self

    def did(self, by: str) -> str:
        """The DID of the account whose first handle is `by`."""
        return wire.did(by)

    # Both

    def uri(self, key: str) -> str:
        """The post's id on either network, the same wherever it was seen."""
        if key in self._drafts:
            return self._drafts[key].uri
        by, rkey, _ = self._records[key]
        return f"at://{wire.did(by)}/{POST}/{rkey}"

    def build(self) -> Recording:
        """The recording, in memory."""
        event = Event(
            slug=self.hashtag,
            name="Tulip Conference",
            hashtags=(self.hashtag,),
            starts=START.date(),
            ends=max(START, self.now).date(),
            servers=tuple(self._servers),
            accounts=self._follows,
            roster=self._roster,
        )
        mastodon = sorted((mastodon_event(_bytes(line)) for line in self._mastodon), key=lambda event: event.at)
        jetstream = sorted((jetstream_event(_bytes(line)) for line in self._jetstream), key=lambda event: event.time_us)
        return Recording(event, tuple(mastodon), tuple(jetstream), self._profiles, self._posts)

    def write(self, folder: Path) -> Path:
        """The recording, as a folder."""
        event = self.build().event
        told = ("name", "hashtags", "timezone", "servers", "accounts")
        lines = [*(f"{key} = {json.dumps(getattr(event, key))}" for key in told), f"starts = {event.starts}"]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "event.toml").write_text("\n".join([*lines, f"ends = {event.ends}"]))
        (folder / "mastodon.jsonl").write_bytes(b"\n".join(map(_bytes, self._mastodon)))
        (folder / "jetstream.jsonl").write_bytes(b"\n".join(map(_bytes, self._jetstream)))
        (folder / "profiles.json").write_bytes(_bytes(self._profiles))
        (folder / "posts.json").write_bytes(_bytes(self._posts))
        return folder

    def _tick(self) -> datetime:
        self.now = self._next or self.now + STEP
        self._next = None
        self._number += 1
        return self.now

    def _own_id(self, key: str, created: datetime) -> str:
        own_id = wire.snowflake(created, len(self._local))
        return self._local.setdefault((key, self._server), own_id)

    def _tell(self, key: str, event: str, at: datetime) -> Self:
        own_id = self._local[key, self._server]
        line = {"at": iso(at), "instance": self._server, "event": event, "id": own_id}
        draft = self._drafts[key]
        answers = self._local.get((draft.reply_to, self._server)), self._drafts.get(draft.reply_to)
        status = status_json(draft, Place(self._server, own_id, *answers), self._accounts.get(draft.name, {}))
        self._mastodon.append({**line, "status": status})
        return self

    def _post(self, key: str, place: tuple[str, str], operation: str, record: Json) -> Self:
        by, rkey = place
        self._records[key] = (by, rkey, wire.cid(record))
        if wire.did(by) not in self._profiles:
            self.profile(by)
        return self._commit(by, operation, (POST, rkey), record)

    def _reference(self, key: str) -> Json:
        return {"uri": self.uri(key), "cid": self._records[key][2]}

    def _commit(self, by: str, operation: str, place: tuple[str, str], record: Json | None = None) -> Self:
        told: Json = {"rev": wire.tid(self.now, self._number), "operation": operation}
        told |= {"collection": place[0], "rkey": place[1]}
        return self._line(by, "commit", told | ({"record": record, "cid": wire.cid(record)} if record else {}))

    def _line(self, by: str, kind: str, told: Json) -> Self:
        self._jetstream.append({"did": wire.did(by), "time_us": microseconds(self.now), "kind": kind, kind: told})
        return self


def _record(text: str, at: datetime) -> Json:
    told = {"$type": POST, "text": text, "createdAt": iso(at), "langs": ["en"]}
    return {**told, "facets": wire.facets(text)}


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
