"""What people linked to, grouped, ranked by how many people shared it, what they said with it, and what it is."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from backchannel.model.post import Post
from backchannel.summary import cues, safe
from backchannel.summary.corpus import Corpus, language
from backchannel.summary.quality import engagement
from backchannel.summary.sharing import Shared, sharing
from backchannel.summary.values import Choices, Resource
from backchannel.text import addresses
from backchannel.text.clean import clean
from backchannel.text.covers import cover

_OF_KIND = {
    "slides": 0.9,
    "code": 1.0,
    "video": 0.9,
    "paper": 0.9,
    "data": 0.6,
    "post": 0.2,
    "other": 0.2,
    "last": -0.8,
}
_CUE = 0.4
_MOST_CUES = 2
_ENGAGEMENT = 1.2
_REPEATED = 0.4  # taken off where a few people posted it again and again
_DIGITS = 9  # of a score, before it is compared
_LONGEST_TITLE = 200
_WORDS = 140  # characters of a sharer's words
_LINK = re.compile(r"https?://\S+")
_TAIL = re.compile(r"(\s*([#@＃][\w.@-]+|…|👉|➡️?|[|:(→>-]))+\s*$")
_EMPTY = re.compile(r"\(\s*…\s*\)\s?")
_CALL = re.compile(r"^(@[\w.@-]+\s+){2,}")  # a reply's row of names
_EDGES = re.compile(r"^[\s:;,.\-–—>→👉|…]+|[\s:;,\-–—>→👉|…]+$")


def resources(corpus: Corpus, choices: Choices) -> tuple[Resource, ...]:
    """The resources, in the order of their worth to a reader."""
    standing = {post.id: percentile for post, percentile in zip(corpus.posts, engagement(corpus.posts), strict=True)}
    scored = [(-round(_score(shared, standing), _DIGITS), group, shared) for group, shared in sharing(corpus).items()]
    quoted: set[str] = set()
    return tuple(_resource(shared, quoted) for _, _, shared in sorted(scored)[: choices.resources])


def _score(shared: Shared, standing: Mapping[str, float]) -> float:
    cue_count = sum(cues.is_share(post.text) for post in shared.posts)
    return (
        math.log1p(shared.people)
        + _ENGAGEMENT * max(standing[post.id] for post in shared.posts)
        + _CUE * min(cue_count, _MOST_CUES)
        + _OF_KIND[shared.kind]
        - _REPEATED * (len(shared.posts) > 3 * shared.people)
    )


def _resource(shared: Shared, quoted: set[str]) -> Resource:
    """The value; no post is quoted twice, so `quoted` remembers."""
    best = _fullest(shared, quoted)
    title = _title(shared)
    words = "" if title or best.id in quoted else _excerpt(best)
    quoted.add(best.id)
    return Resource(
        url=shared.url,
        kind=shared.kind,
        title=title,
        words=words,
        words_language=language(best),
        sharers=shared.people,
        shared_by=safe.person(best.author),
        first_shared=shared.posts[0].created_at,
        post=safe.web_or_nothing(best.url),
    )


def _title(shared: Shared) -> str:
    titles = Counter(
        safe.line(clean(link.title, _LONGEST_TITLE))
        for post in shared.posts
        for link in post.links
        if link.title and addresses.is_web(link.url) and addresses.group(link.url) == shared.group
    )
    return min(titles, key=lambda title: (-titles[title], title), default="")


def _fullest(shared: Shared, quoted: set[str]) -> Post:
    """The post that says most about it: not quoted yet, open to read, no announcement, the most words."""

    def order(post: Post) -> tuple[bool, bool, bool, int, datetime, str]:
        reservations = post.id in quoted, bool(cover(post)), cues.is_announcement(post.text)
        return (*reservations, -len(post.text), post.created_at, post.id)

    return min(shared.posts, key=order)


def _excerpt(post: Post) -> str:
    """A post's words without its links and the names and hashtags around it, cut between words."""
    if cover(post):
        return ""
    text = " ".join(_LINK.sub(" … ", clean(post.text)).split())
    text = _EDGES.sub("", _EMPTY.sub("", _TAIL.sub("", _CALL.sub("", text))))
    if len(text) <= _WORDS:
        return text
    cut = text[: _WORDS - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" .,;:…-–—(#@") + "…"
