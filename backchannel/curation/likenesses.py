"""Who may be one person on two networks: softer evidence than `curation/copies.py` joins by, so it joins nothing.

Two accounts of the same name that said the same at the same time, and more than once, are suggested to a human. To take
them for one would silence a stranger who happens to be called alike.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backchannel.curation.copies import WINDOW, is_native
from backchannel.curation.effects import is_shown
from backchannel.model.post import Author, Post
from backchannel.model.record import Record
from backchannel.text.hashtags import fold

OFTEN = 2  # once may be chance
MOST = 20  # that are suggested


class Likeness(NamedTuple):
    """Two authors, and how often they said the same within minutes of each other."""

    one: Author
    other: Author
    times: int


def likenesses(records: Iterable[Record]) -> list[Likeness]:
    """Those who said the same most often, first. Only public posts are looked at, and copies are one already."""
    alike: defaultdict[tuple[str, str], list[Post]] = defaultdict(list)
    for record in records:
        if record.post and is_shown(record) and is_native(record) and (name := fold(record.post.author.name)):
            for words in record.words:
                alike[name, words].append(record.post)
    pairs = {pair for posts in alike.values() for pair in _pairs(posts)}
    times = Counter((one.author.id, other.author.id) for one, other in pairs)
    authors = {post.author.id: post.author for pair in pairs for post in pair}
    often = sorted((-count, ids) for ids, count in times.items() if count >= OFTEN)
    return [Likeness(authors[one], authors[other], -count) for count, (one, other) in often[:MOST]]


def _pairs(posts: Iterable[Post]) -> Iterator[tuple[Post, Post]]:
    """Posts of two networks that were made shortly after each other, each in one pair, sorted by author."""
    waiting: dict[str, Post] = {}
    for post in sorted(posts, key=lambda post: (post.created_at, post.id)):
        near = [other for other in waiting.values() if post.created_at - other.created_at <= WINDOW]
        before = next((other for other in near if other.network != post.network), None)
        if before is None:
            waiting[post.network] = post
        else:
            del waiting[before.network]
            one, other = sorted((before, post), key=lambda post: post.author.id)
            yield one, other
