"""Threads in which several people spoke."""

import math
from collections.abc import Container, Sequence

from backchannel.summary.corpus import Corpus
from backchannel.summary.reading import Reading
from backchannel.summary.threads import Threads
from backchannel.summary.values import Conversation
from backchannel.text.covers import cover

FEWEST_POSTS = 3
FEWEST_PEOPLE = 2

_SHOWN = 6  # posts of one conversation
_FEWEST_TERMS = 5  # different ones, in a conversation that tells those who were not there something
_DIGITS = 9  # of a score, before it is compared


def conversations_in(corpus: Corpus, threads: Threads) -> list[Sequence[int]]:
    """All conversations, those of more people and more posts first; links in them count, too."""
    found = [
        members
        for members in threads.members.values()
        if len(members) >= FEWEST_POSTS and corpus.people(members) >= FEWEST_PEOPLE
    ]
    return sorted(found, key=lambda members: (-_worth(corpus, members), members[0]))


def conversations(
    reading: Reading, found: Sequence[Sequence[int]], *, told: Container[int]
) -> tuple[Conversation, ...]:
    """The first of them that no other section begins with, that say something and lie open, with their first posts."""
    corpus = reading.corpus
    fresh = [members for members in found if members[0] not in told and _tells(corpus, members)]
    return tuple(
        Conversation(
            posts=len(members), people=corpus.people(members), thread=tuple(map(reading.cite, members[:_SHOWN]))
        )
        for members in fresh[: reading.choices.conversations]
    )


def _tells(corpus: Corpus, members: Sequence[int]) -> bool:
    terms = {term for index in members for term in corpus.bags[index]}
    return len(terms) >= _FEWEST_TERMS and not cover(corpus.posts[members[0]])


def _worth(corpus: Corpus, members: Sequence[int]) -> float:
    has_link = any(corpus.links[index] for index in members)
    return round(corpus.people(members) * math.log(len(members)) * (1 + has_link), _DIGITS)
