"""The posts as the compile step sees them: sorted, cut into terms once, with the counts that all its parts ask for."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from backchannel.model.body import Link
from backchannel.model.event import Event
from backchannel.model.post import Post
from backchannel.summary.terms import terms_of
from backchannel.text import addresses

AFTERNOON = 13  # o'clock: the half of a conference day that begins after lunch


class Corpus(Struct, frozen=True):
    """All posts in order of (created_at, id), with parallel lists.

    `bags` are each post's terms in order, `links` its resources (group → address), `written` the venue's local
    time. `documents` counts the posts a term is in, `writers` the people who wrote it.
    """

    event: Event
    posts: Sequence[Post]
    bags: Sequence[Sequence[str]]
    links: Sequence[Mapping[str, str]]
    written: Sequence[datetime]
    documents: Mapping[str, int]
    writers: Mapping[str, int]

    def half(self, index: int) -> tuple[date, bool] | None:
        """The half-day of the event in which a post was written, None before and after the event."""
        written = self.written[index]
        if not self.event.starts <= written.date() <= self.event.ends:
            return None
        return written.date(), written.hour >= AFTERNOON


def corpus(event: Event, posts: Iterable[Post]) -> Corpus:
    """Sort the posts, each id once, and count."""
    latest = {post.id: post for post in sorted(posts, key=lambda post: post.version)}
    ordered = sorted(latest.values(), key=lambda post: (post.created_at, post.id))
    zone = ZoneInfo(event.timezone)
    bags = [terms_of(post, event.hashtags) for post in ordered]
    return Corpus(
        event=event,
        posts=ordered,
        bags=bags,
        links=list(map(resource_links, ordered)),
        written=[post.created_at.astimezone(zone) for post in ordered],
        documents=Counter(term for bag in bags for term in set(bag)),
        writers=_writers(ordered, bags),
    )


def resource_links(post: Post) -> dict[str, str]:
    """What a post links to: the group of each resource, and its address as written. No posts, no profiles."""
    written = [segment.url for segment in post.body if isinstance(segment, Link)]
    urls = dict.fromkeys([*written, *(link.url for link in post.links)])
    found = [(addresses.group(url), url) for url in urls if addresses.is_web(url) and not addresses.is_social(url)]
    return dict(sorted(found, reverse=True))


def voice(post: Post) -> str:
    """Who is heard: the author's name where there is one, so that one person with two accounts is heard once."""
    return post.author.name.strip().casefold() or post.author.id


def language(post: Post) -> str:
    """The language without its region, or nothing where the network does not say."""
    return (post.language or "").partition("-")[0].partition("_")[0].lower()


def drawn(seed: str, id_: str) -> str:
    """A key that shuffles: different for every seed, the same for the same."""
    return hashlib.sha256(f"{seed}\n{id_}".encode()).hexdigest()


def _writers(posts: Sequence[Post], bags: Sequence[Sequence[str]]) -> dict[str, int]:
    people: defaultdict[str, set[str]] = defaultdict(set)
    for post, bag in zip(posts, bags, strict=True):
        for term in bag:
            people[term].add(post.author.id)
    return {term: len(ids) for term, ids in people.items()}
