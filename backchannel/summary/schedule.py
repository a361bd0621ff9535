"""The programme, asked in the summary's way: which session, who speaks in it, and whether an author does."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from backchannel.model.post import Author
from backchannel.model.programme import Programme, Session, Speaker
from backchannel.summary.overlay import SessionEdit
from backchannel.text.accounts import accounts_given, names_of
from backchannel.text.names import folded, full_names

_NEARLY = 0.6  # shared words of all words, from which words are a title not quite remembered


class Schedule:
    """Looks sessions and their speakers up; without a programme there are none. `edits` are the organisers'."""

    def __init__(self, programme: Programme | None, edits: Mapping[str, SessionEdit] | None = None) -> None:
        self._edits = edits or {}
        self.sessions: Sequence[Session] = programme.sessions if programme else ()
        self._by_id = {session.id: session for session in self.sessions}
        self._speakers = {speaker.id: speaker for speaker in (programme.speakers if programme else ())}
        self._titles = {plain(session.talk.title) for session in self.sessions}
        self._talks: defaultdict[str | tuple[str, ...], list[Session]] = defaultdict(list)
        for session in self.sessions:
            for speaker in self.speakers(session.id):
                for key in {*accounts_given(speaker), *full_names(speaker.name)}:
                    self._talks[key].append(session)

    def session(self, id_: str) -> Session | None:
        """The session of that id."""
        return self._by_id.get(id_)

    def title(self, session: Session) -> str:
        """What the session is called: by the organisers, or else on the programme."""
        edit = self._edits.get(session.id)
        return (edit.title if edit else "") or session.talk.title

    def notes(self, session: Session) -> str:
        """What the organisers wrote about the session."""
        edit = self._edits.get(session.id)
        return edit.notes if edit else ""

    def speakers(self, id_: str) -> list[Speaker]:
        """Who speaks in it, as far as the programme knows them."""
        session = self._by_id.get(id_)
        named = session.talk.speakers if session else ()
        return [self._speakers[speaker] for speaker in named if speaker in self._speakers]

    def spoken_by(self, author: Author) -> list[Session]:
        """The sessions an author speaks in, told by account or by full name."""
        keys = (*names_of(author), folded(author.name))
        found = {session.id: session for key in keys for session in self._talks.get(key, ())}
        return sorted(found.values(), key=lambda session: (session.starts, session.id))

    def is_speaker(self, author: Author, id_: str) -> bool:
        """Whether the author speaks in that session."""
        return bool(id_) and any(session.id == id_ for session in self.spoken_by(author))

    def is_title(self, words: str, session: str) -> bool:
        """Whether these words are the title of a talk, or nearly that of this session's, and so nobody's speech."""
        own = self._by_id.get(session)
        return plain(words) in self._titles or (own is not None and _are_near(words, own.talk.title))


def plain(words: str) -> str:
    """Words to compare: letters and digits alone, in small letters."""
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def _are_near(one: str, other: str) -> bool:
    mine, theirs = set(one.casefold().split()), set(other.casefold().split())
    return len(mine & theirs) >= _NEARLY * len(mine | theirs)
