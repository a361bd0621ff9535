"""From scores to sessions: one that is sure, two that each stand on evidence of their own, or none."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from backchannel.programme.attribution.values import Clue

_POINTING = frozenset({"hashtag", "link", "speaker", "thread"})  # clues that can make a second session of one post
_MOST = 2
_REACH = 6.0  # what is four hundred times less likely than the best is no rival
_HIGHEST = 50.0  # a score beyond which nothing gets surer, and below which no power overflows
_DIGITS = 6  # that count; beyond them sums may differ


class Choice(Struct, frozen=True):
    """The sessions chosen, by number, how sure they are, and their lead on the next one."""

    sessions: tuple[int, ...] = ()
    score: float = 0.0
    margin: float = 0.0


def choose(scores: Mapping[int, float], clues: Iterable[Clue], sure: float) -> Choice:
    """What a post is about. `scores` are the logarithms of each session's odds against its being about none of them."""
    if not scores:
        return Choice()
    pointing = [clue.sessions for clue in clues if clue.kind in _POINTING]
    rivals = _rivals(scores, {number for sessions in pointing for number in sessions})
    pointed = sorted({_best(rivals, sessions) for sessions in pointing}, key=lambda number: (-rivals[number], number))
    odds = {number: math.exp(min(score, _HIGHEST)) for number, score in rivals.items()}
    several = [number for number in pointed if _judged(odds, number, pointed).score >= sure]
    if len(several) > 1:  # of more than two it is a round-up, and about none in particular
        return _together(odds, several) if len(pointed) <= _MOST else _nothing(_judged(odds, pointed[0], pointed))
    best = _best(rivals, rivals)
    judged = _judged(odds, best, [best])
    return judged if judged.score >= sure else _nothing(judged)


def _rivals(scores: Mapping[int, float], pointed: Collection[int]) -> dict[int, float]:
    """The scores that matter: near the best, or near nothing at all, or pointed to. The others make no difference."""
    best = max(scores.values())
    least = max(0.0, best) - _REACH
    near = [number for number, score in scores.items() if score > least or score == best or number in pointed]
    return {number: round(scores[number], _DIGITS) for number in sorted(near)}


def _best(scores: Mapping[int, float], numbers: Iterable[int]) -> int:
    return min(numbers, key=lambda number: (-scores[number], number))


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
