"""Themes as topics: scikit-learn's non-negative matrix factorisation (Lee and Seung 1999) of posts by terms.

The start is fixed (NNDSVD) and arithmetic keeps to one thread, so the same posts give the same topics on one machine.
"""

import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module

from backchannel.summary.extras import Weights

LIBRARY = "scikit-learn"

_MODULES = ("scipy.sparse", "threadpoolctl", "sklearn.decomposition", "sklearn.exceptions")  # in seconds: late
_TOPICS = 16  # at most
_OF_ONE = 4  # posts, for each topic
_STEPS = 200
_DIGITS = 6  # of a term's weight, before it is compared
_FEWEST = 2  # topics


def topics(posts: Sequence[Weights]) -> list[list[str]]:
    """For each topic the terms that have any weight in it, the heaviest first."""
    columns = {term: at for at, term in enumerate(sorted({term for post in posts for term in post}))}
    many = min(_TOPICS, len(posts) // _OF_ONE, len(columns))
    if many < _FEWEST:
        return []
    terms = list(columns)
    return [_ordered(weights, terms) for weights in _factors(posts, columns, many)]


def _factors(posts: Sequence[Weights], columns: Mapping[str, int], many: int) -> list[list[float]]:
    """The weight of every term in each topic."""
    sparse, limits, learning, told = map(import_module, _MODULES)
    cells = [(row, columns[term], weight) for row, post in enumerate(posts) for term, weight in sorted(post.items())]
    rows, places, weights = zip(*cells, strict=True)
    table = sparse.csr_matrix((weights, (rows, places)), shape=(len(posts), len(columns)))
    model = learning.NMF(many, init="nndsvd", random_state=0, max_iter=_STEPS)
    with limits.threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", told.ConvergenceWarning)  # topics nearly at rest are good enough to read
        return model.fit(table).components_.tolist()


def _ordered(weights: Sequence[float], terms: Sequence[str]) -> list[str]:
    rounded = [(-round(weight, _DIGITS), term) for weight, term in zip(weights, terms, strict=True)]
    return [term for weight, term in sorted(rounded) if weight < 0]
