"""How much a post moved people, compared with its like. Networks, languages and days differ; people less."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from backchannel.model.post import Counts
from backchannel.summary.corpus import Corpus

_ENOUGH = 30  # posts of one network, language and day, to compare among them; else among the network's

_Ranks = Mapping[Hashable, Sequence[int]]


def engagement(corpus: Corpus) -> list[float]:
    """Each post's percentile of likes and reposts among its like, 0 to 1; of copies elsewhere the highest counts."""
    ranks = _ranks(corpus)
    return [max(_own(corpus, index, ranks), _copies(corpus, index, ranks)) for index in range(len(corpus.posts))]


def _ranks(corpus: Corpus) -> _Ranks:
    ranks: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, post in enumerate(corpus.posts):
        count = _weight(post.counts)
        ranks[post.network].append(count)
        ranks[_like(corpus, index)].append(count)
    for counts in ranks.values():
        counts.sort()
    return ranks


def _own(corpus: Corpus, index: int, ranks: _Ranks) -> float:
    post, like = corpus.posts[index], ranks[_like(corpus, index)]
    return _percentile(like if len(like) >= _ENOUGH else ranks[post.network], _weight(post.counts))


def _copies(corpus: Corpus, index: int, ranks: _Ranks) -> float:
    copies = corpus.posts[index].copies
    return max((_percentile(ranks.get(copy.network, ()), _weight(copy.counts)) for copy in copies), default=0.0)


def _like(corpus: Corpus, index: int) -> Hashable:
    return corpus.posts[index].network, corpus.languages[index], corpus.written[index].date()


def _weight(counts: Counts) -> int:
    return counts.likes + 2 * counts.reposts


def _percentile(ranked: Sequence[int], count: int) -> float:
    if count <= 0 or not ranked:
        return 0.0
    return (bisect_left(ranked, count) + bisect_right(ranked, count)) / (2 * len(ranked))
