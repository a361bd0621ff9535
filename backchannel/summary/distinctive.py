"""Which words belong to a stretch of time: more people wrote them then than their share of all posts lets expect."""

import math
from collections import defaultdict
from collections.abc import Sequence

from backchannel.summary.corpus import Corpus
from backchannel.text.function_words import CONFERENCE_WORDS

FEWEST_WRITERS = 3  # behind a word that is named

_MOST_WRITERS = 0.12  # of all people: a word that more of them write belongs to the event, not to an hour of it
_LIFT = 1.5  # times as many writers as expected
_ALWAYS_FEW = 8  # people, who are never too many


def distinctive(corpus: Corpus, indexes: Sequence[int]) -> dict[str, int]:
    """The words of these posts that stand out, most first, and how many people wrote each of them here."""
    here = _writers(corpus, indexes)
    share = len(indexes) / len(corpus.posts)
    most = max(_ALWAYS_FEW, _MOST_WRITERS * len({post.author.id for post in corpus.posts}))
    scored = sorted(
        (-round(len(people) * math.log(len(people) / (share * corpus.writers[term])), 9), term)
        for term, people in here.items()
        if len(people) >= FEWEST_WRITERS
        and _LIFT * share * corpus.writers[term] < len(people)
        and corpus.writers[term] <= most
        and term not in CONFERENCE_WORDS
    )
    return {term: len(here[term]) for _, term in scored}


def _writers(corpus: Corpus, indexes: Sequence[int]) -> dict[str, set[str]]:
    people: defaultdict[str, set[str]] = defaultdict(set)
    for index in indexes:
        for term in corpus.bags[index]:
            people[term].add(corpus.posts[index].author.id)
    return people
