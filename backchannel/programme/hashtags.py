"""A hashtag for each session that has none of its own, to print on a door: the event's, and the word that tells it.

    #tulips + "Bulbs that want frost"  →  #tulipsbulbs

Whoever has one keeps it: through moves, new titles and new neighbours. Only a programme read for the first time is
given all of them anew, and then the same programme always gets the same.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count, pairwise

from msgspec.structs import replace

from backchannel.model.programme import Programme, Session
from backchannel.programme.assemble import versioned
from backchannel.text.hashtags import fold

SHORTEST_WORD, LONGEST_WORD = 4, 12  # letters; shorter ones tell little, longer ones are mistyped

_WORD = re.compile(r"[^\W\d_]+")


def with_hashtags(programme: Programme, own: Iterable[str], before: Programme | None = None) -> Programme:
    """The programme with a hashtag for every session. `own` are the event's, folded; `before` is what it replaces."""
    event = sorted(own, key=lambda hashtag: (len(hashtag), hashtag))
    if not event:
        return programme
    kept = {session.id: session.hashtag for session in before.sessions} if before else {}
    given = _given(programme, event, kept)
    sessions = (replace(session, hashtag=given[session.id]) for session in programme.sessions)
    return versioned(replace(programme, sessions=tuple(sessions)))


def readable(hashtag: str, own: Iterable[str]) -> str:
    """A hashtag as it is easily read: `tulipsFrost` for `tulipsfrost`, where the event's is `tulips`."""
    for event in sorted(own, key=len, reverse=True):
        if hashtag.startswith(event) and len(hashtag) > len(event):
            return event + hashtag[len(event)].upper() + hashtag[len(event) + 1 :]
    return hashtag


def _given(programme: Programme, event: list[str], kept: dict[str, str]) -> dict[str, str]:
    """A hashtag for each session's id: its own, else the one it had, else a new one that nobody else has."""
    given = {session.id: session.hashtag for session in programme.sessions if session.hashtag}
    taken = {*given.values(), *event}
    for session in programme.sessions:
        had = kept.get(session.id, "")
        if session.id not in given and had and had not in taken:
            given[session.id] = had
            taken.add(had)
    common = Counter(word for session in programme.sessions for word in set(_words(session)))
    for session in sorted(programme.sessions, key=lambda each: each.id):
        if session.id not in given:
            given[session.id] = next(each for each in _candidates(session, event[0], common) if each not in taken)
            taken.add(given[session.id])
    return given


def _candidates(session: Session, event: str, common: Counter[str]) -> Iterator[str]:
    """Hashtags for a session, best first: rare words before common ones, long before short; at last some digits."""
    words = sorted(dict.fromkeys(_words(session)), key=lambda word: (common[word], -len(word)))
    yield from (fold(event + word) for word in words)
    yield from (fold(event + first + second) for first, second in pairwise(words))
    number = int(hashlib.sha256(session.id.encode(errors="replace")).hexdigest(), 16)
    yield from (f"{event}{(number + step) % 100_000:05d}" for step in count())


def _words(session: Session) -> list[str]:
    words = _WORD.findall(session.talk.title)
    return [word.casefold() for word in words if SHORTEST_WORD <= len(word) <= LONGEST_WORD and fold(word)]
