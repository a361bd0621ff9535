"""Everything that is simply counted."""

from collections import Counter, defaultdict
from collections.abc import Callable

from backchannel.model.post import Post
from backchannel.summary.corpus import Corpus, language
from backchannel.summary.values import Numbers, Share

UNKNOWN = "und"  # the language code for "undetermined" (BCP 47)


def numbers(corpus: Corpus) -> Numbers:
    """The event in numbers."""
    per_author = Counter(post.author.id for post in corpus.posts)
    media = [item for post in corpus.posts for item in post.media]
    return Numbers(
        posts=len(corpus.posts),
        people=len(per_author),
        days=len({half[0] for half in map(corpus.half, range(len(corpus.posts))) if half}),
        once=sum(count == 1 for count in per_author.values()),
        half_by=_writers_of_half(sorted(per_author.values(), reverse=True)),
        links=len({group for groups in corpus.links for group in groups}),
        pictures=len(media),
        described=sum(bool(item.alt.strip()) for item in media),
        languages=_shares(corpus, lambda post: language(post) or UNKNOWN),
        networks=_shares(corpus, lambda post: post.network),
    )


def _shares(corpus: Corpus, name: Callable[[Post], str]) -> tuple[Share, ...]:
    posts: Counter[str] = Counter()
    people: defaultdict[str, set[str]] = defaultdict(set)
    for post in corpus.posts:
        posts[name(post)] += 1
        people[name(post)].add(post.author.id)
    ordered = sorted(posts, key=lambda one: (one == UNKNOWN, -posts[one], one))
    return tuple(Share(name=one, posts=posts[one], people=len(people[one])) for one in ordered)


def _writers_of_half(counts: list[int]) -> int:
    """How many of the busiest people it takes to reach half of all posts."""
    half, reached = sum(counts) / 2, 0
    for writers, count in enumerate(counts, start=1):
        reached += count
        if reached >= half:
            return writers
    return 0
