"""Who speaks: found by account, by full name, and as the author of a post."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from backchannel.model.post import Author, Post
from backchannel.model.programme import Session, Speaker
from backchannel.programme.attribution.reading import Reading
from backchannel.programme.attribution.values import Clue
from backchannel.programme.attribution.weights import OWN_SLOT, Weights
from backchannel.text.accounts import accounts_given, names_of
from backchannel.text.names import folded, full_names

Key = TypeVar("Key")
Value = TypeVar("Value")

_OWN = re.compile(
    r"\b(?:my|our|mi|mis|nuestra|mes|notre|nos|mein|meine[nmr]?|unser[enr]*|minha|meus|nossa|mia|mie|mijn|onze)"
    r"\s+(?:[\w#!-]+\s+){0,2}(?:talks?|slides?|keynote|presentation|workshop|tutorial|charla|diapositivas|"
    r"présentation|conférence|vortrags?|folien|palestra|apresentação|presentazione|praatje)\b|"
    r"\bi(?:['’]m| am|['’]ll be| will be)\s+(?:giving|presenting|speaking|talking)\b",
    re.IGNORECASE,
)
_SHORTEST = 3  # letters of a bare name, and of a name in a script without spaces


class People:
    """All who speak, by every name they can be called."""

    def __init__(self, sessions: Sequence[Session], speakers: Iterable[Speaker], weights: Weights) -> None:
        self._sessions = sessions
        self._weights = weights
        self._talks = _grouped((speaker, n) for n, one in enumerate(sessions) for speaker in one.talk.speakers)
        self._speakers = {speaker.id: speaker for speaker in speakers if speaker.id in self._talks}
        known = sorted(self._speakers.values(), key=lambda speaker: speaker.id)
        self._accounts = _grouped((account, one.id) for one in known for account in accounts_given(one))
        self._bare = _grouped((_bare(account), one.id) for one in known for account in accounts_given(one))
        self._names = _grouped((name, one.id) for one in known for name in full_names(one.name))
        self._firsts = _grouped((name[0], name) for name in self._names)
        self._unspaced = _grouped((name[:2], (name, one.id)) for one in known for name in _unspaced(one.name))

    def clues(self, post: Post, reading: Reading) -> Iterator[Clue]:
        """The speakers a post names, and who wrote it where that may be about their own talk."""
        author = self._author(post.author)
        for speaker in sorted(self._named(post, reading) - author):
            talks = self._talks[speaker]
            yield Clue("speaker", f"names {self._called(speaker)}", self._weights.speaker, talks)
        for speaker in sorted(author):
            yield from self._own(speaker, post, reading)

    def _named(self, post: Post, reading: Reading) -> set[str]:
        found = {speaker for name in reading.named for speaker in self._by_account(name)}
        words = reading.words
        for place, word in enumerate(words):
            for name in self._firsts.get(word, ()):
                if words[place : place + len(name)] == name:
                    found.update(self._names[name])
        return found | self._named_unspaced(post.text) if self._unspaced else found

    def _named_unspaced(self, text: str) -> set[str]:
        """Speakers whose names stand between other letters, as Chinese and Japanese ones do."""
        found: set[str] = set()
        for place in range(len(text) - 1):
            for name, speaker in self._unspaced.get(text[place : place + 2], ()):
                if text.startswith(name, place):
                    found.add(speaker)
        return found

    def _by_account(self, name: str) -> tuple[str, ...]:
        """Who has that account; a bare name counts where one speaker alone has it."""
        if "@" in name or "." in name or ":" in name:
            return self._accounts.get(name, ())
        alike = self._bare.get(name, ())
        return alike if len(alike) == 1 and len(name) >= _SHORTEST else ()

    def _author(self, author: Author) -> set[str]:
        found = {speaker for account in names_of(author) for speaker in self._accounts.get(account, ())}
        return found.union(self._names.get(folded(author.name), ()), self._unspaced_as(author.name))

    def _unspaced_as(self, name: str) -> set[str]:
        return self._named_unspaced(name) if self._unspaced else set()

    def _own(self, speaker: str, post: Post, reading: Reading) -> Iterator[Clue]:
        """A speaker's post is about their talk if they say so; it may be if they share a link, or are in their slot."""
        talks, said = self._talks[speaker], f"is by {self._called(speaker)}"
        if _OWN.search(post.text):
            yield Clue("author", f"{said}, who speaks of their own talk", self._weights.own, talks)
        elif reading.links:
            yield Clue("author", f"{said}, who speaks in it and shares a link", self._weights.author, talks)
        elif slot := tuple(number for number in talks if _is_around(self._sessions[number], post)):
            yield Clue("author", f"{said}, at the time of their talk", self._weights.author, slot)

    def _called(self, speaker: str) -> str:
        known = self._speakers[speaker]
        return known.name or next(iter(known.accounts), speaker)


def _is_around(session: Session, post: Post) -> bool:
    return not session.cancelled and session.starts - OWN_SLOT <= post.created_at <= session.ends + OWN_SLOT


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> Mapping[Key, tuple[Value, ...]]:
    groups: defaultdict[Key, dict[Value, None]] = defaultdict(dict)
    for key, value in pairs:
        groups[key][value] = None
    return {key: tuple(values) for key, values in groups.items()}


def _bare(account: str) -> str:
    """The name before the server, which is what people type out of habit; a DID has none."""
    return account.partition("@")[0].partition(".")[0] if not account.startswith("did:") else account


def _unspaced(name: str) -> list[str]:
    """The name without spaces, where its script needs none."""
    joined = "".join(name.split())
    is_dense = len(joined) >= _SHORTEST and all(
        "\u3040" <= letter <= "\u9fff" or letter >= "\uac00" for letter in joined
    )
    return [joined] if is_dense else []
