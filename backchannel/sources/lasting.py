"""A trouble that may last, in the log: told when it begins, ever more seldom while it goes on, and when it is over."""

import logging
from datetime import datetime, timedelta

FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)  # between two lines about the same trouble
CALM = timedelta(minutes=10)  # so long without it, and the next one is a new one


class Lasting:
    """One thing's trouble, such as a server's that does not answer; `about` begins each line, as `server=…` does."""

    def __init__(self, log: logging.Logger, about: str) -> None:
        self._log = log
        self._about = about
        self._since: datetime | None = None
        self._over: datetime | None = None
        self._next: datetime | None = None
        self._pause = FIRST
        self._tries = 0
        self._is_told = False

    def goes_on(self, why: str, now: datetime) -> None:
        """It is there, or there again, or still. What comes and goes all the time is told as seldom as what stays."""
        if self._since is None:
            self._since, self._tries = now, 0
            if self._over is None or now - self._over >= CALM:
                self._pause, self._next = FIRST, None
        self._tries += 1
        if self._next is None or now >= self._next:
            self._tell(why, now - self._since)
            self._next = now + self._pause
            self._pause = min(2 * self._pause, LONGEST)

    def is_over(self, now: datetime) -> None:
        """All is well, again or still."""
        if self._since is not None and self._is_told:
            self._log.info("%s trouble=over after=%s tries=%d", self._about, _whole(now - self._since), self._tries)
        if self._since is not None:
            self._over = now
        self._since, self._is_told = None, False

    def _tell(self, why: str, lasted: timedelta) -> None:
        if self._is_told:
            self._log.warning("%s trouble=%r lasts=%s tries=%d", self._about, why, _whole(lasted), self._tries)
        else:
            self._log.warning("%s trouble=%r", self._about, why)
        self._is_told = True


def _whole(span: timedelta) -> timedelta:
    return timedelta(seconds=int(span.total_seconds()))
