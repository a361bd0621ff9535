"""How soon a server may be asked again. Pure: it is told the time and what the server said."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

from backchannel.sources.mastodon.policy import Policy, Rate

Kind = Literal["paging", "other", "background"]
"""Requests that name a place in a feed, all others, and paging ones that are in no hurry: these leave the rest half."""

LONGEST_BACKOFF = 120.0  # seconds
LONGEST_PAUSE = 900.0  # seconds; the longest window of Mastodon's limits
JITTER = 5.0  # seconds, so that those who were sent away together don't come back together
HEALED = timedelta(seconds=60)  # without trouble, and the next trouble is a new one
_EPOCH_FROM = 10_000_000  # a Reset above this is seconds since 1970, below it seconds from now


class Bucket:
    """A token bucket. While `low` it refills at half its pace and saves nothing up."""

    def __init__(self, rate: Rate, now: datetime) -> None:
        self.low = False
        self._rate = rate
        self._tokens = float(rate.burst)
        self._at = now

    def wait(self, now: datetime) -> float:
        """Seconds until there is a token."""
        self._refill(now)
        return max(0.0, (1 - self._tokens) / self._pace())

    def take(self, now: datetime) -> None:
        """Take a token."""
        self._refill(now)
        self._tokens -= 1

    def _refill(self, now: datetime) -> None:
        gained = (now - self._at).total_seconds() * self._pace()
        self._tokens = min(self._tokens + max(0.0, gained), 1 if self.low else self._rate.burst)
        self._at = max(self._at, now)

    def _pace(self) -> float:
        return self._rate.per_second / (2 if self.low else 1)


class Budget:
    """One server's patience with one credential. `chance` gives numbers from 0 to 1."""

    def __init__(self, policy: Policy, now: datetime, chance: Callable[[], float]) -> None:
        paging, other = Bucket(policy.paging, now), Bucket(policy.other, now)
        background = Bucket(policy.background, now)
        self._buckets: dict[Kind, tuple[Bucket, ...]] = {
            "paging": (paging,),
            "other": (other,),
            "background": (paging, background),
        }
        self._chance = chance
        self._closed_until = now
        self._failures = 0
        self._failed_at = now

    def wait(self, kind: Kind, now: datetime) -> float:
        """Seconds until a request of that kind may go out: 0, or whole milliseconds."""
        closed = (self._closed_until - now).total_seconds()
        empty = max(bucket.wait(now) for bucket in self._buckets[kind])
        return math.ceil(max(closed, empty, 0.0) * 1000 - 1e-6) / 1000

    def take(self, kind: Kind, now: datetime) -> None:
        """A request of that kind goes out."""
        for bucket in self._buckets[kind]:
            bucket.take(now)

    def answered(self, kind: Kind, headers: Mapping[str, str]) -> None:
        """Go slower while less than a tenth of what the server allows is left."""
        limit, left = _number(headers.get("x-ratelimit-limit")), _number(headers.get("x-ratelimit-remaining"))
        self._buckets[kind][0].low = limit is not None and left is not None and left * 10 < limit

    def limited(self, headers: Mapping[str, str], now: datetime) -> datetime:
        """The server said 429: stay away until its limit is reset. Returns until when."""
        seconds = seconds_until(headers.get("x-ratelimit-reset") or headers.get("retry-after") or "", now)
        return self._close(now, min(max(seconds, 1.0), LONGEST_PAUSE) + self._chance() * JITTER)

    def failed(self, now: datetime) -> datetime:
        """The server did not answer: stay away for a random while that grows. Returns until when."""
        self._failures = self._failures + 1 if now - self._failed_at < HEALED + self._longest() else 1
        self._failed_at = now
        return self._close(now, self._chance() * self._longest().total_seconds())

    def _longest(self) -> timedelta:
        return timedelta(seconds=min(LONGEST_BACKOFF, 2.0 ** min(self._failures, 10)))

    def _close(self, now: datetime, seconds: float) -> datetime:
        self._closed_until = max(self._closed_until, now + timedelta(seconds=seconds))
        return self._closed_until


def seconds_until(reset: str, now: datetime) -> float:
    """Seconds until a limit is reset, told as ISO 8601 (Mastodon) or as a number (GoToSocial); a minute if unclear."""
    number = _number(reset)
    if number is None:
        return _seconds_until_time(reset, now)
    return number - now.timestamp() if number > _EPOCH_FROM else number


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _seconds_until_time(reset: str, now: datetime) -> float:
    try:
        moment = datetime.fromisoformat(reset)
    except ValueError:
        return 60.0
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
