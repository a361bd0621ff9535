"""A post as attribution reads it: taken apart once."""

import re
from collections.abc import Collection
from functools import lru_cache

from msgspec import Struct

from backchannel.model.body import Link, Mention
from backchannel.model.post import Post
from backchannel.text import addresses
from backchannel.text.accounts import account_at
from backchannel.text.hashtags import fold
from backchannel.text.names import folded
from backchannel.text.terms import terms

LONGEST = 3000  # characters that are read

_REMEMBERED = 5_000  # addresses; what is shared once is shared often
_HUMP = re.compile(r"(?<=[^\W\dA-Z_])(?=[A-Z][^\W\dA-Z_])")
_HASHTAG = re.compile(r"[#＃]\w+")
_LINK = re.compile(r"https?://\S+")
_MENTION = re.compile(r"(?<![\w.@/])[@＠](\w(?:[\w.-]*\w)?(?:@(?:[\w-]+\.)+\w+)?)")


class Reading(Struct, frozen=True):
    """The parts of a post: `words` folded and in order, `terms` that carry a topic, `named` accounts, `links`.

    An account is in the form of `text/accounts.py`, or a bare name where the post says no more.
    """

    words: tuple[str, ...]
    terms: tuple[str, ...]
    named: tuple[str, ...]
    links: tuple[str, ...]


def read(post: Post, dropped: Collection[str]) -> Reading:
    """The post, taken apart; `dropped` are terms that everybody at the event uses."""
    text = _LINK.sub(" ", f"{post.warning} {post.text}"[:LONGEST])
    spaced = _HASHTAG.sub(lambda tag: tag[0] if fold(tag[0]) in dropped else _HUMP.sub(" ", tag[0]), text)
    return Reading(folded(spaced), tuple(dict.fromkeys(terms(spaced, dropped))), _named(post), _links(post))


def _named(post: Post) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for segment in post.body:
        if isinstance(segment, Mention) and (account := account_at(segment.url)):
            found[account] = None
        if not isinstance(segment, Link):
            spelled = (name.lower() for name in _MENTION.findall(segment.text))
            found.update(dict.fromkeys(name for name in spelled if not _is_said_better(segment, name)))
    return tuple(found)


def _is_said_better(segment: object, name: str) -> bool:
    """Whether the mention's address tells whose name this is; only on its own server a bare name is complete."""
    return isinstance(segment, Mention) and bool(segment.url) and "." not in name


def _links(post: Post) -> tuple[str, ...]:
    written = [segment.url for segment in post.body if isinstance(segment, Link)]
    urls = dict.fromkeys([*written, *(link.url for link in post.links)])
    return tuple(url for url in urls if _is_resource(url))


@lru_cache(_REMEMBERED)
def _is_resource(url: str) -> bool:
    return addresses.is_web(url) and not addresses.is_social(url)
