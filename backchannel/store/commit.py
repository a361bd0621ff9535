"""The one way anything of an event changes: writes, committed with the entry that caused them."""

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from typing import NamedTuple

from backchannel.store.connect import Client, Word

TRIP = 4_000  # writes after which a round trip ends, so that others have their turn; 250 fresh posts have some 2,500
COMMIT = files("backchannel.store").joinpath("commit.lua").read_text()


class Write(NamedTuple):
    """One Redis write: the command, its key, its further arguments.

    One command is our own: `HDELOF` takes a field out of a hash if it has just that value.
    """

    command: str
    key: str
    arguments: tuple[Word, ...]


class Part(NamedTuple):
    """One atomic step: the entry it finishes (empty if more parts follow), and its writes."""

    entry: str
    writes: Sequence[Write]


class Fenced(Exception):
    """Our lease is gone: another curate has taken over, and nothing after that point was written."""


class Committer:
    """Commits parts in order, many in one round trip, each by itself atomic."""

    def __init__(self, redis: Client, *, lease: str, ingest: str) -> None:
        self._redis = redis
        self._heads = (lease, ingest)

    async def commit(self, token: str, parts: Iterable[Part]) -> None:
        """Commit every part. Raises `Fenced` if the lease was lost; parts before that are committed."""
        for trip in _trips(parts):
            replies = await self._redis.calls(self._command(token, part) for part in trip)
            if b"fenced" in replies:
                raise Fenced

    def _command(self, token: str, part: Part) -> list[Word]:
        numbers = {key: number for number, key in enumerate(self._heads, 1)}
        flat: list[Word] = [token, part.entry]
        for write in part.writes:
            number = numbers.setdefault(write.key, len(numbers) + 1)
            flat += [len(write.arguments) + 2, write.command, number, *write.arguments]
        return ["EVAL", COMMIT, len(numbers), *numbers, *flat]


def _trips(parts: Iterable[Part]) -> Iterator[list[Part]]:
    trip: list[Part] = []
    writes = 0
    for part in parts:
        trip.append(part)
        writes += len(part.writes)
        if writes >= TRIP:
            yield trip
            trip, writes = [], 0
    if trip:
        yield trip
