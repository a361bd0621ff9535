"""How much a post alone promises a reader who was not there: 0 to 1, before penalties."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence

from backchannel.model.post import Post
from backchannel.summary import cues
from backchannel.summary.corpus import Corpus
from backchannel.text.terms import named

ENOUGH_WORDS = 18  # different terms; more than that adds nothing
ENOUGH_ANSWERS = 3  # people
MOST_NAMED = 5  # a post that names more people calls them, it does not speak of them

_ENGAGEMENT = 0.35
_INFORMATION = 0.30
_RESOURCE = 0.15
_ANSWERS = 0.20
_ANNOUNCEMENT = 0.60
_PROMOTION = 0.20
_REPLY = 0.10
_CALL = 0.30
_BEFORE = 0.20


def qualities(corpus: Corpus) -> list[float]:
    """One number a post, in the corpus' order."""
    standing = engagement(corpus.posts)
    answers = answerers(corpus.posts)
    return [
        _promise(len(set(bag)), standing[index], bool(corpus.links[index]), len(answers.get(post.id, ())))
        - _penalty(post)
        - _BEFORE * (corpus.written[index].date() < corpus.event.starts)
        for index, (post, bag) in enumerate(zip(corpus.posts, corpus.bags, strict=True))
    ]


def people_spoken_of(post: Post) -> frozenset[str]:
    """Who is named in the text, unless it is a mere list of names."""
    names = named(post.text)
    return names if len(names) <= MOST_NAMED else frozenset()


def engagement(posts: Sequence[Post]) -> list[float]:
    """Each post's percentile of likes and reposts among those of its own network: networks differ, people less."""
    raw = [post.counts.likes + 2 * post.counts.reposts for post in posts]
    ranked: defaultdict[str, list[int]] = defaultdict(list)
    for post, count in zip(posts, raw, strict=True):
        ranked[post.network].append(count)
    for counts in ranked.values():
        counts.sort()
    return [_percentile(ranked[post.network], count) for post, count in zip(posts, raw, strict=True)]


def answerers(posts: Sequence[Post]) -> Mapping[str, set[str]]:
    """Who else answered a post, for every post that was answered."""
    authors = {post.id: post.author.id for post in posts}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for post in posts:
        if post.reply_to in authors and authors[post.reply_to] != post.author.id:
            found[post.reply_to].add(post.author.id)
    return found


def _promise(words: int, standing: float, has_link: bool, answers: int) -> float:
    return (
        _ENGAGEMENT * standing
        + _INFORMATION * min(words, ENOUGH_WORDS) / ENOUGH_WORDS
        + _RESOURCE * has_link
        + _ANSWERS * min(answers, ENOUGH_ANSWERS) / ENOUGH_ANSWERS
    )


def _penalty(post: Post) -> float:
    return (
        _ANNOUNCEMENT * cues.is_announcement(post.text)
        + _PROMOTION * cues.is_promotion(post.text)
        + _REPLY * (post.reply_to is not None)
        + _CALL * (len(named(post.text)) > MOST_NAMED)
    )


def _percentile(ranked: Sequence[int], count: int) -> float:
    if count <= 0:
        return 0.0
    return (bisect_left(ranked, count) + bisect_right(ranked, count)) / (2 * len(ranked))
