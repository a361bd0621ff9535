"""Days as the page shows them: what was said about their sessions, and when people wrote."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from backchannel.model.body import Segment
from backchannel.summary import wording
from backchannel.summary.cited import Highlight, Quote, Shown
from backchannel.summary.render.drawing import Drawing, drawing
from backchannel.summary.render.paragraphs import paragraphs
from backchannel.summary.render.shelves import Shelves, anchor_of
from backchannel.summary.render.telling import Teller, Told
from backchannel.summary.values import Day, Peak, SessionNotes, Summary

QUIET = 2  # posts: a session with no more of them is quiet, and gets the same care
_OPEN = 40  # sessions: the days of a longer programme are folded


class SessionTold(Struct, frozen=True):
    """A session with what was written about it; `links` are the anchor of its shelf and what stands there.

    `written` are paragraphs of the organisers'.
    """

    notes: SessionNotes
    when: str
    facts: str
    first: tuple[tuple[str, str], ...]
    written: tuple[tuple[Segment, ...], ...]
    posts: tuple[Told, ...]
    quote: Quote | None
    picture: Shown | None
    links: tuple[str, int] | None

    @property
    def is_quiet(self) -> bool:
        """Whether hardly anybody wrote about it."""
        return self.notes.posts <= QUIET


class SessionDay(Struct, frozen=True):
    """One day of the programme: sessions somebody wrote about, and the titles of the others."""

    name: str
    sessions: tuple[SessionTold, ...]
    silent: tuple[str, ...]
    is_open: bool


class DrawnDay(Struct, frozen=True):
    """A day in numbers, words and lines; the title of the session each peak is about."""

    day: Day
    name: str
    anchor: str
    description: str
    drawing: Drawing
    peaks: tuple[tuple[Peak, str], ...]


def session_days(summary: Summary, teller: Teller, shelves_: Shelves) -> tuple[SessionDay, ...]:
    """The programme day by day."""
    anchors = _anchors(summary)
    shelved = {shelf.anchor: len(shelf.rows) for shelf in (*shelves_.sessions, *shelves_.folded)}
    days: defaultdict[date, list[SessionNotes]] = defaultdict(list)
    for session in summary.sessions:
        days[session.starts.astimezone(teller.zone).date()].append(session)
    is_short = sum(bool(session.posts) for session in summary.sessions) <= _OPEN
    return tuple(
        SessionDay(
            name=wording.day(day),
            sessions=tuple(_told(session, teller, anchors, shelved) for session in sessions if session.posts),
            silent=tuple(session.title for session in sessions if not session.posts),
            is_open=is_short,
        )
        for day, sessions in sorted(days.items())
    )


def drawn_days(summary: Summary, teller: Teller) -> tuple[DrawnDay, ...]:
    """The timeline, every day on the same scale."""
    days = summary.timeline.days
    most = max((hour.people for day in days for hour in day.hours), default=0)
    return tuple(_drawn(day, most, teller) for day in days)


def first_highlights(summary: Summary) -> list[Highlight]:
    """The posts to begin with: what the organisers put first, then the others in the order they were written."""
    wanted = {id_: place for place, id_ in enumerate(summary.editing.first)}
    first = summary.highlights[: summary.origin.choices.first]
    return sorted(first, key=lambda post: (wanted.get(post.id, len(wanted)), post.created_at, post.id))


def hour_span(peak: Peak) -> str:
    """10:00 to 11:00."""
    return f"{peak.hour:02}:00 to {(peak.hour + 1) % 24:02}:00"


def _anchors(summary: Summary) -> dict[str, tuple[str, str]]:
    """Where on the page the first highlights are, and whose they are."""
    return {post.id: (f"post-{at}", post.author.name) for at, post in enumerate(first_highlights(summary), start=1)}


def _told(
    session: SessionNotes, teller: Teller, anchors: Mapping[str, tuple[str, str]], shelved: Mapping[str, int]
) -> SessionTold:
    shelf = anchor_of(session)
    return SessionTold(
        notes=session,
        when=f"{session.starts.astimezone(teller.zone):%H:%M}",
        facts=_facts(session),
        first=tuple(anchors[id_] for id_ in session.first if id_ in anchors),
        written=paragraphs(session.notes),
        posts=teller.all(session.chosen),
        quote=session.quote,
        picture=session.picture,
        links=(shelf, shelved[shelf]) if shelf in shelved else None,
    )


def _facts(session: SessionNotes) -> str:
    return f"{wording.counted(session.posts, 'post')} by {wording.counted(session.people, 'person')}"


def _drawn(day: Day, most: int, teller: Teller) -> DrawnDay:
    return DrawnDay(
        day=day,
        name=wording.day(day.date),
        anchor=f"day-{day.date.isoformat()}",
        description=_described(day),
        drawing=drawing(day, most),
        peaks=tuple((peak, teller.title(peak.session)) for peak in day.peaks),
    )


def _described(day: Day) -> str:
    """The drawing in words, for those who hear the page."""
    wrote = f"{wording.counted(day.people, 'person')} wrote {wording.counted(day.posts, 'post')}."
    if not day.peaks:
        return f"{wrote} No hour stands out."
    peaks = "; ".join(_peak_told(day.peaks))
    return f"{wrote} {wording.spelled(len(day.peaks)).capitalize()} {wording.plural(len(day.peaks), 'peak')}: {peaks}."


def _peak_told(peaks: Iterable[Peak]) -> list[str]:
    return [f"{peak.letter}, {hour_span(peak)}, {wording.counted(peak.people, 'person')}" for peak in peaks]
