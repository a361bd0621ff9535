"""The programme as screens see it at a moment: what is on and what comes next in each room, and who is a speaker."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from backchannel.model.post import Author
from backchannel.model.programme import Programme, Session, Shift
from backchannel.model.record import Record
from backchannel.programme.limits import LONGEST_NAME
from backchannel.programme.shifting import late, shifted
from backchannel.programme.views import next_at, on_at, speakers_of
from backchannel.server.followed import Archive
from backchannel.text.accounts import accounts_given, names_of

SOON = timedelta(hours=18)  # what begins later is not next, but another day
MOST_ROOMS = 60
MOST_SPEAKERS = 8


class SessionCard(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A session on a screen; `starts` and `ends` as it runs, its room's lateness included."""

    id: str
    title: str
    starts: datetime
    ends: datetime
    room: str = ""
    speakers: tuple[str, ...] = ()


class RoomNow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is on in a room and what comes next; `late` is by how many minutes it runs late, fewer than none: early."""

    room: str
    late: int = 0
    now: SessionCard | None = None
    next: SessionCard | None = None


class Named(Struct, frozen=True, kw_only=True):
    """The session a post is about, as its card names it."""

    id: str
    title: str


class Stage(Struct, frozen=True, kw_only=True):
    """The programme as it runs: rooms that are late, late. Empty where there is none."""

    programme: Programme | None = None
    planned: Programme | None = None
    shifts: tuple[Shift, ...] = ()
    sessions: Mapping[str, Session] = {}
    speakers: frozenset[str] = frozenset()

    def rooms_at(self, now: datetime, first: str = "") -> tuple[RoomNow, ...]:
        """What is on and next in each room that has anything of it, in the programme's order, one room `first`."""
        if self.programme is None or self.planned is None:
            return ()
        on = {session.room: session for session in reversed(on_at(self.programme, now))}
        following = {session.room: session for session in next_at(self.programme, now, within=SOON)}
        minutes = late(self.planned, self.shifts, now)
        names = sorted(dict.fromkeys([*self.programme.rooms, *on, *following]), key=lambda room: room != first)
        return tuple(
            RoomNow(
                room=room[:LONGEST_NAME],
                late=minutes.get(room, 0),
                now=self._card(on.get(room)),
                next=self._card(following.get(room)),
            )
            for room in names
            if room in on or room in following
        )[:MOST_ROOMS]

    def named(self, record: Record) -> Named | None:
        """The first session that a post is about, if the programme still has it."""
        session = next((self.sessions[id_] for id_ in record.sessions if id_ in self.sessions), None)
        return Named(id=session.id, title=session.talk.title) if session else None

    def is_speaker(self, author: Author) -> bool:
        """Whether the author is on the programme, by an account that it gives: a name anybody can take."""
        return not self.speakers.isdisjoint(names_of(author))

    def is_of_room(self, record: Record, room: str) -> bool:
        """Whether a post belongs on the wall of a room: about a session there, or about none in particular."""
        rooms = {self.sessions[id_].room for id_ in record.sessions if id_ in self.sessions}
        return not rooms or room in rooms

    def _card(self, session: Session | None) -> SessionCard | None:
        if session is None or self.programme is None:
            return None
        return SessionCard(
            id=session.id,
            title=session.talk.title,
            starts=session.starts,
            ends=session.ends,
            room=session.room,
            speakers=speakers_of(self.programme, session)[:MOST_SPEAKERS],
        )


async def stage_of(archive: Archive) -> Stage:
    """The event's programme as it runs now."""
    held = await archive.programme()
    if held is None:
        return Stage()
    shifts = tuple(word.shift for word in (await archive.shifts()).values())
    return staged(held.programme, shifts)


def staged(planned: Programme, shifts: Sequence[Shift]) -> Stage:
    """A programme with the rooms that run late."""
    programme = shifted(planned, shifts)
    return Stage(
        programme=programme,
        planned=planned,
        shifts=tuple(shifts),
        sessions={session.id: session for session in programme.sessions},
        speakers=frozenset(account for speaker in planned.speakers for account in accounts_given(speaker)),
    )
