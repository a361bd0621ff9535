"""What attribution is compared with: the clock alone, and the words alone."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta

from backchannel.model.post import Post
from backchannel.model.programme import Programme, Session
from backchannel.text.terms import terms

Rival = Callable[[Post], tuple[str, ...]]
HALF_HOUR, TWO_HOURS, PEAK = timedelta(minutes=30), timedelta(minutes=120), timedelta(minutes=12)


def by_time(programme: Programme) -> Rival:
    """The session whose usual moment to be written about, 12 minutes after its start, is nearest; none far from any."""

    def name(post: Post) -> tuple[str, ...]:
        near = [one for one in programme.sessions if -HALF_HOUR <= post.created_at - one.starts <= TWO_HOURS]
        best = min(near, key=lambda one: (abs(post.created_at - one.starts - PEAK), one.id), default=None)
        return (best.id,) if best else ()

    return name


def by_words(programme: Programme, dropped: Sequence[str]) -> Rival:
    """The session with the most similar title and abstract, by the cosine of TF-IDF, each post against every talk."""
    bags = {one.id: Counter(_terms(one, dropped)) for one in programme.sessions}
    having = Counter(term for bag in bags.values() for term in bag)
    rarity = {term: math.log(len(bags) / count) + 1 for term, count in having.items()}
    vectors = {id_: _unit(bag, rarity) for id_, bag in bags.items()}

    def name(post: Post) -> tuple[str, ...]:
        vector = _unit(Counter(terms(post.text, dropped)), rarity)
        alike: dict[str, float] = defaultdict(float)
        for id_, other in vectors.items():
            alike[id_] = sum(weight * other.get(term, 0.0) for term, weight in vector.items())
        best = max(alike, key=lambda id_: (round(alike[id_], 9), id_), default="")
        return (best,) if alike[best] > 0 else ()

    return name


def _terms(session: Session, dropped: Sequence[str]) -> list[str]:
    return terms(f"{session.talk.title} {session.talk.abstract}", dropped)


def _unit(bag: Counter[str], rarity: dict[str, float]) -> dict[str, float]:
    raw = {term: (1 + math.log(count)) * rarity.get(term, 0.0) for term, count in bag.items()}
    length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
    return {term: weight / length for term, weight in raw.items()}
