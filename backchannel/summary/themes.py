"""Words that many different people used together: pairs first, and around the strongest pairs, groups."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, islice

from msgspec import Struct

from backchannel.model.programme import Programme
from backchannel.summary import cues
from backchannel.summary.choosing import Chooser
from backchannel.summary.corpus import Corpus
from backchannel.summary.extras import Extras
from backchannel.summary.reading import Reading
from backchannel.summary.synonyms import Words, joined
from backchannel.summary.terms import spelling, weighted
from backchannel.summary.values import Theme
from backchannel.text.function_words import CONFERENCE_WORDS
from backchannel.text.terms import terms

_SAMPLE = 8_000  # posts in which words are paired
_OF_ONE = 20  # posts of one person among them
_VOCABULARY = 400
_FEWEST_WRITERS = 4  # of a word
_FEWEST_TOGETHER = 3  # writers of a pair
_FEWEST_PEOPLE = 4  # behind a theme
_MOST_WRITERS = 0.2  # of all people: more of them write what the event is about, not a theme of it
_BOND = 0.1  # of a word with a theme: people who wrote both, over the mean of those who wrote either
_WORDS = 5  # of a theme
_MOST_GROUPS = 40
_NAMED = 3  # of them in its label
_DIGITS = 9  # of a bond, before it is compared

_Pair = tuple[str, str]


class _Bond(Struct, frozen=True):
    """How closely people tie two words, and how much such a pair matters: that, times the people who wrote both."""

    tie: float
    weight: float


_Bonds = Mapping[_Pair, _Bond]


def themes(reading: Reading, chooser: Chooser) -> tuple[Theme, ...]:
    """The themes of most people first."""
    told = (_theme(reading, chooser, words, places) for words, places in words_and_places(reading))
    return tuple(islice((theme for theme in told if theme is not None), reading.choices.themes))


def words_and_places(reading: Reading) -> list[tuple[Words, list[int]]]:
    """The words of each theme, and the posts that use at least two of them."""
    corpus = reading.corpus
    groups = joined(_words_of_themes(corpus, reading.extras), reading.extras.meanings)
    found = [(words, _places(corpus, words)) for words in groups]
    found = [theme for theme in found if corpus.people(theme[1]) >= _FEWEST_PEOPLE]
    return sorted(found, key=lambda theme: (-corpus.people(theme[1]), theme[0]))


def _words_of_themes(corpus: Corpus, extras: Extras) -> Sequence[Words]:
    """Words that belong together: tied by the people who wrote both, or as an extra finds topics in the posts."""
    if extras.topics is None:
        return _groups(_bonds(corpus), _MOST_GROUPS)
    vocabulary = _vocabulary(corpus)
    bags = ([term for term in corpus.bags[index] if term in vocabulary] for index in _sample(corpus))
    found = extras.topics([weighted(bag, corpus.documents, len(corpus.posts)) for bag in bags if bag])
    return [words for words in map(_apart, found) if len(words) > 1]


def _apart(ordered: Iterable[str]) -> Words:
    """The first words, none of which is a form of another."""
    words: list[str] = []
    for word in ordered:
        if len(words) < _WORDS and not any(_are_forms(word, other) for other in words):
            words.append(word)
    return tuple(words)


def _theme(reading: Reading, chooser: Chooser, words: Sequence[str], places: Sequence[int]) -> Theme | None:
    """The theme, with the post that uses most of its words; none where no post is left to speak for it."""
    corpus = reading.corpus
    used = {index: len(set(words) & set(corpus.bags[index])) for index in places}
    by_use = sorted(chooser.fit(places), key=lambda index: (-used[index], -reading.quality(index), index))
    chosen = chooser.take(by_use, 1)
    if not chosen:
        return None
    posts = [corpus.posts[index] for index in places]
    return Theme(
        words=tuple(spelling(word, posts) for word in _as_read(corpus, words[:_NAMED], places)),
        people=corpus.people(places),
        posts=len(places),
        sessions=len({corpus.sessions[index] for index in places} - {""}),
        post=reading.cite(chosen[0]),
    )


def _as_read(corpus: Corpus, words: Sequence[str], places: Sequence[int]) -> list[str]:
    """The words in the order in which people mostly write them."""
    bags = [corpus.bags[index] for index in places]

    def place(word: str) -> float:
        found = [bag.index(word) for bag in bags if word in bag]
        return round(sum(found) / max(len(found), 1), _DIGITS)

    return sorted(words, key=lambda word: (place(word), word))


def _bonds(corpus: Corpus) -> _Bonds:
    """How closely people tie two words: those who wrote both in one post, over the geometric mean of their writers."""
    vocabulary = _vocabulary(corpus)
    together: defaultdict[_Pair, set[str]] = defaultdict(set)
    for index in _sample(corpus):
        words = sorted(vocabulary & set(corpus.bags[index]))
        for pair in combinations(words, 2):
            together[pair].add(corpus.posts[index].author.id)
    return {
        (one, other): _bond(len(people), math.sqrt(corpus.writers[one] * corpus.writers[other]))
        for (one, other), people in together.items()
        if len(people) >= _FEWEST_TOGETHER and not _are_forms(one, other)
    }


def _bond(together: int, either: float) -> _Bond:
    return _Bond(round(together / either, _DIGITS), round(together * together / either, _DIGITS))


def _are_forms(one: str, other: str) -> bool:
    """Whether one word is the other with an ending."""
    return one.startswith(other) or other.startswith(one)


def _vocabulary(corpus: Corpus) -> set[str]:
    """Words of several people: neither what any conference is spoken of with, nor where this one took place."""
    most = max(_FEWEST_WRITERS, _MOST_WRITERS * corpus.people(range(len(corpus.posts))))
    dropped = CONFERENCE_WORDS | _of_rooms(corpus.programme)
    able = (
        term for term, people in corpus.writers.items() if _FEWEST_WRITERS <= people <= most and term not in dropped
    )
    return set(sorted(able, key=lambda term: (-corpus.writers[term], term))[:_VOCABULARY])


def _of_rooms(programme: Programme | None) -> set[str]:
    """The terms of the rooms' names."""
    if programme is None:
        return set()
    rooms = {*programme.rooms, *(session.room for session in programme.sessions)}
    return {term for room in rooms for term in terms(room)}


