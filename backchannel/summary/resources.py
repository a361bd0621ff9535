"""What people shared: the same thing once, of each kind, ranked by how many shared it and how they spoke of it."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from backchannel.model.post import Post
from backchannel.model.programme import Programme
from backchannel.summary import cues, safe
from backchannel.summary.bundles import bundles
from backchannel.summary.corpus import Corpus
from backchannel.summary.excerpts import excerpt, fullest
from backchannel.summary.made_for import is_made_for
from backchannel.summary.reading import Reading
from backchannel.summary.sharing import Shared, sharing
from backchannel.summary.values import Resource
from backchannel.text import addresses
from backchannel.text.clean import clean

_OF_KIND = {
    "slides": 1.0,
    "code": 1.0,
    "video": 1.0,
    "paper": 1.0,
    "data": 0.6,
    "post": 0.2,
    "other": 0.2,
    "last": -0.8,
}
_MADE_FOR_IT = 1.0
_CUE = 0.3
_MOST_CUES = 2
_DIGITS = 9  # of a score, before it is compared
_LONGEST_TITLE = 200
_MOST_READ = 50  # posts about one thing, of which the words are looked at


def resources(reading: Reading) -> tuple[Resource, ...]:
    """The resources, in the order of their worth to a reader."""
    corpus, choices = reading.corpus, reading.choices
    shared = sharing(corpus)
    pinned = {group: place for place, group in enumerate(reading.edits.pinned)}
    order = sorted(
        (pinned.get(group, len(pinned)), -round(_score(corpus, one), _DIGITS), group) for group, one in shared.items()
    )
    ranked = [shared[group] for *_, group in order[: choices.resources]]
    together = bundles(corpus, ranked)
    of_sessions = _linked_by(corpus.programme)
    quoted: set[str] = set()
    found = (
        _resource(
            corpus, one, quoted, session=_session(corpus, one, of_sessions), bundle=shared[together[one.group]].url
        )
        for one in ranked
    )
    return tuple(_as_wanted(resource, one.group, reading) for resource, one in zip(found, ranked, strict=True))


def _as_wanted(resource: Resource, group: str, reading: Reading) -> Resource:
    """The resource with its organisers' title, kind and session, where they gave one."""
    edit = reading.edits.links.get(group)
    if edit is None:
        return resource
    has_session = edit.session is not None and (not edit.session or reading.schedule.session(edit.session))
    return replace(
        resource,
        title=safe.line(edit.title) or resource.title,
        words="" if edit.title else resource.words,
        kind=edit.kind or resource.kind,
        session=edit.session if edit.session is not None and has_session else resource.session,
    )


def _score(corpus: Corpus, shared: Shared) -> float:
    posts = [corpus.posts[index] for index in shared.places[:_MOST_READ]]
    return (
        math.log1p(shared.people)
        + _CUE * min(sum(cues.is_share(post.text) for post in posts), _MOST_CUES)
        + _OF_KIND[shared.kind]
        + _MADE_FOR_IT * is_made_for(corpus.event, shared.group)
    )


def _resource(corpus: Corpus, shared: Shared, quoted: set[str], *, session: str, bundle: str) -> Resource:
    """The value; no post is quoted twice, so `quoted` remembers."""
    posts = [corpus.posts[index] for index in shared.places]
    best = fullest(posts, quoted)
    title = _title(posts, shared.group)
    words = "" if title or best.id in quoted else excerpt(best)
    quoted.add(best.id)
    return Resource(
        url=shared.url,
        kind=shared.kind,
        title=title,
        words=words,
        words_language=corpus.languages[corpus.places[best.id]],
        sharers=shared.people,
        shared_by=safe.person(best.author),
        first_shared=posts[0].created_at,
        post=safe.web_or_nothing(best.url),
        session=session,
        bundle=bundle,
    )


def _title(posts: Sequence[Post], group: str) -> str:
    titles = Counter(
        safe.line(clean(link.title, _LONGEST_TITLE))
        for post in posts
        for link in post.links
        if link.title and addresses.is_web(to := link.final or link.url) and addresses.group(to) == group
    )
    return min(titles, key=lambda title: (-titles[title], title), default="")


def _linked_by(programme: Programme | None) -> dict[str, str]:
    """The group of every link on the programme, with the session it belongs to."""
    return {
        addresses.group(link.url): session.id
        for session in (programme.sessions if programme else ())
        for link in session.talk.links
        if addresses.is_web(link.url)
    }


def _session(corpus: Corpus, shared: Shared, of_sessions: Mapping[str, str]) -> str:
    """The session that links to it, or that most of those who shared it were writing about."""
    if shared.group in of_sessions:
        return of_sessions[shared.group]
    people = {(corpus.sessions[index], corpus.posts[index].author.id) for index in shared.places}
    counts = Counter(session for session, _ in people)
    session = min(counts, key=lambda one: (-counts[one], one))
    return session if session and 2 * counts[session] > shared.people else ""
