"""Everything that is simply counted."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from backchannel.summary.corpus import Corpus
from backchannel.summary.questions import Asked
from backchannel.summary.reading import Reading
from backchannel.summary.sessions import attendance, held
from backchannel.summary.values import Numbers, Share

UNKNOWN = "und"  # the language code for "undetermined" (BCP 47)


def numbers(reading: Reading, asked: Sequence[Asked], conversations: int) -> Numbers:
    """The event in numbers."""
    corpus = reading.corpus
    per_author = Counter(post.author.id for post in corpus.posts)
    media = [attached for post in corpus.posts for attached in post.media]
    spoken_of = attendance(reading)
    return Numbers(
        posts=len(corpus.posts),
        people=len(per_author),
        days=len({half[0] for half in map(corpus.half, range(len(corpus.posts))) if half}),
        once=sum(count == 1 for count in per_author.values()),
        half_by=_writers_of_half(sorted(per_author.values(), reverse=True)),
        links=len({group for groups in corpus.links for group in groups}),
        pictures=len(media),
        described=sum(bool(attached.alt.strip()) for attached in media),
        repeated=sum(original != index for index, original in enumerate(corpus.originals)),
        sessions=len(held(reading)),
        spoken_of=sum(session.id in spoken_of for session in held(reading)),
        questions=len(asked),
        answered=sum(bool(one.answers) for one in asked),
        conversations=conversations,
        languages=_shares(corpus, [language or UNKNOWN for language in corpus.languages]),
        networks=_shares(corpus, [post.network for post in corpus.posts]),
    )


def _shares(corpus: Corpus, names: Sequence[str]) -> tuple[Share, ...]:
    posts = Counter(names)
    people: defaultdict[str, set[str]] = defaultdict(set)
    for post, name in zip(corpus.posts, names, strict=True):
        people[name].add(post.author.id)
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
