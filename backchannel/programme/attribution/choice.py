"""From scores to sessions: one that is sure, two that each stand on evidence of their own, or none."""

import math
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from backchannel.programme.attribution.values import Clue

_POINTING = frozenset({"hashtag", "link", "speaker", "thread"})  # clues that can make a second session of one post
_MOST = 2
_HIGHEST = 50.0  # a score beyond which nothing gets surer, and below which no power overflows
_DIGITS = 6  # of a share; sums may differ beyond them


class Choice(Struct, frozen=True):
    """The sessions chosen, by number, how sure they are, and their lead on the next one."""

    sessions: tuple[int, ...] = ()
    score: float = 0.0
    margin: float = 0.0


def choose(scores: Mapping[int, float], clues: Iterable[Clue], sure: float) -> Choice:
    """What a post is about. `scores` are the logarithms of each session's odds against its being about none of them."""
    if not scores:
        return Choice()
    odds = {number: math.exp(min(scores[number], _HIGHEST)) for number in sorted(scores)}
    pointed = _pointed(odds, clues)
    several = [number for number in pointed if _judged(odds, number, pointed).score >= sure]
    if len(several) > 1:
        return _together(odds, several) if len(pointed) <= _MOST else _nothing(_judged(odds, pointed[0], pointed))
    best = min(odds, key=lambda number: (-round(odds[number], _DIGITS), number))
    judged = _judged(odds, best, [best])
    return judged if judged.score >= sure else _nothing(judged)


def _pointed(odds: Mapping[int, float], clues: Iterable[Clue]) -> list[int]:
    """The sessions that pointing clues mean: of several that one clue speaks for, the likeliest."""
    meant = {
        min(clue.sessions, key=lambda number: (-round(odds[number], _DIGITS), number))
        for clue in clues
        if clue.kind in _POINTING
    }
    return sorted(meant, key=lambda number: (-round(odds[number], _DIGITS), number))


def _together(odds: Mapping[int, float], both: Sequence[int]) -> Choice:
    """Two sessions; they are as sure as the less sure of them."""
    least = min((_judged(odds, number, both) for number in both), key=lambda choice: (choice.score, choice.margin))
    return Choice(tuple(both), least.score, least.margin)


def _judged(odds: Mapping[int, float], number: int, beside: Sequence[int]) -> Choice:
    """One session against all others but those `beside` it, which may be meant as well."""
    others = [other for key, other in odds.items() if key not in beside]
    total = 1 + odds[number] + math.fsum(others)
    next_ = max(others, default=0.0)
    score = round(odds[number] / total, _DIGITS)
    return Choice((number,), score, round(score - next_ / total, _DIGITS))


def _nothing(judged: Choice) -> Choice:
    return Choice((), judged.score, judged.margin)
