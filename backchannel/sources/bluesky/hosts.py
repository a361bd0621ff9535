"""Which of the Jetstream hosts is asked, and how long to wait before the next try."""

import random
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from backchannel.clock import Clock

FAILURES = 3  # within `WITHIN`, before another host is tried
WITHIN = timedelta(seconds=60)
LONGEST_PAUSE = 30.0


class Hosts:
    """The hosts in turn. One that fails three times in a row, or in a minute even if it answered between, is left."""

    def __init__(self, hosts: Sequence[str], first: str, clock: Clock) -> None:
        self._hosts = tuple(hosts)
        self._clock = clock
        self._turn = self._hosts.index(first) if first in self._hosts else 0
        self._failed: deque[datetime] = deque(maxlen=FAILURES)
        self._in_a_row = 0

    @property
    def current(self) -> str:
        """The host to ask."""
        return self._hosts[self._turn]

    def answered(self) -> None:
        """Something was heard: the next pause is a short one."""
        self._in_a_row = 0

    def failed(self, *, for_good: bool = False) -> float:
        """The current host failed; returns how many seconds to wait. `for_good` leaves it at once."""
        now = self._clock.now()
        self._failed.append(now)
        longest = min(LONGEST_PAUSE, 0.5 * 2.0 ** min(self._in_a_row, 10))
        self._in_a_row += 1
        if for_good or self._is_unfit(now):
            self._turn = (self._turn + 1) % len(self._hosts)
            self._failed.clear()
        return random.uniform(0.0, longest)  # noqa: S311 - only so that not all come back at once

    def _is_unfit(self, now: datetime) -> bool:
        often = len(self._failed) == FAILURES
        return often and (self._in_a_row >= FAILURES or now - self._failed[0] <= WITHIN)
