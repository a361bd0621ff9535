"""Where a post points to: the hashtag of a session, a room, the addresses of a talk."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from backchannel.model.post import Post
from backchannel.model.programme import Session
from backchannel.programme.attribution.reading import Reading
from backchannel.programme.attribution.values import Clue
from backchannel.programme.attribution.weights import MANY, Weights
from backchannel.text import addresses
from backchannel.text.names import folded

_REMEMBERED = 5_000  # addresses; what is shared once is shared often


class Places:
    """Hashtags, rooms and addresses of all sessions. `dropped` are the event's own hashtags."""

    def __init__(self, sessions: Sequence[Session], dropped: Collection[str], weights: Weights) -> None:
        self._weights = weights
        called = _rooms(session.room for session in sessions)
        self._rooms = [(f" {name} ", name.replace(" ", ""), room) for name, room in called.items()]
        self._room_of = [session.room for session in sessions]
        tags = ((session.hashtag, number) for number, session in enumerate(sessions) if session.hashtag not in dropped)
        links = [(link.url, number) for number, session in enumerate(sessions) for link in session.talk.links]
        self._hashtags = _held(tags)
        self._links = _held((addresses.canonical(url), number) for url, number in links)
        self._groups = _held((addresses.group(url), number) for url, number in links)
        self._linked = lru_cache(_REMEMBERED)(self._linked_by)

    def clues(self, post: Post, reading: Reading, near: Collection[int]) -> Iterator[Clue]:
        """What a post points to. A room says something about the sessions that are `near` in time, and no others."""
        for hashtag in dict.fromkeys(post.hashtags):
            if hashtag in self._hashtags:
                yield Clue("hashtag", f"has the hashtag #{hashtag}", self._weights.hashtag, self._hashtags[hashtag])
        yield from filter(None, map(self._linked, reading.links))
        for room in self._named(post, reading):
            here = tuple(number for number in near if self._room_of[number] == room)
            if here:
                yield Clue("room", f"names the room {room}", self._weights.room, here)

    def _linked_by(self, url: str) -> Clue | None:
        same, alike = self._links.get(addresses.canonical(url)), self._groups.get(addresses.group(url))
        if same:
            return Clue("link", f"links to {addresses.short(url)}", self._weights.link, same)
        if alike:
            return Clue("link", f"links to {addresses.short(url)}, which belongs to it", self._weights.near_link, alike)
        return None

    def _named(self, post: Post, reading: Reading) -> list[str]:
        tags, text = set(post.hashtags), f" {' '.join(reading.words)} "
        return [room for spaced, tag, room in self._rooms if spaced in text or tag in tags]


def _rooms(rooms: Iterable[str]) -> dict[str, str]:
    """Rooms by what people call them: without the numbers of their parts, unless these tell them apart."""
    every = sorted(set(rooms) - {""})
    short: defaultdict[str, list[str]] = defaultdict(list)
    for room in every:
        short[re.sub(r"(?: \d+)+$", "", " ".join(folded(room)))].append(room)
    alone = {name: same[0] for name, same in short.items() if len(same) == 1}
    return alone | {" ".join(folded(room)): room for room in every if room not in alone.values()}


def _held(pairs: Iterable[tuple[str, int]]) -> Mapping[str, tuple[int, ...]]:
    """The sessions that have each thing; a thing that very many have says nothing."""
    held: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for name, number in pairs:
        held[name][number] = None
    return {name: tuple(numbers) for name, numbers in held.items() if name and len(numbers) <= MANY}
