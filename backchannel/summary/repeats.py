"""Which posts say what another has said before: word for word, or with an extra's help nearly so."""

from collections.abc import Callable, Sequence

from backchannel.summary.extras import Likes

_FEWEST_TERMS = 4  # in posts that can be told to say the same
_NEARLY = 0.8  # of all the terms of two posts are in both

Bag = Sequence[str]


def originals(bags: Sequence[Bag], likes: Callable[[], Likes] | None = None) -> list[int]:
    """For each post the place of the first that says the same; its own, where none does."""
    exact = _word_for_word(bags)
    return exact if likes is None else _nearly(bags, exact, likes())


def _word_for_word(bags: Sequence[Bag]) -> list[int]:
    first: dict[Bag, int] = {}
    return [
        first.setdefault(tuple(bag), index) if len(bag) >= _FEWEST_TERMS else index for index, bag in enumerate(bags)
    ]


def _nearly(bags: Sequence[Bag], exact: Sequence[int], likes: Likes) -> list[int]:
    """The extra finds what may be alike, counting terms decides. Only posts that repeat none are compared with."""
    known: dict[int, frozenset[str]] = {}
    found = list(exact)
    for index, original in enumerate(exact):
        terms = frozenset(bags[index])
        if original != index:
            found[index] = found[original]
        elif len(terms) >= _FEWEST_TERMS:
            found[index] = next((at for at in sorted(likes.like(terms)) if _are_near(terms, known[at])), index)
            if found[index] == index:
                known[index] = terms
                likes.remember(index, terms)
    return found


def _are_near(terms: frozenset[str], others: frozenset[str]) -> bool:
    both = len(terms & others)
    return both >= _NEARLY * (len(terms) + len(others) - both)
