"""For a doctor: whether Jetstream and the AppView answer, and what the AppView says of a post."""

import re
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from websockets.exceptions import InvalidHandshake

from backchannel.clock import Clock
from backchannel.model.finding import Finding
from backchannel.sources.bluesky import lenient
from backchannel.sources.bluesky.addresses import post_uri
from backchannel.sources.bluesky.policy import LIVE
from backchannel.sources.bluesky.position import starting
from backchannel.sources.bluesky.record import Record
from backchannel.sources.bluesky.subscribing import Refused, open_connection
from backchannel.sources.bluesky.views import PostView
from backchannel.sources.probe import UNREACHED, LookedUp, Probe, told
from backchannel.sources.web import Unanswered, refusal

_POST_PATH = re.compile(r"/profile/([^/]+)/post/([^/]+)/?")
_POST_ID = re.compile(r"at://([^/]+)/app\.bsky\.feed\.post/([^/]+)")


class _Posts(Struct, frozen=True):
    posts: tuple[PostView, ...] = ()


async def jetstream(host: str, clock: Clock) -> Finding:
    """Whether a Jetstream host lets us listen."""
    part = f"Jetstream {urlsplit(host).netloc}"
    try:
        connection = await open_connection(host, starting(clock.now()), LIVE)
    except (OSError, InvalidHandshake, Refused) as why:
        return Finding(part, "fail", f"It can't be reached ({type(why).__name__}).", UNREACHED)
    await connection.close()
    return Finding(part, "ok", "It lets us listen.")


async def appview(address: str, probe: Probe) -> Finding:
    """Whether the AppView answers in its own words, if only that it knows no such account."""
    part = f"AppView {urlsplit(address).netloc}"
    try:
        answer = await probe.ask(f"{address}/xrpc/app.bsky.actor.getProfile", actor="bsky.app")
    except Unanswered as why:
        return Finding(part, "fail", f"It {why}.", UNREACHED)
    if answer.status in {200, 400} and told(answer):
        return Finding(part, "ok", "It answers.")
    return Finding(part, "fail", f"It {refusal(answer)}.", UNREACHED)


async def look_up(address: str, base: str, probe: Probe) -> LookedUp | None:
    """What the AppView says of the post at a web address or at-URI; None where it is no post's."""
    named = _POST_PATH.fullmatch(unquote(urlsplit(address).path)) or _POST_ID.fullmatch(address)
    if not named:
        return None
    try:
        author = told(await probe.ask(f"{base}/xrpc/app.bsky.actor.getProfile", actor=named[1]))
        uri = post_uri(str(author.get("did", named[1])), named[2])
        answer = await probe.ask(f"{base}/xrpc/app.bsky.feed.getPosts", uris=uri)
    except Unanswered as why:
        return LookedUp(source="bluesky", why=f"the AppView of Bluesky {why}")
    found = lenient.read(answer.body, _Posts)
    view = next(iter(found.posts), None) if found else None
    if view is None:
        return LookedUp(source="bluesky", id=uri, why="Bluesky does not show it: it is deleted, or its author is away")
    record = lenient.fit(view.record, Record)
    return LookedUp(source="bluesky", id=view.uri, hashtags=record.hashtags() if record else ())
