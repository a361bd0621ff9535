"""What is worth remembering for a while: so many values, for so many seconds of the clock."""

from datetime import datetime, timedelta
from typing import Generic, TypeVar

from backchannel.clock import Clock

V = TypeVar("V")


class Memory(Generic[V]):
    """So many values for so many seconds; the oldest goes first."""

    def __init__(self, clock: Clock, limit: int, seconds: float) -> None:
        self._clock = clock
        self._limit = limit
        self._kept = timedelta(seconds=seconds)
        self._values: dict[str, tuple[datetime, V]] = {}

    def get(self, key: str) -> V | None:
        """The value, if it is still remembered."""
        until, value = self._values.get(key, (None, None))
        return value if until and until > self._clock.now() else None

    def put(self, key: str, value: V) -> None:
        """Remember the value from now on."""
        self._values.pop(key, None)
        self._values[key] = (self._clock.now() + self._kept, value)
        if len(self._values) > self._limit:
            del self._values[next(iter(self._values))]

    def pop(self, key: str) -> None:
        """Forget the value."""
        self._values.pop(key, None)
