"""The compile step: header and posts in, `Summary` out. A pure function; rendering is somebody else's work."""

import hashlib
from collections.abc import Iterable, Mapping

from backchannel import __version__
from backchannel.model.codec import encode
from backchannel.model.post import Author, Post
from backchannel.summary import safe
from backchannel.summary.archive_file import Header
from backchannel.summary.corpus import Corpus, corpus, language
from backchannel.summary.numbers import numbers
from backchannel.summary.people import people
from backchannel.summary.reasons import Reasons
from backchannel.summary.resources import resources
from backchannel.summary.selection import Pick, select
from backchannel.summary.timeline import timeline
from backchannel.summary.values import Choices, Highlight, Origin, Summary
from backchannel.text.covers import cover


def compile_summary(header: Header, posts: Iterable[Post], choices: Choices | None = None) -> Summary:
    """The summary of these posts, which are all taken to be public. Their order does not matter."""
    choices = choices or Choices()
    all_posts = corpus(header.event, posts)
    digest = _digest(header, all_posts)
    return Summary(
        event=header.event,
        numbers=numbers(all_posts),
        highlights=_highlights(all_posts, choices),
        resources=resources(all_posts, choices),
        timeline=timeline(all_posts, choices),
        people=people(all_posts, choices, seed=digest),
        coverage=tuple(sorted(header.coverage, key=lambda one: one.source)),
        withheld=dict(sorted(header.withheld.items())),
        origin=Origin(digest=digest, choices=choices, program=__version__),
    )


def _highlights(all_posts: Corpus, choices: Choices) -> tuple[Highlight, ...]:
    reasons = Reasons(all_posts)
    authors = {post.id: post.author for post in all_posts.posts}
    return tuple(
        _highlight(all_posts.posts[pick.index], pick, reasons.why(pick), authors) for pick in select(all_posts, choices)
    )


def _highlight(post: Post, pick: Pick, why: str, authors: Mapping[str, Author]) -> Highlight:
    answered = authors.get(post.reply_to or "")
    return Highlight(
        id=post.id,
        url=safe.web_or_nothing(post.url),
        network=post.network,
        author=safe.person(post.author),
        created_at=post.created_at,
        language=language(post),
        answers=safe.person(answered) if answered and answered.id != post.author.id else None,
        warning=safe.line(cover(post)),
        body=safe.body(post.body),
        pictures=tuple(map(safe.picture, post.media)),
        why=why,
        gains=pick.gains,
    )


def _digest(header: Header, all_posts: Corpus) -> str:
    """A fingerprint of everything the summary was made from."""
    digest = hashlib.sha256(encode(header))
    for post in all_posts.posts:
        digest.update(encode(post))
    return digest.hexdigest()
