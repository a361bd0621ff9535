"""For a doctor: what a server allows strangers, and what it says of a post. It concludes as the collector does."""

import re
from urllib.parse import quote, urlsplit

import msgspec

from backchannel.model.finding import Finding
from backchannel.sources.mastodon import ids
from backchannel.sources.mastodon.capability import Feed, capability
from backchannel.sources.mastodon.instance import Instance, read_instance
from backchannel.sources.mastodon.page import read_ids
from backchannel.sources.mastodon.probe import REFUSALS
from backchannel.sources.mastodon.raw import Status
from backchannel.sources.probe import UNREACHED, LookedUp, Probe
from backchannel.sources.web import Answer, Unanswered, refusal
from backchannel.text.hashtags import fold_all

ELSEWHERE = "Name another server besides, one that your people are on."

_POST_PATH = re.compile(r"/(?:@[^/]+|users/[^/]+/statuses|ap/users/[^/]+/statuses|web/@[^/]+)/(\w+)/?")


async def examine(server: str, address: str, hashtag: str, probe: Probe) -> Finding:
    """Whether strangers may read a hashtag there, and what the collector would say that it keeps back."""
    part, timeline = f"Mastodon {server}", f"{address}/api/v1/timelines/tag/{quote(hashtag, safe='')}"
    try:
        instance = _instance(await probe.ask(f"{address}/api/v2/instance"))
        feed, page = await _feed(timeline, probe)
        if page.status not in {200, *REFUSALS}:
            return _failing(part, page)
        is_paged = await _is_paged(timeline, feed, page, probe)
    except Unanswered as why:
        return Finding(part, "fail", f"It {why}.", UNREACHED)
    found = capability(instance, feed, server=server, is_paged=is_paged, has_token=False)
    software = f" (version {instance.version[:40]})" if instance.version else ""
    if found.limits:
        return Finding(part, "warn", f"It {found.limits}.", ELSEWHERE)
    return Finding(part, "ok", f"It shows hashtags to everybody{software}.")


async def look_up(address: str, base: str, probe: Probe) -> LookedUp | None:
    """What the server that an address is of says of the post there; None where the address is no post's."""
    found = _POST_PATH.fullmatch(urlsplit(address).path)
    host = urlsplit(address).netloc
    if not found:
        return None
    try:
        answer = await probe.ask(f"{base}/api/v1/statuses/{found[1]}")
    except Unanswered as why:
        return LookedUp(source=host, why=f"{host} {why}")
    if answer.status in {404, 410}:
        return LookedUp(source=host, why=f"{host} does not show it to strangers: it is deleted, or not public")
    return _looked_up(answer, host)


def _looked_up(answer: Answer, host: str) -> LookedUp:
    if answer.status != 200:
        return LookedUp(source=host, why=f"{host} {refusal(answer)}")
    try:
        status = msgspec.json.decode(answer.body, type=Status)
    except (msgspec.MsgspecError, RecursionError):
        return LookedUp(source=host, why=f"{host} answers with something that is no post")
    why = "" if status.visibility == "public" else f"it is {status.visibility}, not public"
    return LookedUp(source=host, id=status.uri, hashtags=fold_all(tag.name for tag in status.tags or ()), why=why)


async def _feed(timeline: str, probe: Probe) -> tuple[Feed, Answer]:
    """How a hashtag can be read, and one post of it: of everybody's, or where that is refused of the server's own."""
    page = await probe.ask(timeline, limit="1")
    if page.status not in REFUSALS:
        return "full", page
    own = await probe.ask(timeline, limit="1", local="true")
    return ("local", own) if own.status == 200 else ("token", page)


async def _is_paged(timeline: str, feed: Feed, page: Answer, probe: Probe) -> bool:
    """Whether the post just read is found by its place, too; some show strangers the newest page alone."""
    found = _ids(page) if page.status == 200 else ()
    if not found or not ids.are_snowflakes(found):
        return True
    own = {"local": "true"} if feed == "local" else {}
    return bool(_ids(await probe.ask(timeline, limit="1", min_id=str(ids.highest(found) - 1), **own)))


def _failing(part: str, page: Answer) -> Finding:
    if page.status == 429:
        says, mend = "It has had enough requests from this address for now.", "Try again in 15 minutes."
        return Finding(part, "warn", says, mend)
    return Finding(part, "fail", f"It {refusal(page)}.", ELSEWHERE)


def _ids(page: Answer) -> tuple[str, ...]:
    try:
        return read_ids(page.body)
    except (msgspec.MsgspecError, RecursionError):
        return ()


def _instance(answer: Answer) -> Instance:
    try:
        return read_instance(answer.body)
    except (msgspec.MsgspecError, RecursionError):
        return Instance()
