"""`schedule.json`, which frab made and pretalx and others export (c3voc.de/schedule/schema.json).

{"schedule": {"conference": {"title", "time_zone_name", "days": [{"date", "rooms": {"Hall": [{talk}]}}]}}}
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Raw, Struct

from backchannel.model.programme import Link
from backchannel.programme import times
from backchannel.programme.draft import Draft, Hint, Person, Problem, SkippedSession, Told
from backchannel.programme.formats.frab import wall_start, zone_of
from backchannel.programme.formats.loose import Loose, each, fields, part, taken, text, whole


class _Day(Struct):
    date: str = ""
    day_start: str = ""
    rooms: dict[str, list[Raw]] = {}


class _Conference(Struct):
    title: Loose = ""
    time_zone_name: Loose = ""
    rooms: Loose = None
    days: list[_Day] = []


class _Schedule(Struct):
    conference: _Conference


class _File(Struct):
    schedule: _Schedule


class _Talk(Struct):
    guid: Loose = None
    code: Loose = None
    id: Loose = None
    date: Loose = None
    start: Loose = None
    end: Loose = None
    duration: Loose = None
    room: Loose = None
    url: Loose = None
    title: Loose = None
    subtitle: Loose = None
    track: Loose = None
    type: Loose = None
    language: Loose = None
    abstract: Loose = None
    description: Loose = None
    status: Loose = None
    state: Loose = None
    persons: Loose = None
    links: Loose = None
    attachments: Loose = None


def told(raw: bytes, hint: Hint) -> Told:
    """What the file tells. Raises `UnreadableProgramme`."""
    conference = whole(raw, _File, hint.name).schedule.conference
    zone, problems = zone_of(text(conference.time_zone_name), hint, "$.schedule.conference.time_zone_name")
    drafts, skipped = taken(_drafts(conference, ZoneInfo(zone or hint.timezone)))
    return Told(
        drafts=drafts,
        problems=[*problems, *skipped],
        title=text(conference.title),
        timezone=zone,
        rooms=tuple(text(fields(room).get("name")) for room in each(conference.rooms)),
    )


def _drafts(conference: _Conference, zone: ZoneInfo) -> Iterator[Draft | Problem]:
    for number, day in enumerate(conference.days):
        for room, talks in day.rooms.items():
            for position, raw in enumerate(talks):
                place = f"$.schedule.conference.days[{number}].rooms[{room!r}][{position}]"
                try:
                    yield _draft(part(raw, _Talk), day, room=room, place=place, zone=zone)
                except SkippedSession as why:
                    yield Problem(place, f"left out: {why}")


def _draft(talk: _Talk, day: _Day, *, room: str, place: str, zone: ZoneInfo) -> Draft:
    starts = _starts(talk, day, zone)
    lasts = times.length(text(talk.duration))
    ends = times.instant(text(talk.end), zone) if "T" in text(talk.end) else None
    return Draft(
        place=place,
        id=text(talk.guid) or text(talk.code) or text(talk.id),
        title=text(talk.title),
        subtitle=text(talk.subtitle),
        abstract="\n\n".join(filter(None, [text(talk.abstract), text(talk.description)])),
        kind=text(talk.type),
        language=text(talk.language),
        starts=starts,
        ends=ends or (starts + lasts if lasts else None),
        room=text(talk.room) or room,
        track=text(talk.track),
        cancelled=(text(talk.status) or text(talk.state)).lower() in {"cancelled", "canceled"},
        persons=tuple(person(fields(each_)) for each_ in each(talk.persons)),
        links=(Link(url=text(talk.url)), *map(_link, [*each(talk.links), *each(talk.attachments)])),
    )


def _starts(talk: _Talk, day: _Day, zone: ZoneInfo) -> datetime:
    if text(talk.date):
        return times.instant(text(talk.date), zone)
    at = times.clock_time(text(talk.start))
    day_starts = times.instant(day.day_start, zone) if day.day_start else None
    return wall_start(times.day(day.date), at, zone=zone, day_starts=day_starts)


def person(told: Mapping[str, Loose]) -> Person:
    """A speaker as frab and pretalx tell of them."""
    answers = [fields(answer) for answer in each(told.get("answers"))]
    asked = [(text(_question(answer.get("question"))), text(answer.get("answer"))) for answer in answers]
    spoken = [("", text(told.get(name))) for name in ("biography", "abstract", "description")]
    links = [told.get("url"), *(fields(link).get("url") for link in each(told.get("links")))]
    addresses = [text(link) for link in links]
    return Person(
        name=text(told.get("public_name")) or text(told.get("name")),
        id=text(told.get("guid")) or text(told.get("code")) or text(told.get("id")),
        told=tuple((question, said) for question, said in [*asked, *spoken, *_profiles(addresses)] if said),
        links=tuple(filter(None, addresses)),
    )


def _question(value: Loose) -> Loose:
    return fields(value).get("question", value)


def _profiles(addresses: list[str]) -> Iterator[tuple[str, str]]:
    return (("", address) for address in addresses)


def _link(told: Loose) -> Link:
    return Link(url=text(fields(told).get("url")), title=text(fields(told).get("title")))
