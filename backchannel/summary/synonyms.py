"""Themes that say the same in other words, or in another language, are one where an extra knows what words mean."""

import math
from collections.abc import Mapping, Sequence
from itertools import chain, zip_longest

from backchannel.summary.extras import Meanings

Words = tuple[str, ...]
Vector = Sequence[float]

_SAME = 0.7  # the cosine of two themes' directions from which on they are one
_DIGITS = 9  # of a cosine, before it is compared


def joined(themes: Sequence[Words], meanings: Meanings | None) -> list[Words]:
    """The themes, each with the words of later ones that mean the same, in turn; as they are without an extra."""
    if meanings is None:
        return list(themes)
    known = meanings({word for theme in themes for word in theme})
    groups: list[list[Words]] = []
    for theme in themes:
        alike = (group for group in groups if _cosine(theme, group[0], known) >= _SAME)
        group = next(alike, None)
        if group is None:
            groups.append([theme])
        else:
            group.append(theme)
    return [_in_turn(group) for group in groups]


def _cosine(theme: Words, other: Words, known: Mapping[str, Vector]) -> float:
    """How alike two themes' directions are; 0 where the words of one are not known."""
    one, two = (_sum([known[word] for word in words if word in known]) for words in (theme, other))
    lengths = math.sqrt(_dot(one, one) * _dot(two, two))
    return round(_dot(one, two) / lengths, _DIGITS) if lengths else 0.0


def _sum(vectors: Sequence[Vector]) -> Vector:
    return [math.fsum(numbers) for numbers in zip(*vectors, strict=True)]


def _dot(one: Vector, other: Vector) -> float:
    return math.fsum(number * its for number, its in zip(one, other, strict=False))


def _in_turn(group: Sequence[Words]) -> Words:
    """The first word of each, then the second of each: so that a label has words of all."""
    words = chain.from_iterable(zip_longest(*group, fillvalue=""))
    return tuple(dict.fromkeys(word for word in words if word))
