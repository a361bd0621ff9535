"""Ada's posts on both networks, by herself and by the bridge."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from backchannel.model.event import Event
from backchannel.model.post import Author, Post
from backchannel.model.record import Ruling
from backchannel.model.sighting import Decision, Deleted, Posted
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from backchannel.store.wall import WallLog
from support.builders import a_post, an_author, an_event, minutes, seen
from support.path import public_archive

EVENT = an_event()
ADAS_DID = "did:plc:adaadaadaadaadaadaadaada"
ADAS_HANDLE = "ada.bsky.social"
ADAS_LINKS = (ADAS_HANDLE,)
ADAS_LINKS_THERE = ("ada@garden.example",)
BRIDGED_DID = "did:plc:bridgebridgebridgebridge"
BRIDGED_ACTOR = f"https://bsky.brid.gy/ap/{ADAS_DID}"


def on_bluesky(number: int, *, did: str = ADAS_DID, handle: str = ADAS_HANDLE, **changes: Any) -> Post:
    """A post of hers there, made half a minute after that of the same number on Mastodon, with the same words."""
    page = f"https://bsky.app/profile/{did}"
    author = Author(id=did, handle=handle, name="Ada", url=page, indexable=True)
    made = minutes(number + 0.5)
    facts: dict[str, Any] = {
        "id": f"at://{did}/app.bsky.feed.post/{number}",
        "network": "bluesky",
        "url": f"{page}/post/{number}",
        "author": author,
        "created_at": made,
        "received_at": made + timedelta(seconds=1),
        "version": "3k",
    }
    words = {"text": changes.pop("text")} if "text" in changes else {}
    return replace(a_post(number, **words), **(facts | changes))


def here(number: int, **facts: Any) -> Posted:
    """Her own post on Mastodon, her profile linking to Bluesky."""
    changes = {name: facts.pop(name) for name in ("text", "hashtags", "version", "reply_to") if name in facts}
    post = a_post(number, **changes)
    return seen(post, **_given(facts, accounts=ADAS_LINKS))


def there(number: int, **facts: Any) -> Posted:
    """Her own post on Bluesky, her profile linking to Mastodon."""
    names = ("text", "hashtags", "version", "created_at", "network", "labels", "counts")
    changes = {name: facts.pop(name) for name in names if name in facts}
    return seen(on_bluesky(number, **changes), **_given(facts, source="bluesky", accounts=ADAS_LINKS_THERE))


def bridged_there(number: int, **facts: Any) -> Posted:
    """The bridge's copy on Bluesky of her post on Mastodon."""
    post = on_bluesky(number, did=BRIDGED_DID, handle="ada.garden.example.ap.brid.gy")
    return seen(post, **_given(facts, source="bluesky", original=a_post(number).url))


def bridged_here(number: int, **facts: Any) -> Posted:
    """The bridge's copy on Mastodon of her post on Bluesky."""
    original = on_bluesky(number)
    author = an_author(id=BRIDGED_ACTOR, handle=f"{ADAS_HANDLE}@bsky.brid.gy", url=BRIDGED_ACTOR)
    changes: dict[str, Any] = {
        "id": f"https://bsky.brid.gy/convert/ap/{original.id}",
        "url": f"https://bsky.brid.gy/r/{original.url}",
        "author": author,
        "created_at": original.created_at + timedelta(seconds=15),
    }
    return seen(replace(a_post(number), **changes), **_given(facts, original=original.id))


def _given(facts: dict[str, Any], **usual: Any) -> dict[str, Any]:
    return usual | facts


async def shown(redis: Client, event: Event = EVENT) -> dict[str, list[str]]:
    """Each public post, and the copies it is shown with."""
    return {post.id: [copy.id for copy in post.copies] for post in (await public_archive(redis, event)).values()}


async def rulings(redis: Client, event: Event = EVENT) -> dict[str, Ruling]:
    """Every ruling there is."""
    return {record.id: record.ruling async for record in Archive(redis, event.slug).all()}


async def on_the_wall(redis: Client, event: Event = EVENT) -> set[str]:
    """What a screen shows that followed the wall from the beginning."""
    standing: set[str] = set()
    for entry in await WallLog(redis, event.slug).after("0-0"):
        if entry.verb == "put":
            standing.add(entry.post_id)
        elif entry.verb == "drop":
            standing.discard(entry.post_id)
    return standing


def hide(target: str, verb: str = "hide") -> Decision:
    """A moderator's order about a post."""
    return Decision(verb=verb, target=target, at=minutes(50), by="cleo")


def deleted(post_id: str) -> Deleted:
    """The post is gone for good."""
    return Deleted(source="x", id=post_id, seen_at=minutes(40), final=True)
