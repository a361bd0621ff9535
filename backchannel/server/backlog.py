"""The frames of one channel that those who come back, or are slow, may still need. Bounded, and without a stale word.

Of every subject (a post, the pins, the coverage) only the newest frame is kept. So a post's words go from here
with the frame that replaces or drops them, and catching up costs a screen each post once.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple


class Frame(NamedTuple):
    """An encoded frame: its number in this process, and the log position whose state it brings."""

    number: int
    position: str
    subject: str
    text: str


class Delivery(NamedTuple):
    """What a screen is to be sent now. `cursor` is None while it has no state; `seen` is what to wait beyond."""

    cursor: int | None
    seen: int
    texts: Sequence[str]


class Backlog:
    """Frames by age. `newest` numbers the last one; a reader's cursor is the number of the last one it has."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._frames: OrderedDict[str, Frame] = OrderedDict()
        self._complete_after = 0
        self._oldest_position: str | None = None
        self._newest_position = ""
        self.newest = 0

    def restart(self, position: str) -> None:
        """Forget everything: from now on only readers that have the state at `position` can be served."""
        self._frames.clear()
        self.newest += 1
        self._complete_after = self.newest
        self._oldest_position = self._newest_position = position

    def reach(self, position: str) -> None:
        """The log has come to this position, whether or not that changed anything. Positions never go back."""
        self._newest_position = position

    def append(self, subject: str, position: str, text: str) -> None:
        """Add a frame in place of its subject's earlier one."""
        self.newest += 1
        self.reach(position)
        self._frames.pop(subject, None)
        self._frames[subject] = Frame(self.newest, position, subject, text)
        if len(self._frames) > self._limit:
            _, lost = self._frames.popitem(last=False)
            self._complete_after, self._oldest_position = lost.number, lost.position

    def get(self, subject: str) -> str | None:
        """The newest frame of a subject."""
        frame = self._frames.get(subject)
        return frame.text if frame else None

    def since(self, cursor: int) -> list[str] | None:
        """What came after the reader's cursor; None where part of it is lost."""
        if cursor < self._complete_after:
            return None
        newer: list[str] = []
        for frame in reversed(self._frames.values()):
            if frame.number <= cursor:
                break
            newer.append(frame.text)
        return newer[::-1]

    def after(self, position: str) -> list[str] | None:
        """What came after a log position; None where part of it is lost, or that position is not of this log."""
        at = _order(position)
        if at is None or self._oldest_position is None:
            return None
        if not _order_of_ours(self._oldest_position) <= at <= _order_of_ours(self._newest_position):
            return None
        return [frame.text for frame in self._frames.values() if _order_of_ours(frame.position) > at]


def _order_of_ours(position: str) -> tuple[int, int]:
    milliseconds, _, count = position.partition("-")
    return int(milliseconds), int(count)


def _order(position: str) -> tuple[int, int] | None:
    parts = position.split("-")
    if len(parts) == 2 and all(part.isascii() and part.isdigit() and len(part) <= 20 for part in parts):
        return int(parts[0]), int(parts[1])
    return None
