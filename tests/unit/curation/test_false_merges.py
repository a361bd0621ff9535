"""Over all that was said at real conferences, nobody is taken for somebody else."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from backchannel.curation import consent
from backchannel.curation.copies import groups
from backchannel.curation.decide import blank, meet, subject
from backchannel.model.body import Words
from backchannel.model.event import Policy
from backchannel.model.post import Author, Post
from backchannel.model.record import Record, Register
from backchannel.model.sighting import Posted
from support.builders import an_event

EVENTS = Path(__file__).parents[3].parent / "shared" / "data" / "events"
SEVEN = timedelta(seconds=7)

pytestmark = pytest.mark.shared


def said(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def both_networks(told: Sequence[dict[str, Any]], links: dict[str, tuple[str, str]]) -> dict[str, Posted]:
    """Every post on both networks, by id; `links` are whom each person's two profiles link to."""
    found: dict[str, Posted] = {}
    for row in told:
        name = row["author"].lower()
        for at, post in enumerate((_here(row, name), _there(row, name))):
            found[post.id] = consent.posted(
                an_event(),
                post,
                source=post.network,
                local_id=post.id,
                seen_at=post.created_at,
                followed=True,
                accounts=[links[name][at]],
            )
    return found


def merged(sightings: dict[str, Posted]) -> list[list[str]]:
    records: dict[str, Record] = {}
    registers: dict[str, Register] = {}
    for posted in sightings.values():
        about = subject(posted)
        outcome = meet(posted, records.get(about.post, blank(about.post)), registers, Policy())
        records[about.post], registers[outcome.register.id] = outcome
    return [ids for ids in groups(records.values(), registers) if len(ids) > 1]


def people(told: Sequence[dict[str, Any]]) -> list[str]:
    return sorted({row["author"].lower() for row in told})


@pytest.mark.parametrize("event", sorted(EVENTS.glob("*[0-9].jsonl")), ids=lambda path: path.stem)
def test_posts_merge_where_accounts_link_to_each_other_and_with_names_shuffled_none_do(event: Path) -> None:
    told = said(event)
    names = people(told)
    true = {name: (f"{name}.bsky.example", f"{name}@garden.example") for name in names}
    assert len(merged(both_networks(told, true))) == len(told)
    others = dict(zip(names, names[1:] + names[:1], strict=True))
    backwards = {other: name for name, other in others.items()}
    to_the_next = {name: true[others[name]] for name in names}
    assert merged(both_networks(told, to_the_next)) == []
    of_couples = {name: (true[others[name]][0], true[backwards[name]][1]) for name in names}
    assert merged(both_networks(told, of_couples)) == []


def _here(row: dict[str, Any], name: str) -> Post:
    author = Author(id=f"https://garden.example/users/{name}", handle=f"{name}@garden.example", name="", url="")
    return Post(
        id=f"{author.id}/statuses/{row['id']}",
        network="mastodon",
        url="",
        author=author,
        text=row["text"],
        body=(Words(row["text"]),),
        created_at=datetime.fromisoformat(row["created_at"]),
        version="1",
    )


def _there(row: dict[str, Any], name: str) -> Post:
    here = _here(row, name)
    author = Author(id=f"did:web:{name}.bsky.example", handle=f"{name}.bsky.example", name="", url="")
    post_id = f"at://{author.id}/app.bsky.feed.post/{row['id']}"
    return replace(here, id=post_id, network="bluesky", author=author, created_at=here.created_at + SEVEN)
