"""How much each term of a post weighs, how alike two posts are, and how a term is written."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from backchannel.model.post import Post

_READ = 500  # posts at most, to see how a term is written


def weighted(bag: Iterable[str], documents: Mapping[str, int], total: int) -> dict[str, float]:
    """A unit vector of TF-IDF weights, after the usual (1 + log tf)(log((1 + n)/(1 + df)) + 1)."""
    counts = sorted(Counter(bag).items())
    raw = {term: (1 + math.log(count)) * (math.log((1 + total) / (1 + documents[term])) + 1) for term, count in counts}
    length = math.sqrt(math.fsum(weight * weight for weight in raw.values()))
    return {term: weight / length for term, weight in raw.items()}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How alike two unit vectors are, 0 to 1."""
    few, many = sorted((one, other), key=len)
    return math.fsum(weight * many[term] for term, weight in few.items() if term in many)


def spelling(term: str, posts: Sequence[Post]) -> str:
    """The term as most of these posts write it, so that a label reads as people wrote; of many a sample is read."""
    pattern = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.IGNORECASE)
    forms = Counter(
        form for post in posts[:: 1 + len(posts) // _READ] for form in pattern.findall(post.text.replace("’", "'"))
    )
    return min(forms, key=lambda form: (-forms[form], form), default=term)
