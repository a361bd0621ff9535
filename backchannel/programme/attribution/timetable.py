"""When people write about a session: a little before it, most during it, less and less for two hours."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from backchannel.model.programme import Session
from backchannel.programme.attribution.weights import EARLY, FADING, LAG, LATE, LONGEST_SLOT, Weights

_REMEMBERED = 3_000  # minutes; most posts come in the order they were written
_MINUTE = timedelta(minutes=1)
_EARLY, _LATE, _LAG, _FADING = (length.total_seconds() for length in (EARLY, LATE, LAG, FADING))


class Timetable:
    """The sessions, sorted by start. A cancelled one, or one that lasts all day, is never on."""

    def __init__(self, sessions: Sequence[Session], weights: Weights) -> None:
        self._sessions = sessions
        self._weights = weights
        self._slots = [
            (session.starts.timestamp(), session.ends.timestamp(), number)
            for number, session in enumerate(sessions)
            if not session.cancelled and session.ends - session.starts <= LONGEST_SLOT
        ]
        self._reach = max((ends - starts for starts, ends, _ in self._slots), default=0.0) + _LATE
        self._in_minute = lru_cache(_REMEMBERED)(self._priors)

    def priors(self, at: datetime) -> Mapping[int, float]:
        """The logarithm of the odds that a post of that time, to the minute, is about a session; best while it is on.

        Of parallel sessions each has a part of them. Sessions that are not near enough to be any likelier are left out.
        """
        return self._in_minute(int(at.timestamp() // 60))

    def _priors(self, minute: int) -> dict[int, float]:
        time, about, away = minute * 60.0, self._weights.about, self._weights.away
        first, last = bisect_left(self._slots, (time - self._reach,)), bisect_left(self._slots, (time + _EARLY,))
        heights = {number: _height(starts, ends, time) for starts, ends, number in self._slots[first:last]}
        total = max(1.0, math.fsum(heights.values()))
        priors = ((number, about + math.log(height / total)) for number, height in heights.items() if height)
        return {number: prior for number, prior in priors if prior > away}

    def on(self, near: Iterable[int], at: datetime) -> list[int]:
        """Of the sessions near that time those that were on when the post was thought of."""
        sessions = self._sessions
        return [number for number in near if sessions[number].starts <= at <= sessions[number].ends + LAG]

    def said(self, number: int, at: datetime) -> str:
        """A post's time beside the session's, in words."""
        session = self._sessions[number]
        if at < session.starts:
            return f"was written {_minutes(session.starts - at)} before it began"
        if at <= session.ends:
            return f"was written during it, {_minutes(at - session.starts)} after it began"
        return f"was written {_minutes(at - session.ends)} after it ended"


def _height(starts: float, ends: float, time: float) -> float:
    """How much is written about a session at that time; 1 while it is on."""
    if not starts - _EARLY < time < ends + _LATE:
        return 0.0
    heard = time - _LAG
    if heard < starts:
        return (time - starts + _EARLY) / (_EARLY + _LAG) / 2
    return 1.0 if heard <= ends else 2 ** ((ends - heard) / _FADING)


def _minutes(length: timedelta) -> str:
    count = round(length / _MINUTE)
    return "1 minute" if count == 1 else f"{count} minutes"
