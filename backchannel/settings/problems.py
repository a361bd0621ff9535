"""What is wrong with a configuration: each problem with its place, all of them at once."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing to mend: the file (or what else it stands in), the line (0: none), the key, and one plain sentence."""

    place: str
    line: int
    key: str
    says: str

    def __str__(self) -> str:
        """PLACE:LINE: key: sentence, without what is not known."""
        at = f"{self.place}:{self.line}" if self.line else self.place
        return ": ".join(filter(None, (at, self.key, self.says)))


class Misconfigured(Exception):
    """The configuration is wrong; one line for each problem, in the order in which a person mends them."""

    def __init__(self, *problems: Problem | str) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def by_line(problems: Iterable[Problem]) -> list[Problem]:
    """As they stand in their files; what stands on no line comes last in its file."""
    return sorted(problems, key=lambda one: (one.place, not one.line, one.line, one.key))


def refuse(*reads: Callable[[], object]) -> None:
    """Raise `Misconfigured` with the problems of all these readings together, if there are any."""
    problems = [problem for read in reads for problem in _problems_of(read)]
    placed = by_line(problem for problem in problems if isinstance(problem, Problem))
    sentences = [problem for problem in problems if isinstance(problem, str)]
    if problems:
        raise Misconfigured(*sentences, *placed)


def _problems_of(read: Callable[[], object]) -> Sequence[Problem | str]:
    try:
        read()
    except Misconfigured as wrong:
        return wrong.problems
    return ()
