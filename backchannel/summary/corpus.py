"""The posts as the compile step sees them: sorted, cut into terms once, with the counts that all its parts ask for."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from backchannel.model.body import Link
from backchannel.model.event import Event
from backchannel.model.post import Post
from backchannel.model.programme import Programme
from backchannel.summary.archive_file import Header, Line
from backchannel.summary.extras import NONE, Extras
from backchannel.summary.languages import spoken
from backchannel.summary.repeats import originals
from backchannel.text import addresses
from backchannel.text.edit_notes import without_edit_note
from backchannel.text.function_words import function_words_of
from backchannel.text.terms import Cutter

HALF_TIME = 13  # o'clock: what parts a conference day in two, noon and lunch with the first

_SPOKEN = 0.01  # of all posts: from this share on, an event speaks a language


class Corpus(Struct, frozen=True):
    """All posts in order of (created_at, id), with parallel lists.

    `bags` are each post's terms in order, `links` its resources (group → address), `written` the venue's local
    time, `languages` what it is written in, `sessions` the id of what it is about (or nothing), `originals` the place
    of the first post with the same words. `documents` counts the posts a term is in, `writers` the people who wrote
    it. `places` finds a post by its id.
    """

    event: Event
    programme: Programme | None
    posts: Sequence[Post]
    bags: Sequence[Sequence[str]]
    links: Sequence[Mapping[str, str]]
    written: Sequence[datetime]
    languages: Sequence[str]
    sessions: Sequence[str]
    originals: Sequence[int]
    documents: Mapping[str, int]
    writers: Mapping[str, int]
    places: Mapping[str, int]

    def half(self, index: int) -> tuple[date, bool] | None:
        """The day of the event on which a post was written, and whether in its later half; None before and after."""
        written = self.written[index]
        day = written.date()
        if not self.event.starts <= day <= self.event.ends:
            return None
        return day, written.hour >= HALF_TIME

    def people(self, indexes: Iterable[int]) -> int:
        """How many people wrote these posts."""
        return len({self.posts[index].author.id for index in indexes})

    def voices(self, indexes: Iterable[int]) -> int:
        """How many voices are heard in these posts: people of one name count once."""
        return len({voice(self.posts[index]) for index in indexes})

    def answered(self, index: int) -> int | None:
        """The place of the post that this one answers, where it is known."""
        return self.places.get(self.posts[index].reply_to or "")


def corpus(
    header: Header, lines: Iterable[Line], link: Callable[[str], str] = lambda url: url, *, extras: Extras = NONE
) -> Corpus:
    """Sort the posts, each id once, and count. `link` says which address a link stands for; empty: it is left out."""
    latest = {line.post.id: line for line in sorted(lines, key=lambda line: line.post.version)}
    ordered = sorted(latest.values(), key=lambda line: (line.post.created_at, line.post.id))
    posts = [line.post for line in ordered]
    zone = ZoneInfo(header.event.timezone)
    programme = header.programme.programme if header.programme else None
    languages = [spoken(post, extras.vote) for post in posts]
    bags = _bags(header.event, posts, languages)
    return Corpus(
        event=header.event,
        programme=programme,
        posts=posts,
        bags=bags,
        links=_links(posts, link),
        written=[post.created_at.astimezone(zone) for post in posts],
        languages=languages,
        sessions=_sessions(programme, ordered),
        originals=originals(bags, extras.likes),
        documents=Counter(term for bag in bags for term in set(bag)),
        writers=_writers(posts, bags),
        places={post.id: index for index, post in enumerate(posts)},
    )


def voice(post: Post) -> str:
    """Who is heard: the author's name where there is one, so that one person with two accounts is heard once."""
    return post.author.name.strip().casefold() or post.author.id


def urls_of(post: Post) -> list[str]:
    """The addresses that a post links to, each once; where a link leads in the end, if that is known."""
    ends = {link.url: link.final for link in post.links if link.final}
    written = (segment.url for segment in post.body if isinstance(segment, Link))
    return list(dict.fromkeys(ends.get(url, url) for url in (*written, *(link.url for link in post.links))))


def drawn(seed: str, id_: str) -> str:
    """A key that shuffles: different for every seed, the same for the same."""
    return hashlib.sha256(f"{seed}\n{id_}".encode()).hexdigest()


def _bags(event: Event, posts: Sequence[Post], languages: Sequence[str]) -> list[list[str]]:
    """The terms of each post: its text, and the content warning as its title."""
    counts = Counter(languages)
    common = tuple(sorted(language for language, count in counts.items() if count >= _SPOKEN * len(posts)))
    cut = Cutter(function_words_of(common).union(event.hashtags))
    return [cut(f"{post.warning} {without_edit_note(post.text)}") for post in posts]


def _links(posts: Iterable[Post], link: Callable[[str], str]) -> list[dict[str, str]]:
    """What each post links to: the group of each resource, and its address. No posts, no profiles."""
    known: dict[str, tuple[str, str]] = {}

    def resource(url: str) -> tuple[str, str]:
        if url not in known:
            stands_for = link(url)
            is_resource = addresses.is_web(stands_for) and not addresses.is_social(stands_for)
            known[url] = (addresses.group(stands_for), stands_for) if is_resource else ("", "")
        return known[url]

    def links(post: Post) -> dict[str, str]:
        found = [named for named in map(resource, urls_of(post)) if named[0]]
        return dict(sorted(found, reverse=True))

    return list(map(links, posts))


def _sessions(programme: Programme | None, lines: Sequence[Line]) -> list[str]:
    known = {session.id for session in programme.sessions} if programme else frozenset[str]()
    return [line.session if line.session and line.session in known else "" for line in lines]


def _writers(posts: Sequence[Post], bags: Sequence[Sequence[str]]) -> dict[str, int]:
    people: defaultdict[str, set[str]] = defaultdict(set)
    for post, bag in zip(posts, bags, strict=True):
        for term in bag:
            people[term].add(post.author.id)
    return {term: len(ids) for term, ids in people.items()}
