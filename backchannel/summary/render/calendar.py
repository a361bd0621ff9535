"""The sessions as a calendar (RFC 5545), each with the links that were shared about it."""

import hashlib
from collections.abc import Iterator, Mapping

from icalendar import Calendar, Event

from backchannel.summary import wording
from backchannel.summary.render.dating import as_of
from backchannel.summary.values import Resource, SessionNotes, Summary


def calendar(summary: Summary) -> bytes:
    """The calendar; nothing where there are no sessions. Whoever imports it again gets the same entries, renewed."""
    if not summary.sessions:
        return b""
    links = {one.url: one for one in summary.resources}
    told = Calendar.new(
        prodid=f"-//Backchannel//{summary.origin.program}//EN",
        name=summary.event.name,
        uid=_uid(summary, ""),
        subcomponents=[_entry(summary, session, links) for session in summary.sessions],
    )
    return told.to_ical()


def _entry(summary: Summary, session: SessionNotes, links: Mapping[str, Resource]) -> Event:
    return Event.new(
        uid=_uid(summary, session.id),
        sequence=summary.edition.number - 1,
        stamp=as_of(summary),
        start=session.starts,
        end=session.ends,
        summary=session.title,
        location=session.room or None,
        description="\n".join(_lines(session, links)),
    )


def _lines(session: SessionNotes, links: Mapping[str, Resource]) -> Iterator[str]:
    if session.speakers:
        yield f"{wording.listed(session.speakers)}."
    if session.posts:
        yield f"{wording.counted(session.posts, 'post')} by {wording.counted(session.people, 'person')}."
    for url in session.resources:
        title = links[url].title if url in links else ""
        yield f"{title}: {url}" if title else url


def _uid(summary: Summary, session: str) -> str:
    """The same for the same session of the same event, whatever changes about it."""
    name = hashlib.sha256(f"{summary.event.slug}\n{session}".encode()).hexdigest()
    return f"{name[:24]}@backchannel"
