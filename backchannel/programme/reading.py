"""A schedule's bytes, in whichever format they are, become a programme.

bytes → what its first letters say it is → the format's own reader → `assemble`
"""

from collections.abc import Callable

from msgspec import UNSET, Raw, Struct, UnsetType

from backchannel.model.event import Event
from backchannel.programme.assemble import assemble
from backchannel.programme.draft import Hint, Reading, Told, UnreadableProgramme
from backchannel.programme.formats import csv_file, frab_json, frab_xml, pretalx_api
from backchannel.programme.formats.loose import Loose, check_size, text, whole
from backchannel.programme.limits import LARGEST_FILE

FORMATS = "schedule.json, schedule.xml, pretalx's API, iCalendar, or CSV with the columns title and start"

Format = Callable[[bytes, Hint], Told]


def hint_for(event: Event, name: str) -> Hint:
    """What is known of a schedule before it is read, by its event; `name` is how it is called in messages."""
    return Hint(name=name, timezone=event.timezone, starts=event.starts, ends=event.ends, hashtags=event.hashtags)


def read(raw: bytes, hint: Hint) -> Reading:
    """The programme, and what a person should look at. Raises `UnreadableProgramme`."""
    if len(raw) > LARGEST_FILE:
        raise UnreadableProgramme(
            f"{hint.name}: {len(raw) / 2**20:.0f} MB are more than the {LARGEST_FILE // 2**20} MB a schedule may have"
        )
    return assemble(_format(raw, hint)(raw, hint), hint)


def _format(raw: bytes, hint: Hint) -> Format:
    head = raw[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise UnreadableProgramme(f"{hint.name}: it is empty")
    if head.startswith((b"{", b"[")):
        check_size(raw, hint.name)
        return _json_format(raw, hint)
    if head.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<")):
        return frab_xml.told
    if head.upper().startswith(b"BEGIN:VCALENDAR"):
        from backchannel.programme.formats import icalendar_file

        return icalendar_file.told
    if csv_file.looks_like(raw):
        return csv_file.told
    raise UnreadableProgramme(f"{hint.name}: line 1: this is none of {FORMATS}")


class _Shape(Struct):
    """What tells the answers in JSON from one another."""

    schedule: Raw | UnsetType = UNSET
    slots: Raw | UnsetType = UNSET
    results: Raw | UnsetType = UNSET
    detail: Loose = None


def _json_format(raw: bytes, hint: Hint) -> Format:
    shape = whole(raw, _Shape, hint.name)
    if shape.schedule is not UNSET:
        return frab_json.told
    if shape.slots is not UNSET:
        return pretalx_api.told_by_schedule
    if shape.results is not UNSET:
        return pretalx_api.told_by_list
    said = f" (it says: {text(shape.detail)[:200]})" if shape.detail else ""
    raise UnreadableProgramme(f"{hint.name}: $: this JSON is none of {FORMATS}{said}")