def _sample(corpus: Corpus) -> list[int]:
    """Original posts of people, so many of each, evenly over the event."""
    per_author: Counter[str] = Counter()
    able: list[int] = []
    for index, post in enumerate(corpus.posts):
        is_original = corpus.originals[index] == index and not post.author.bot
        if is_original and per_author[post.author.id] < _OF_ONE and not cues.is_announcement(post.text):
            per_author[post.author.id] += 1
            able.append(index)
    return able[:: 1 + len(able) // _SAMPLE]


def _groups(bonds: _Bonds, most: int) -> list[Words]:
    """Around the strongest pair whose words are free, the words most tied to both, and so on; each word once."""
    near: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (one, other), bond in bonds.items():
        near[one][other] = near[other][one] = bond.tie
    groups: list[Words] = []
    used: set[str] = set()
    for pair in sorted(bonds, key=lambda pair: (-bonds[pair].weight, pair)):
        if len(groups) == most:
            break
        if bonds[pair].tie >= _BOND and not used & set(pair):
            groups.append(_grown(pair, near, used))
            used.update(groups[-1])
    return groups


def _grown(pair: Iterable[str], near: Mapping[str, Mapping[str, float]], used: Collection[str]) -> Words:
    words = list(pair)
    while len(words) < _WORDS:
        around = {word for member in words for word in near[member]} - set(words) - set(used)
        around = {word for word in around if not any(_are_forms(word, member) for member in words)}
        ties = {word: sum(near[member].get(word, 0.0) for member in words) / len(words) for word in around}
        best = min(ties, key=lambda word: (-round(ties[word], _DIGITS), word), default=None)
        if best is None or ties[best] < _BOND:
            break
        words.append(best)
    return tuple(words)


def _places(corpus: Corpus, words: Sequence[str]) -> list[int]:
    """The posts that use at least two of the words."""
    wanted = set(words)
    return [index for index, bag in enumerate(corpus.bags) if len(wanted.intersection(bag)) > 1]
