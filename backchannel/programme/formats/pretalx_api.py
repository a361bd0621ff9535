"""The schedule as pretalx's public API answers it, with what it names by number written out (`?expand=…`).

/api/events/EVENT/schedules/latest/   {"version", "slots": [{"start", "end", "room", "submission": {…}}]}
/api/events/EVENT/submissions/        {"next", "results": [{"code", "title", "slots": [{…}]}]}
/api/events/EVENT/talks/              the same of older versions, with one `slot` for `slots`

A slot's own id changes with every release of the schedule, so a session is known by its submission's code.
(docs.pretalx.org/api, "Expanding linked resources"; `TalkSlotSerializer`, `SubmissionSerializer`.)
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import Raw, Struct

from backchannel.model.programme import Link
from backchannel.programme import times
from backchannel.programme.draft import Draft, Hint, Problem, SkippedSession, Told
from backchannel.programme.formats.frab_json import person
from backchannel.programme.formats.loose import Loose, each, fields, members, taken, text, whole

# What a request must ask for, so that one answer has all.
EXPAND = (
    "slots.room",
    "slots.submission.speakers.answers.question",
    "slots.submission.track",
    "slots.submission.submission_type",
    "slots.submission.resources",
)

_SCHEDULE = re.compile(r"/api/events/[^/]+/schedules/[^/]+/?")

Fields = Mapping[str, Loose]


class _Schedule(Struct):
    slots: list[Raw]


class _Page(Struct):
    results: list[Raw]
    next: str | None = None


def whole_address(address: str) -> str:
    """The address to ask for: of a schedule in pretalx's API, with all that it names written out."""
    parts = urlsplit(address)
    if not _SCHEDULE.fullmatch(parts.path) or "expand=" in parts.query:
        return address
    query = "&".join(filter(None, [parts.query, f"expand={','.join(EXPAND)}"]))
    return parts._replace(query=query).geturl()


def told_by_schedule(raw: bytes, hint: Hint) -> Told:
    """What an answer of `schedules/` tells. Raises `UnreadableProgramme`."""
    slots = whole(raw, _Schedule, hint.name).slots
    drafts, problems = taken(_of_slots(slots, ZoneInfo(hint.timezone)))
    return Told(drafts, problems)


def told_by_list(raw: bytes, hint: Hint) -> Told:
    """What an answer of `submissions/` or `talks/` tells. Raises `UnreadableProgramme`."""
    page = whole(raw, _Page, hint.name)
    drafts, problems = taken(_of_submissions(page.results, ZoneInfo(hint.timezone)))
    if page.next:
        problems.append(Problem("$.next", "this is the first page only: read …/schedules/latest/ instead"))
    return Told(drafts, problems)


def _of_slots(slots: list[Raw], zone: ZoneInfo) -> Iterator[Draft | Problem]:
    for number, raw in enumerate(slots):
        place = f"$.slots[{number}]"
        try:
            slot = members(raw)
            yield _draft(fields(slot.get("submission")), slot, zone=zone, place=place)
        except SkippedSession as why:
            yield Problem(place, f"left out: {why}")


def _of_submissions(submissions: list[Raw], zone: ZoneInfo) -> Iterator[Draft | Problem]:
    for number, raw in enumerate(submissions):
        place = f"$.results[{number}]"
        try:
            submission = members(raw)
            slots = each(submission.get("slots")) or [submission.get("slot")]
            for slot in filter(None, slots):
                yield _draft(submission, fields(slot), zone=zone, place=place)
        except SkippedSession as why:
            yield Problem(place, f"left out: {why}")


def _draft(submission: Fields, slot: Fields, *, zone: ZoneInfo, place: str) -> Draft:
    starts, ends = _span(slot, zone)
    return Draft(
        place=place,
        id=text(submission.get("code")),
        title=text(submission.get("title")) or text(slot.get("description")),  # a break has no submission
        abstract="\n\n".join(filter(None, [text(submission.get(name)) for name in ("abstract", "description")])),
        kind=_named(submission.get("submission_type")) if submission else "break",
        language=text(submission.get("content_locale")),
        starts=starts,
        ends=ends,
        room=_named(slot.get("room")),
        track=_named(submission.get("track")),
        cancelled=text(submission.get("state")) in {"canceled", "withdrawn"},
        persons=tuple(person(fields(speaker)) for speaker in each(submission.get("speakers"))),
        links=tuple(_link(fields(resource)) for resource in each(submission.get("resources"))),
    )


def _span(slot: Fields, zone: ZoneInfo) -> tuple[datetime, datetime | None]:
    if not slot:
        raise SkippedSession("its time is told by a number only: ask for it with ?expand=slots.room")
    starts, ends, minutes = (slot.get(name) for name in ("start", "end", "duration"))
    begins = times.instant(text(starts), zone)
    if text(ends):
        return begins, times.instant(text(ends), zone)
    return begins, begins + timedelta(minutes=minutes) if isinstance(minutes, int) and 0 < minutes < 10_000 else None


def _named(value: Loose) -> str:
    """The name of a room, a track or a type that is written out; of one told by its number nothing can be said."""
    return "" if isinstance(value, int) else text(fields(value).get("name", value))


def _link(resource: Fields) -> Link:
    return Link(url=text(resource.get("resource")), title=text(resource.get("description")))
