"""Who shared what: the posts that link to the same thing, put together."""

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from backchannel.summary.corpus import Corpus
from backchannel.text import addresses


class Shared(Struct, frozen=True, kw_only=True):
    """One thing, and the places of the posts that link to it, in order of time.

    `people` counts who wrote them, one name once.
    """

    group: str
    url: str
    kind: str
    places: Sequence[int]
    people: int


def sharing(corpus: Corpus) -> dict[str, Shared]:
    """Everything that was shared, by group."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for index, links in enumerate(corpus.links):
        for group in links:
            found[group].append(index)
    return {group: _shared(corpus, group, indexes) for group, indexes in found.items()}


def _shared(corpus: Corpus, group: str, indexes: Sequence[int]) -> Shared:
    url = _address(corpus, group, indexes)
    return Shared(group=group, url=url, kind=addresses.kind(url), places=indexes, people=corpus.voices(indexes))


def _address(corpus: Corpus, group: str, indexes: Sequence[int]) -> str:
    """The address most people used, as they wrote it, without trackers."""
    people: defaultdict[str, set[str]] = defaultdict(set)
    for index in indexes:
        people[corpus.links[index][group]].add(corpus.posts[index].author.id)
    return addresses.untracked(min(people, key=lambda url: (-len(people[url]), len(url), url)))
