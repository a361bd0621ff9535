"""Right, named and true labels, and how sure their shares are."""

import math
from collections.abc import Mapping
from zlib import crc32

from msgspec import Struct

from bench.sessions_truths import Truth

Labels = Mapping[str, tuple[str, ...]]
BOTH = (0, 1)
_Z = 1.96  # 95 %


class Share(Struct, frozen=True):
    """So many of so many."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else 0.0

    def interval(self) -> tuple[float, float]:
        """Wilson's interval, 95 %."""
        if not self.whole:
            return 0.0, 1.0
        n, share, z2 = self.whole, self.value, _Z * _Z
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
        return middle - half, middle + half

    def __str__(self) -> str:
        low, high = self.interval()
        return f"{self.value:.3f} ({low:.2f}-{high:.2f})"


class Scores(Struct, frozen=True):
    precision: Share = Share()
    recall: Share = Share()

    def __add__(self, other: "Scores") -> "Scores":
        return Scores(self.precision + other.precision, self.recall + other.recall)


def half_of(session: str) -> int:
    """Which of two halves a talk is in."""
    return crc32(session.encode()) % 2


def scores(truth: Truth, labels: Labels, halves: tuple[int, ...] = BOTH) -> Scores:
    """Pairs of a post and a session. A post is in the half of its first talk."""
    right = named = true = 0
    for post, sessions in truth.about.items():
        if half_of(min(sessions)) in halves:
            given = set(labels.get(post, ()))
            right, named, true = right + len(given & sessions), named + len(given), true + len(sessions)
    return Scores(Share(right, named), Share(right, true))


def chance(labels: Labels, moved: Labels, halves: tuple[int, ...] = BOTH) -> Share:
    """Labels that are given only because every talk was moved to another day, for each that is given as it was."""
    given = sum(half_of(session) in halves for sessions in labels.values() for session in sessions)
    extra = [session for post, sessions in moved.items() for session in set(sessions) - set(labels.get(post, ()))]
    return Share(sum(half_of(session) in halves for session in extra), given)
