"""A few people's part of a recorded conference, with their part of its truth: small enough to be played many times."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, cast

from backchannel.demo.recording import MastodonEvent, Recording

_AT = re.compile(r"at://([^/]+)/")
_STATUS = re.compile(r"(.+)/statuses/")

Told = dict[str, Any]


class Slice(NamedTuple):
    """What happened around some people, and the part of `truth.json` that is about them."""

    recording: Recording
    truth: Told


class Conference:
    """A whole recording, and who in it belongs together: people whose copies are one post are never parted."""

    def __init__(self, recording: Recording, folder: Path) -> None:
        self._recording = recording
        self._truth: Told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        self._posts = _posts_by_author(recording)
        self._parties = _parties(self._posts, _copies(self._truth))

    def slice(self, dice: Random, limit: int) -> Slice:
        """People drawn at random, as long as they wrote no more than `limit` posts together."""
        parties = list(self._parties)
        dice.shuffle(parties)
        people: set[str] = set()
        count = 0
        for party in parties:
            size = sum(len(self._posts[author]) for author in party)
            if count + size <= limit:
                people |= party
                count += size
        return Slice(self._of(people), _restricted(self._truth, {post for one in people for post in self._posts[one]}))

    def _of(self, people: set[str]) -> Recording:
        theirs = {post for author in people for post in self._posts[author]}
        named = {(event.server, event.id) for event in self._recording.mastodon if _uri(event) in theirs}
        return self._recording._replace(
            mastodon=tuple(event for event in self._recording.mastodon if (event.server, event.id) in named),
            jetstream=tuple(event for event in self._recording.jetstream if event.did in people),
        )


def author_of(post: str) -> str:
    """Whose post an id names: a DID, or the actor's address."""
    found = _AT.search(post) or _STATUS.match(post)
    return found[1] if found else post


def _uri(event: MastodonEvent) -> str:
    return cast("str", json.loads(event.status.raw)["uri"]) if event.status else ""


def _posts_by_author(recording: Recording) -> dict[str, set[str]]:
    posts: dict[str, set[str]] = {}
    for event in recording.mastodon:
        if event.status:
            posts.setdefault(author_of(_uri(event)), set()).add(_uri(event))
    for line in recording.jetstream:
        told = posts.setdefault(line.did, set())
        if line.commit:
            told.add(f"at://{line.did}/{line.commit.collection}/{line.commit.rkey}")
    return posts


def _copies(truth: Told) -> Iterable[list[str]]:
    yield from truth["shown"].values()
    yield from truth["gone"].values()
    yield from (ids for _, ids in truth["withheld"].values())


def _parties(posts: Mapping[str, set[str]], copies: Iterable[list[str]]) -> list[frozenset[str]]:
    """The authors, those together whose posts are copies of each other; in an order that is always the same."""
    party = {author: {author} for author in posts}
    for ids in copies:
        joined = set[str]().union(*(party.setdefault(author_of(one), {author_of(one)}) for one in ids))
        party.update(dict.fromkeys(joined, joined))
    known = {frozenset(author for author in members if author in posts) for members in party.values()}
    return sorted(known, key=sorted)


def _restricted(truth: Told, posts: set[str]) -> Told:
    return {
        "shown": {key: ids for key, ids in truth["shown"].items() if posts.issuperset(ids)},
        "edited": {key: words for key, words in truth["edited"].items() if key in posts},
        "gone": {key: ids for key, ids in truth["gone"].items() if posts.issuperset(ids)},
        "withheld": {key: [why, ids] for key, (why, ids) in truth["withheld"].items() if posts.issuperset(ids)},
        "never_seen": [post for post in truth["never_seen"] if post in posts],
    }
