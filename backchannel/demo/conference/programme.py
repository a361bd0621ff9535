"""The programme as pretalx exports it: `programme.json` (its `schedule.json`, after frab's)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from backchannel.demo.conference.scenes import number
from backchannel.demo.conference.script import Person, Programme, Script, Talk
from backchannel.demo.wire import Json

_OPENS, _CLOSES = 9, 22  # o'clock


def schedule(script: Script) -> Json:
    """The whole export."""
    programme = script.programme
    conference = {
        "acronym": "handed-down-2026",
        "title": programme.name,
        "start": programme.days[0].isoformat(),
        "end": programme.days[-1].isoformat(),
        "daysCount": len(programme.days),
        "timeslot_duration": "00:05",
        "time_zone_name": programme.zone,
        "colors": {"primary": "#b4532a"},
        "rooms": [
            {"name": room, "slug": _slug(room), "guid": _guid(programme, room), "description": None, "capacity": None}
            for room in programme.rooms
        ],
        "tracks": [],
        "days": [_day(script, index) for index in range(len(programme.days))],
    }
    url = f"{programme.site}/schedule/"
    return {"schedule": {"url": url, "version": "1.0", "base_url": f"{programme.site}/", "conference": conference}}


def _day(script: Script, index: int) -> Json:
    programme = script.programme
    day = programme.days[index]
    return {
        "index": index + 1,
        "date": day.isoformat(),
        "day_start": _hour(day, _OPENS, programme).isoformat(),
        "day_end": _hour(day, _CLOSES, programme).isoformat(),
        "rooms": {
            room: [_talk(script, talk, day) for talk in programme.talk if (talk.day, talk.room) == (index + 1, room)]
            for room in programme.rooms
        },
    }


def _talk(script: Script, talk: Talk, day: date) -> Json:
    programme = script.programme
    return {
        "guid": _guid(programme, talk.code),
        "code": talk.code,
        "id": number(talk.code, 100_000),
        "logo": None,
        "date": datetime.combine(day, talk.start, ZoneInfo(programme.zone)).isoformat(),
        "start": f"{talk.start:%H:%M}",
        "duration": f"{timedelta(minutes=talk.minutes)}".rpartition(":")[0].zfill(5),
        "room": talk.room,
        "slug": f"handed-down-2026-{number(talk.code, 100_000)}-{_slug(talk.title)}",
        "url": programme.page(talk),
        "title": talk.title,
        "subtitle": "",
        "track": None,
        "type": "Workshop" if talk.code == "SASHIK" else "Talk",
        "language": talk.language,
        "abstract": talk.abstract,
        "description": None,
        "recording_license": "",
        "do_not_record": False,
        "persons": [_person(script.people, key, programme) for key in talk.speakers],
        "links": [],
        "attachments": [],
        "answers": [],
    }


def _person(people: Mapping[str, Person], key: str, programme: Programme) -> Json:
    person = people[key]
    code = f"{number(key, 10**6):06d}"
    accounts = {"Mastodon": f"@{person.mastodon}" if person.mastodon else "", "Bluesky": person.bluesky}
    return {
        "guid": _guid(programme, key),
        "code": code,
        "name": person.name,
        "public_name": person.name,
        "avatar": None,
        "biography": person.bio,
        "answers": [{"question": network, "answer": account} for network, account in accounts.items() if account],
        "url": f"{programme.site}/speaker/{code}/",
    }


def _hour(day: date, hour: int, programme: Programme) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(programme.zone))


def _guid(programme: Programme, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{programme.site}/{name}"))


def _slug(title: str) -> str:
    words = ("".join(letter for letter in word if letter.isalnum()) for word in title.lower().split())
    return "-".join(filter(None, words))
