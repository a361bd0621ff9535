"""Real lines of real networks, kept outside the repository, through all that the collector does with them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from msgspec.structs import replace

from backchannel.clock import TurnedClock
from backchannel.model.codec import decode, encode
from backchannel.model.post import Post
from backchannel.model.sighting import Posted, Sighting
from backchannel.sources.bluesky import lenient
from backchannel.sources.bluesky.appview import AppView
from backchannel.sources.bluesky.budget import Budget
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.conversations import Conversations
from backchannel.sources.bluesky.delivery import Delivery, unmarked
from backchannel.sources.bluesky.followed import Followed
from backchannel.sources.bluesky.frames import Event, read
from backchannel.sources.bluesky.gates import Gates
from backchannel.sources.bluesky.health import Health
from backchannel.sources.bluesky.hydration import Draft, WaitingRoom
from backchannel.sources.bluesky.intake import Intake
from backchannel.sources.bluesky.lookup import Lookup
from backchannel.sources.bluesky.position import Wire, starting
from backchannel.sources.bluesky.posts import Hydrated, post_of
from backchannel.sources.bluesky.profiles import Profiles
from backchannel.sources.bluesky.record import Record, Tagged
from backchannel.sources.bluesky.views import PostView, ProfileView
from support.builders import NOON, an_event
from support.outbox import MemoryOutbox

SAMPLES = Path(__file__).parents[4] / "shared/data/samples"
JETSTREAM = sorted(SAMPLES.glob("jetstream/*.jsonl"))
ANSWERS = sorted(SAMPLES.glob("bluesky/*.json*"))

pytestmark = pytest.mark.shared


def events(path: Path) -> Iterator[Event]:
    """Every line of a file, all of which must make sense."""
    wire: Wire = "v2" if path.name.startswith("v2") else "v1"
    for line in path.read_bytes().splitlines():
        event = read(line, "wss://jetstream.example", wire)
        assert isinstance(event, Event)
        yield event


def digested(path: Path) -> list[Sighting]:
    """What becomes of a file's events for somebody who follows every hashtag in it, were the AppView there at once."""
    told = list(events(path))
    hashtags = {tag for event in told for tag in (lenient.read(event.record, Tagged) or Tagged()).hashtags()}
    followed = Followed(MemoryOutbox(an_event(hashtags=tuple(sorted(hashtags)))))
    clock = TurnedClock(NOON)
    room = WaitingRoom(clock, limit=10_000)
    commits = Commits([followed], room, starting(NOON), clock=clock)
    lookup = _lookup(commits, clock)
    delivery = Delivery([followed], lookup.profiles, Conversations(clock, limit=10), clock=clock)
    intake = Intake(commits, room, delivery=delivery, lookup=lookup, clock=clock)
    for event in told:
        intake.handle(event)
        while isinstance(draft := room.oldest, Draft):
            delivery.new(draft, _as_it_came(draft))
            room.drop(draft.key)
        if room.oldest is not None:
            room.drop(room.oldest.key)
    assert intake.malformed == 0
    return followed.take()


def _lookup(commits: Commits, clock: TurnedClock) -> Lookup:
    """An AppView that is never asked."""
    budget = Budget(clock, per_second=1, burst=1)
    unused = httpx.AsyncClient()
    appview = AppView(unused, "http://unused.example", clock=clock, budget=budget, health=Health(commits, clock))
    profiles = Profiles(appview, clock, limit=10, seconds=10)
    return Lookup(appview, profiles, Gates(appview, clock, limit=10, seconds=10))


def _as_it_came(draft: Draft) -> Hydrated:
    author = ProfileView(did=draft.did, handle="somebody.example")
    return Hydrated(PostView(uri=draft.key, cid=draft.mark.cid, author=author), author)


@pytest.mark.parametrize("path", JETSTREAM, ids=lambda path: path.name)
def test_every_line_of_jetstream_is_digested(path: Path) -> None:
    seen = digested(path)
    posts = [one.post for one in seen if isinstance(one, Posted)]
    assert [decode(encode(post), Post) for post in posts] == posts


def test_there_are_posts_among_the_lines() -> None:
    posts = [one for path in JETSTREAM for one in digested(path) if isinstance(one, Posted)]
    assert len(JETSTREAM) >= 6
    assert len([one for one in posts if one.post.text and not one.context]) > 10


def test_the_same_events_give_equal_sightings_on_both_wires() -> None:
    old, new = (digested(SAMPLES / "jetstream" / name) for name in WIRES)
    assert len([one for one in old if isinstance(one, Posted)]) > 3
    assert old == new


WIRES = ("head_live_all.jsonl", "v2_subscribeEvents_raw.jsonl")


def views(value: Any) -> Iterator[dict[str, Any]]:
    """Whatever in an answer looks like the view of a post or of a person."""
    match value:
        case dict():
            told = cast("dict[str, Any]", value)
            if "uri" in told and "author" in told:
                yield told
            for part in told.values():
                yield from views(part)
        case list():
            for part in cast("list[Any]", value):
                yield from views(part)
        case _:
            pass


@pytest.mark.parametrize(
    "path", [path for path in ANSWERS if "Post" in path.name or "post" in path.name], ids=lambda path: path.name
)
def test_every_view_of_a_post_becomes_one(path: Path) -> None:
    documents = path.read_text().splitlines() if path.suffix == ".jsonl" else [path.read_text()]
    found = [view for document in documents for view in views(json.loads(document))]
    assert found
    for told in found:
        view = lenient.fit({"record": told.get("value"), **told}, PostView)
        record = lenient.fit(view.record, Record) if view else None
        assert view is not None
        assert record is not None
        made = post_of(view.uri, record, unmarked(view), now=NOON, hydrated=Hydrated(view, view.author))
        assert decode(encode(made), Post) == made
        assert made.backfilled
        assert made.author == replace(made.author, id=view.author.did)


@pytest.mark.parametrize("name", ["appview_getProfile.json", "appview_getProfiles.json"])
def test_every_person_is_read(name: str) -> None:
    body = json.loads((SAMPLES / "bluesky" / name).read_text())["body"]
    people = [lenient.fit(told, ProfileView) for told in body.get("profiles", [body])]
    assert people
    assert all(person and person.did.startswith("did:") and person.handle for person in people)
