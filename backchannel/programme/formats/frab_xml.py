"""`schedule.xml`, which Pentabarf made and frab, pretalx and others export (c3voc.de/schedulexml).

<schedule><conference/><day date start><room name><event guid id><date/><start/><duration/>…
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from backchannel.model.programme import Link
from backchannel.programme import times
from backchannel.programme.draft import Draft, Hint, Person, Problem, SkippedSession, Told, UnreadableProgramme
from backchannel.programme.formats.elements import Element, read_elements
from backchannel.programme.formats.frab import wall_start, zone_of
from backchannel.programme.formats.loose import taken


def told(raw: bytes, hint: Hint) -> Told:
    """What the file tells. Raises `UnreadableProgramme`."""
    schedule = read_elements(raw, hint.name)
    if schedule.name != "schedule":
        raise UnreadableProgramme(f"{hint.name}: line {schedule.line}: <{schedule.name}> is no <schedule>")
    conference = schedule.child("conference") or Element("conference", schedule.line, {})
    zone, problems = zone_of(conference.text_of("time_zone_name"), hint, f"line {conference.line}")
    drafts, skipped = taken(_drafts(schedule, conference, ZoneInfo(zone or hint.timezone)))
    rooms = (room.attributes.get("name", "") for day in schedule.all("day") for room in day.all("room"))
    return Told(
        drafts=drafts,
        problems=[*problems, *skipped],
        title=conference.text_of("title"),
        timezone=zone,
        rooms=tuple(dict.fromkeys(rooms)),
    )


def _drafts(schedule: Element, conference: Element, zone: ZoneInfo) -> Iterator[Draft | Problem]:
    change = conference.text_of("day_change")
    for day in schedule.all("day"):
        for room in day.all("room"):
            for talk in room.all("event"):
                place = f"line {talk.line}"
                try:
                    starts = _starts(talk, day, change=change, zone=zone)
                    yield _draft(talk, room.attributes.get("name", ""), starts=starts, place=place)
                except SkippedSession as why:
                    yield Problem(place, f"left out: {why}")


def _starts(talk: Element, day: Element, *, change: str, zone: ZoneInfo) -> datetime:
    if talk.text_of("date"):
        return times.instant(talk.text_of("date"), zone)
    date, first = times.day(day.attributes.get("date", "")), day.attributes.get("start", "")
    at = times.clock_time(talk.text_of("start"))
    if first:
        day_starts = times.instant(first, zone)
    else:
        day_starts = times.in_utc(datetime.combine(date, times.clock_time(change)), zone) if change else None
    return wall_start(date, at, zone=zone, day_starts=day_starts)


def _draft(talk: Element, room: str, *, starts: datetime, place: str) -> Draft:
    lasts = times.length(talk.text_of("duration"))
    return Draft(
        place=place,
        id=talk.attributes.get("guid", "") or talk.attributes.get("code", "") or talk.attributes.get("id", ""),
        title=talk.text_of("title"),
        subtitle=talk.text_of("subtitle"),
        abstract="\n\n".join(filter(None, [talk.text_of("abstract"), talk.text_of("description")])),
        kind=talk.text_of("type"),
        language=talk.text_of("language"),
        starts=starts,
        ends=starts + lasts if lasts else None,
        room=talk.text_of("room") or room,
        track=talk.text_of("track"),
        cancelled=talk.text_of("status").lower() in {"cancelled", "canceled"},
        persons=tuple(_person(person) for persons in talk.all("persons") for person in persons.all("person")),
        links=tuple(_links(talk)),
    )


def _person(person: Element) -> Person:
    """A speaker. The name is the element's text; what more some exports tell stands in children and attributes."""
    links = [link.attributes.get("href", "") or link.text for link in _inside(person, "links", "link")]
    addresses = [person.attributes.get("url", ""), *links]
    spoken = [person.text_of(name) for name in ("biography", "bio", "abstract", "description")]
    return Person(
        name=person.text or person.text_of("name") or person.attributes.get("name", ""),
        id=person.attributes.get("guid", "") or person.attributes.get("code", "") or person.attributes.get("id", ""),
        told=tuple(("", said) for said in [*spoken, *addresses] if said),
        links=tuple(filter(None, addresses)),
    )


def _links(talk: Element) -> Iterator[Link]:
    yield Link(url=talk.text_of("url"))
    for link in [*_inside(talk, "links", "link"), *_inside(talk, "attachments", "attachment")]:
        yield Link(url=link.attributes.get("href", ""), title=link.text)


def _inside(element: Element, outer: str, inner: str) -> Iterator[Element]:
    return (found for holder in element.all(outer) for found in holder.all(inner))
