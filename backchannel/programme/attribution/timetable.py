"""When people write about a session: a little before it, most during it, less and less for two hours."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta

from backchannel.model.programme import Session
from backchannel.programme.attribution.weights import EARLY, FADING, LAG, LATE, LONGEST_SLOT

_MINUTE = timedelta(minutes=1)


class Timetable:
    """The sessions, sorted by start. A cancelled one, or one that lasts all day, is never on."""

    def __init__(self, sessions: Sequence[Session]) -> None:
        self._sessions = sessions
        self._starts = [session.starts for session in sessions]

    def near(self, at: datetime) -> dict[int, float]:
        """The sessions a post of that time can be about for its time alone, each with its share of all that is said.

        Of parallel sessions each has a part; the shares add up to one where something is fully on.
        """
        first = bisect_left(self._starts, at - LATE - LONGEST_SLOT)
        last = bisect_right(self._starts, at + EARLY)
        heights = {number: _height(self._sessions[number], at) for number in range(first, last)}
        total = max(1.0, math.fsum(heights.values()))
        return {number: height / total for number, height in heights.items() if height}

    def on(self, at: datetime) -> list[int]:
        """The sessions that were on when a post of that time was thought of."""
        sessions = self._sessions
        return [number for number in self.near(at) if sessions[number].starts <= at <= sessions[number].ends + LAG]

    def said(self, number: int, at: datetime) -> str:
        """A post's time beside the session's, in words."""
        session = self._sessions[number]
        if at < session.starts:
            return f"was written {_minutes(session.starts - at)} before it began"
        if at <= session.ends:
            return f"was written during it, {_minutes(at - session.starts)} after it began"
        return f"was written {_minutes(at - session.ends)} after it ended"


def _height(session: Session, at: datetime) -> float:
    """How much is written about a session at that time; 1 while it is on."""
    if session.cancelled or session.ends - session.starts > LONGEST_SLOT:
        return 0.0
    if not session.starts - EARLY < at < session.ends + LATE:
        return 0.0
    heard = at - LAG
    if heard < session.starts:
        return (at - session.starts + EARLY) / (EARLY + LAG) / 2
    return 1.0 if heard <= session.ends else 2 ** -((heard - session.ends) / FADING)


def _minutes(length: timedelta) -> str:
    count = round(length / _MINUTE)
    return "1 minute" if count == 1 else f"{count} minutes"
