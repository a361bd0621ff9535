"""For a doctor: what a server allows strangers, and what it says of a post."""

import re
from urllib.parse import quote, urlsplit

import msgspec
from msgspec import Struct

from backchannel.model.finding import Finding
from backchannel.sources.mastodon.raw import Status
from backchannel.sources.probe import UNREACHED, LookedUp, Probe
from backchannel.sources.web import Answer, Unanswered, refusal
from backchannel.text.hashtags import fold_all

STRANGERS_REFUSED = frozenset({401, 403, 422})
ELSEWHERE = "Name another server besides, one that your people are on."

_POST_PATH = re.compile(r"/(?:@[^/]+|users/[^/]+/statuses|ap/users/[^/]+/statuses|web/@[^/]+)/(\w+)/?")


class _Access(Struct, frozen=True):
    local: str = ""
    remote: str = ""


class _Timelines(Struct, frozen=True):
    hashtag_feeds: _Access = _Access()


class _Configuration(Struct, frozen=True):
    timelines_access: _Timelines = _Timelines()


class _Instance(Struct, frozen=True):
    """What matters of `/api/v2/instance`; before 4.5 nobody says who may read what."""

    version: str = ""
    configuration: _Configuration = _Configuration()


async def examine(server: str, address: str, hashtag: str, probe: Probe) -> Finding:
    """Whether strangers may read a hashtag there."""
    part = f"Mastodon {server}"
    try:
        instance = _instance(await probe.ask(f"{address}/api/v2/instance"))
        page = await probe.ask(f"{address}/api/v1/timelines/tag/{quote(hashtag, safe='')}", limit="1")
    except Unanswered as why:
        return Finding(part, "fail", f"It {why}.", UNREACHED)
    if page.status in STRANGERS_REFUSED:
        return Finding(part, "warn", "It shows hashtags to its own people only.", ELSEWHERE)
    if page.status == 429:
        return Finding(
            part, "warn", "It has had enough requests from this address for now.", "Try again in 15 minutes."
        )
    if page.status != 200:
        return Finding(part, "fail", f"It {refusal(page)}.", ELSEWHERE)
    return _silently(part, instance)


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


def _silently(part: str, instance: _Instance) -> Finding:
    """The server answers; its own words tell what it keeps back in silence."""
    access = instance.configuration.timelines_access.hashtag_feeds
    software = f" (version {instance.version[:40]})" if instance.version else ""
    if access.local == "disabled":
        return Finding(part, "warn", f"It shows nobody any hashtag{software}.", ELSEWHERE)
    if access.remote in {"disabled", "authenticated"}:
        return Finding(part, "warn", f"It shows strangers only what its own people write{software}.", ELSEWHERE)
    return Finding(part, "ok", f"It shows hashtags to everybody{software}.")


def _instance(answer: Answer) -> _Instance:
    try:
        return msgspec.json.decode(answer.body, type=_Instance)
    except (msgspec.MsgspecError, RecursionError):
        return _Instance()
