"""What was written about each session of the programme: the archive says which session a post is about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from backchannel.model.programme import Session
from backchannel.summary import safe
from backchannel.summary.choosing import Chooser
from backchannel.summary.pictures import described, shown
from backchannel.summary.quotations import Quotation, quote
from backchannel.summary.reading import Reading
from backchannel.summary.values import Quote, Resource, SessionNotes, Shown
from backchannel.text.clean import clean

_CHOSEN = 3  # posts of a session
_RESOURCES = 8
_IN_BETWEEN = frozenset({"break", "lunch", "coffee", "dinner", "registration", "pause", "pausa", "almuerzo", "meal"})


def attendance(reading: Reading) -> dict[str, list[int]]:
    """The places of the posts about each session."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for index, session in enumerate(reading.corpus.sessions):
        if session:
            found[session].append(index)
    return found


def held(reading: Reading) -> list[Session]:
    """The sessions that took place and were more than a break."""
    return [
        session
        for session in reading.schedule.sessions
        if not session.cancelled and session.talk.kind.casefold() not in _IN_BETWEEN
    ]


class Minutes:
    """Writes down what a session left, and remembers which quotations and posts it has used."""

    def __init__(self, reading: Reading, chooser: Chooser, resources: Sequence[Resource]) -> None:
        self._reading, self._chooser = reading, chooser
        self._posts = attendance(reading)
        self._resources: defaultdict[str, list[str]] = defaultdict(list)
        for resource in resources:
            if resource.kind != "last":
                self._resources[resource.session].append(resource.url)

    def of_all(self, highlights: Sequence[int], quotations: Sequence[Quotation]) -> tuple[SessionNotes, ...]:
        """Every session that was held or written about, in order of time."""
        first = self._by_session(highlights)
        said: dict[str, Quotation] = {}
        for quotation in quotations:
            said.setdefault(self._reading.corpus.sessions[quotation.index], quotation)
        known = {session.id for session in held(self._reading)} | self._posts.keys()
        return tuple(
            self._of(session, first.get(session.id, ()), said.get(session.id))
            for session in self._reading.schedule.sessions
            if session.id in known
        )

    def _of(self, session: Session, first: Sequence[int], said: Quotation | None) -> SessionNotes:
        reading, places = self._reading, self._posts.get(session.id, [])
        return SessionNotes(
            id=session.id,
            title=safe.line(reading.schedule.title(session)),
            speakers=tuple(safe.line(speaker.name) for speaker in reading.schedule.speakers(session.id)),
            room=safe.line(session.room),
            starts=session.starts,
            ends=session.ends,
            posts=len(places),
            people=reading.corpus.people(places),
            first=tuple(reading.corpus.posts[index].id for index in first),
            notes=clean(reading.schedule.notes(session)),
            chosen=tuple(map(reading.cite, self._chosen(places, len(first)))),
            quote=self._quote(said),
            picture=self._picture(places),
            resources=tuple(self._resources[session.id][:_RESOURCES]),
        )

    def _chosen(self, places: Sequence[int], already: int) -> list[int]:
        """What the organisers want told here, and a few that can be read alone; else the best one there is."""
        wanted = [index for index in places if self._reading.corpus.posts[index].id in self._reading.edits.told]
        for index in wanted:
            self._chooser.tell(index)
        more = _CHOSEN - already - len(wanted)
        chosen = [*wanted, *self._chooser.choose(places, max(more, 0 if wanted else 1))]
        if not chosen and not already:
            chosen = self._chooser.take(self._reading.quality.ordered(places), 1)
        return sorted(chosen)

    def _quote(self, said: Quotation | None) -> Quote | None:
        """Its best quotation, unless the post it stands in is told in full."""
        if said is None or self._chooser.is_told(said.index):
            return None
        return quote(self._reading, said)

    def _picture(self, places: Sequence[int]) -> Shown | None:
        fresh = [index for index in described(self._reading, places) if not self._chooser.is_told(index)]
        if not fresh:
            return None
        self._chooser.tell(fresh[0])
        return shown(self._reading, fresh[0])

    def _by_session(self, highlights: Sequence[int]) -> Mapping[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for index in highlights:
            found[self._reading.corpus.sessions[index]].append(index)
        return found
