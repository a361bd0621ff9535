"""A sharer's words about a link, without what only points."""

import re
from collections.abc import Container, Iterable
from datetime import datetime

from backchannel.model.post import Post
from backchannel.summary import cues
from backchannel.text.clean import clean
from backchannel.text.covers import cover
from backchannel.text.edit_notes import without_edit_note

LONGEST = 140  # characters

_LINK = re.compile(r"https?://\S+")
_TAIL = re.compile(r"(\s*([#@＃][\w.@-]+|…|👉|➡️?|[|:(→>-]))+\s*$")
_EMPTY = re.compile(r"\(\s*…\s*\)\s?")
_CALL = re.compile(r"^(@[\w.@-]+\s+){2,}")  # a reply's row of names
_EDGES = re.compile(r"^[\s:;,.\-–—>→👉|…]+|[\s:;,\-–—>→👉|…]+$")


def fullest(posts: Iterable[Post], quoted: Container[str]) -> Post:
    """The post that says most: not quoted yet, open to read, no announcement, the most words."""

    def order(post: Post) -> tuple[bool, bool, bool, int, datetime, str]:
        reservations = post.id in quoted, bool(cover(post)), cues.is_announcement(post.text)
        return (*reservations, -len(post.text), post.created_at, post.id)

    return min(posts, key=order)


def excerpt(post: Post) -> str:
    """A post's words without its links and the names and hashtags around it, cut between words."""
    if cover(post):
        return ""
    text = " ".join(_LINK.sub(" … ", without_edit_note(clean(post.text))).split())
    text = _EDGES.sub("", _EMPTY.sub("", _TAIL.sub("", _CALL.sub("", text))))
    if len(text) <= LONGEST:
        return text
    cut = text[: LONGEST - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" .,;:…-–—(#@") + "…"
