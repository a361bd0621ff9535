"""How much a post alone promises a reader who was not there: 0 to 1, before penalties."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from backchannel.model.post import Post
from backchannel.summary import cues
from backchannel.summary.corpus import Corpus
from backchannel.summary.engagement import engagement
from backchannel.text.terms import named

ENOUGH_WORDS = 18  # different terms; more than that adds nothing
ENOUGH_ANSWERS = 3  # people
SELDOM = 2  # posts; who writes no more of them would otherwise hardly be heard
MOST_NAMED = 5  # a post that names more people calls them, it does not speak of them
MOST_HASHTAGS = 7  # a post that has more is written for searches

_ENGAGEMENT = 0.35
_INFORMATION = 0.30
_RESOURCE = 0.15
_ANSWERS = 0.20
_ANNOUNCEMENT = 0.90
_PROMOTION = 0.90
_REPLY = 0.10
_CALL = 0.30
_BEFORE = 0.20
_SELDOM = 0.10
_DIGITS = 9  # of a quality, before it is compared


class Quality:
    """Every post's quality, by its place. Penalties are looked for only in posts that somebody asks about."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.standing = engagement(corpus)
        self.answers = answerers(corpus)
        self._known: dict[int, float] = {}
        self._per_author = Counter(post.author.id for post in corpus.posts)
        self._promises = [self._promise(index) for index in range(len(corpus.posts))]

    def __call__(self, index: int) -> float:
        """The quality of one post."""
        if index not in self._known:
            self._known[index] = round(self._promises[index] - self._penalty(index), _DIGITS)
        return self._known[index]

    def best(self, most: int, may_be: Callable[[int], bool]) -> list[int]:
        """The places of the `most` best posts that may be; of equals the earlier."""
        ranked: list[tuple[float, int]] = []
        for index in sorted(range(len(self._promises)), key=lambda index: -self._promises[index]):
            if len(ranked) == most and ranked[0][0] > self._promises[index]:
                break  # penalties only take away: nothing that follows can be better
            if may_be(index):
                (heapq.heappush if len(ranked) < most else heapq.heappushpop)(ranked, (self(index), -index))
        return sorted(-index for _, index in ranked)

    def ordered(self, indexes: Iterable[int]) -> list[int]:
        """These posts, the best first."""
        return sorted(indexes, key=lambda index: (-self(index), index))

    def _promise(self, index: int) -> float:
        words = min(len(set(self._corpus.bags[index])), ENOUGH_WORDS)
        answers = min(len(self.answers.get(self._corpus.posts[index].id, ())), ENOUGH_ANSWERS)
        return round(
            _ENGAGEMENT * self.standing[index]
            + _INFORMATION * words / ENOUGH_WORDS
            + _RESOURCE * bool(self._corpus.links[index])
            + _ANSWERS * answers / ENOUGH_ANSWERS
            + _SELDOM * (self._per_author[self._corpus.posts[index].author.id] <= SELDOM),
            _DIGITS,
        )

    def _penalty(self, index: int) -> float:
        post = self._corpus.posts[index]
        return (
            _ANNOUNCEMENT * cues.is_announcement(post.text)
            + _PROMOTION * cues.is_promotion(post.text)
            + _REPLY * (post.reply_to is not None)
            + _CALL * (len(named(post.text)) > MOST_NAMED)
            + _CALL * (len(post.hashtags) > MOST_HASHTAGS)
            + _BEFORE * (self._corpus.written[index].date() < self._corpus.event.starts)
        )


def people_spoken_of(post: Post) -> frozenset[str]:
    """Who is named in the text, unless it is a mere list of names."""
    names = named(post.text)
    return names if len(names) <= MOST_NAMED else frozenset()


def answerers(corpus: Corpus) -> Mapping[str, set[str]]:
    """Who else answered a post, for every post that was answered."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for index, post in enumerate(corpus.posts):
        answered = corpus.answered(index)
        if answered is not None and corpus.posts[answered].author.id != post.author.id:
            found[corpus.posts[answered].id].add(post.author.id)
    return found
