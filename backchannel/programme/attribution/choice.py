"""From scores to sessions: one that is sure, two that each stand on evidence of their own, or none."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from backchannel.programme.attribution.values import Clue

_POINTING = frozenset({"hashtag", "link", "speaker", "thread"})  # clues that can make a second session of one post
_MOST = 2
_SAME = 1e-6  # scores that differ by less are equal, so that the order of a sum never shows
_HIGHEST = 50.0  # a score beyond which nothing gets surer, and below which no power overflows
_CERTAIN = math.exp(_HIGHEST)
_DIGITS = 6


class Choice(Struct, frozen=True):
    """The sessions chosen, by number, how sure they are, and their lead on the next one."""

    sessions: tuple[int, ...] = ()
    score: float = 0.0
    margin: float = 0.0


def choose(scores: Mapping[int, float], clues: Iterable[Clue], sure: float) -> Choice:
    """What a post is about. `scores` are the logarithms of each session's odds against its being about none of them."""
    if not scores:
        return Choice()
    odds = {number: math.exp(score) if score < _HIGHEST else _CERTAIN for number, score in scores.items()}
    meant = [clue.sessions for clue in clues if clue.kind in _POINTING]
    pointed = {_best({number: scores[number] for number in sessions}) for sessions in meant}
    several = [number for number in sorted(pointed) if _judged(odds, number, pointed).score >= sure]
    if len(several) > 1:  # of more than two it is a round-up, and about none in particular
        return _together(odds, several) if len(pointed) <= _MOST else _nothing(_judged(odds, several[0], pointed))
    best = _best(scores)
    judged = _judged(odds, best, {best})
    return judged if judged.score >= sure else _nothing(judged)


def _best(scores: Mapping[int, float]) -> int:
    """The likeliest, and of equally likely ones the first."""
    least = max(scores.values()) - _SAME
    return min([number for number, score in scores.items() if score > least])


def _together(odds: Mapping[int, float], both: Sequence[int]) -> Choice:
    """Two sessions, the surer first; together they are as sure as the other."""
    judged = [_judged(odds, number, both) for number in both]
    surer, other = sorted(judged, key=lambda choice: -choice.score)
    return Choice((*surer.sessions, *other.sessions), other.score, other.margin)


def _judged(odds: Mapping[int, float], number: int, beside: Collection[int]) -> Choice:
    """One session against all others but those `beside` it, which may be meant as well."""
    others = [other for key, other in odds.items() if key not in beside]
    total = 1 + odds[number] + math.fsum(others)
    score = round(odds[number] / total, _DIGITS)
    return Choice((number,), score, round(score - max(others, default=0.0) / total, _DIGITS))


def _nothing(judged: Choice) -> Choice:
    return Choice((), judged.score, judged.margin)
