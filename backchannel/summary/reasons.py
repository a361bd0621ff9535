"""Why a post was chosen, in a sentence or two made of counts. Nothing is judged, nothing is guessed."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from backchannel.summary import wording
from backchannel.summary.corpus import HALF_TIME, Corpus, voice
from backchannel.summary.distinctive import distinctive
from backchannel.summary.languages import language_name
from backchannel.summary.reading import Reading
from backchannel.summary.selection import Pick
from backchannel.summary.sharing import sharing
from backchannel.summary.terms import spelling

NEARLY = 0.7  # shared terms of all terms, from which two posts say nearly the same
MOST_CLAUSES = 2

_FEWEST_TERMS = 4  # in posts that can be nearly the same
_WORDS = 2  # named for one post
_THINGS = {
    "slides": "these slides",
    "video": "this video",
    "paper": "this paper",
    "data": "this data",
    "code": "this code",
}


class Reasons:
    """Says why each pick was chosen. What the sentences need is counted once, for all picks."""

    def __init__(self, reading: Reading, picks: Iterable[Pick]) -> None:
        corpus = self._corpus = reading.corpus
        self._reading = reading
        self._answers = reading.quality.answers
        self._shares = sharing(corpus)
        self._with_term = self._places_of({term for pick in picks for term in self._rarest(pick)})
        self._per_author = Counter(post.author.id for post in corpus.posts)
        self._per_language = Counter(corpus.languages)
        halves = _halves(corpus)
        self._per_half = {half: len({corpus.posts[at].author.id for at in indexes}) for half, indexes in halves.items()}
        self._distinctive = {half: distinctive(corpus, indexes) for half, indexes in halves.items()}

    def why(self, pick: Pick) -> str:
        """At most two short sentences, the rarest facts first; or that the organisers wanted it."""
        if self._corpus.posts[pick.index].id in self._reading.edits.kept:
            return "The organisers chose it."
        clauses = [clause for clause in self._clauses(pick) if clause][:MOST_CLAUSES] or [self._new(pick)]
        return " ".join(f"{clause[0].upper()}{clause[1:]}." for clause in clauses)

    def _clauses(self, pick: Pick) -> Iterator[str]:
        yield self._nearly_the_same(pick)
        yield self._thread(pick)
        yield self._answered(pick)
        yield self._shared(pick)
        yield self._in_language(pick)
        yield self._when(pick)
        yield self._once(pick)

    def _nearly_the_same(self, pick: Pick) -> str:
        posts, mine = self._corpus.posts, frozenset(self._corpus.bags[pick.index])
        others = {
            voice(posts[index])
            for term in self._rarest(pick)
            for index in self._with_term[term]
            if _are_near(mine, frozenset(self._corpus.bags[index]))
        } - {voice(posts[pick.index])}
        return f"{_people(len(others), 'other')} wrote nearly the same" if others else ""

    def _rarest(self, pick: Pick) -> list[str]:
        """So many of its rarest words that whoever wrote nearly the same must have one of them."""
        mine = set(self._corpus.bags[pick.index])
        most_missing = len(mine) - math.ceil(NEARLY * len(mine))
        return sorted(mine, key=lambda term: (self._corpus.documents[term], term))[: most_missing + 1]

    def _places_of(self, terms: set[str]) -> Mapping[str, Sequence[int]]:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for index, bag in enumerate(self._corpus.bags):
            for term in terms & set(bag):
                places[term].append(index)
        return places

    def _thread(self, pick: Pick) -> str:
        length = self._reading.threads.own(pick.index)
        return f"it starts a thread of {length}" if length > 1 else ""

    def _answered(self, pick: Pick) -> str:
        count = len(self._answers.get(self._corpus.posts[pick.index].id, ()))
        return f"{_people(count)} answered it here" if count > 1 else ""

    def _shared(self, pick: Pick) -> str:
        """The most shared of its links; a link nobody else has says nothing in particular."""
        groups = sorted(self._corpus.links[pick.index], key=lambda key: (-self._shares[key].people, key))
        if not groups or self._shares[groups[0]].people < 2:
            return ""
        shared = self._shares[groups[0]]
        thing = _THINGS.get(shared.kind, "this link")
        if shared.places[0] == pick.index:
            return f"the first of {shared.people} people to share {thing}"
        return f"one of {shared.people} people who shared {thing}"

    def _in_language(self, pick: Pick) -> str:
        spoken = self._corpus.languages[pick.index]
        count = self._per_language[spoken]
        if not spoken or count * 2 > len(self._corpus.posts):
            return ""
        return (
            f"one of {count} posts in {language_name(spoken)}"
            if count > 1
            else f"the only post in {language_name(spoken)}"
        )

    def _when(self, pick: Pick) -> str:
        """Its half-day, and words of it that stood out then and that no post chosen before it had."""
        half = self._corpus.half(pick.index)
        if half is None:
            return ""
        day = f"{half[0]:%A} {'after' if half[1] else 'before'} {HALF_TIME}:00"
        words = {term: count for term, count in self._distinctive[half].items() if term in pick.new_terms}
        if not words:
            return f"from {day}, when {_people(self._per_half[half])} wrote"
        return f"on {day}, {self._counted(pick, words)}"

    def _counted(self, pick: Pick, words: Mapping[str, int]) -> str:
        post = [self._corpus.posts[pick.index]]
        (first, count), *more = [(f"“{spelling(term, post)}”", count) for term, count in words.items()][:_WORDS]
        return f"{_people(count)} wrote of {first}" + "".join(f", {count} of {word}" for word, count in more)

    def _new(self, pick: Pick) -> str:
        count = len(pick.new_terms)
        return f"it brings {count} {'word' if count == 1 else 'words'} that no post chosen before it has"

    def _once(self, pick: Pick) -> str:
        is_only = self._per_author[self._corpus.posts[pick.index].author.id] == 1
        return "the only post of a person who wrote once" if is_only else ""


def _halves(corpus: Corpus) -> dict[tuple[date, bool], list[int]]:
    halves: defaultdict[tuple[date, bool], list[int]] = defaultdict(list)
    for index in range(len(corpus.posts)):
        half = corpus.half(index)
        if half is not None:
            halves[half].append(index)
    return halves


def _are_near(one: frozenset[str], other: frozenset[str]) -> bool:
    smaller, larger = sorted((len(one), len(other)))
    if smaller < _FEWEST_TERMS or smaller < NEARLY * larger:
        return False
    shared = len(one & other)
    return shared >= NEARLY * (len(one) + len(other) - shared)


def _people(count: int, which: str = "") -> str:
    return wording.counted(count, f"{which} person".strip())
