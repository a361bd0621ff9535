"""The programme, asked in the summary's way: which session, who speaks in it, and whether an author does."""

from collections import defaultdict
from collections.abc import Sequence

from backchannel.model.post import Author
from backchannel.model.programme import Programme, Session, Speaker


class Schedule:
    """Looks sessions and their speakers up; without a programme there are none."""

    def __init__(self, programme: Programme | None) -> None:
        self.sessions: Sequence[Session] = programme.sessions if programme else ()
        self._by_id = {session.id: session for session in self.sessions}
        self._speakers = {speaker.id: speaker for speaker in (programme.speakers if programme else ())}
        self._titles = {plain(session.talk.title) for session in self.sessions}
        self._talks: defaultdict[str, list[Session]] = defaultdict(list)
        for session in self.sessions:
            for speaker in self.speakers(session.id):
                for key in {*speaker.accounts, _name(speaker.name)} - {""}:
                    self._talks[key].append(session)

    def session(self, id_: str) -> Session | None:
        """The session of that id."""
        return self._by_id.get(id_)

    def speakers(self, id_: str) -> list[Speaker]:
        """Who speaks in it, as far as the programme knows them."""
        session = self._by_id.get(id_)
        named = session.talk.speakers if session else ()
        return [self._speakers[speaker] for speaker in named if speaker in self._speakers]

    def spoken_by(self, author: Author) -> list[Session]:
        """The sessions an author speaks in, told by account or by full name."""
        keys = (author.handle.lstrip("@").lower(), author.id, _name(author.name))
        found = {session.id: session for key in keys if key for session in self._talks.get(key, ())}
        return sorted(found.values(), key=lambda session: (session.starts, session.id))

    def is_speaker(self, author: Author, id_: str) -> bool:
        """Whether the author speaks in that session."""
        return bool(id_) and any(session.id == id_ for session in self.spoken_by(author))

    def is_title(self, words: str) -> bool:
        """Whether these words are the title of a talk, and so nobody's speech."""
        return plain(words) in self._titles


def plain(words: str) -> str:
    """Words to compare: letters and digits alone, in small letters."""
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def _name(name: str) -> str:
    """A full name to compare; one word alone is nobody's."""
    words = name.casefold().split()
    return " ".join(words) if len(words) > 1 else ""
