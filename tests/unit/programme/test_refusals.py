"""Files that make no sense: each ends in one sentence with its place, and one bad session takes no other with it."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backchannel.programme import limits
from backchannel.programme.draft import Reading, UnreadableProgramme
from backchannel.programme.reading import read
from support.schedules import FORMATS, HINT, sample

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<schedule><day date="2026-06-10"><room name="&c;"/></day></schedule>"""
OUTSIDE = b'<!DOCTYPE s SYSTEM "file:///etc/passwd"><schedule/>'


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "schedule: it is empty"),
        (b"\x89PNG", "schedule: line 1: this is none of"),
        (b"<html><body>Not found</body></html>", "schedule: line 1: <html> is no <schedule>"),
        (b"<schedule>\n<day>\n</schedule>", "schedule: line 3: mismatched tag"),
        (b'<?xml version="1.0" encoding="klingon"?><schedule/>', "schedule: "),
        (LAUGHS, "schedule: line 2: a document type"),
        (OUTSIDE, "schedule: line 1: a document type"),
        (b"<schedule>" + b"<a>" * 99 + b"</a>" * 99 + b"</schedule>", "more than 32 deep"),
        (
            b'{"schedule": {"conference": {"days": {}}}}',
            "Expected `array`, got `object` - at `$.schedule.conference.days`",
        ),
        (b'{"schedule": ', "schedule: Input data was truncated"),
        (b'{"detail": "Not found."}', "it says: Not found."),
        (b'{"detail": ' + b"[" * 100_000, "nested too deeply"),
        (b"[" * 1_000_001, "more than 1000000 parts"),
        (b'{"schedule": {"conference": {"days": []}}}', "there is no session in it"),
        (b"BEGIN:VCALENDAR\nnonsense\nEND:VCALENDAR", "no calendar that can be read"),
        (b"title,start\nBl\xe5klokke,10:00", "line 2: not UTF-8"),
        (b'title,start\n"never closed,10:00', "there is no session in it"),
        (b"{" + b" " * limits.LARGEST_FILE, "16 MB are more than the 16 MB"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_in_one_sentence(raw: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableProgramme) as refused:
        read(raw, HINT)
    assert sentence in str(refused.value)
    assert str(refused.value).startswith("schedule: ")
    assert len(str(refused.value)) < 500


def test_a_session_that_makes_no_sense_is_left_out_with_its_place() -> None:
    told = sample("schedule.xml").replace(b"<duration>00:45<", b"<duration>a while<")
    programme, problems = read(told, HINT)
    assert len(programme.sessions) == 3
    assert [str(problem) for problem in problems] == [
        "line 16: left out: 'a while' is no length: write it as in 0:45, or in minutes"
    ]


@pytest.mark.parametrize(
    ("column", "cell", "what"),
    [
        ("start", "noon", "'noon' is no date and time"),
        ("start", "2026-06-10T25:00", "'2026-06-10T25:00' is no date and time"),
        ("start", "0001-01-01T00:00", "the year 1 can't be right"),
        ("start", "9999-12-31T23:59-23:00", "the year 9999 can't be right"),
        ("end", "2026-06-10T09:00", "ends before it starts"),
        ("end", "2026-08-10T09:00", "or days later"),
        ("duration", "a while", "is no length"),
        ("title", "", "without a title"),
    ],
)
def test_every_cell_that_makes_no_sense_is_named_by_its_row(column: str, cell: str, what: str) -> None:
    row = {"title": "Bulbs", "start": "2026-06-10T10:00", "end": "", "duration": ""} | {column: cell}
    table = "title,start,end,duration\nWeeds,2026-06-10T10:00,,45\n" + ",".join(row.values())
    programme, problems = read(table.encode(), HINT)
    assert [session.talk.title for session in programme.sessions] == ["Weeds"]
    assert [problem.place for problem in problems] == ["row 3"]
    assert what in problems[0].what


def test_ids_that_are_told_twice_are_said_and_both_sessions_stay() -> None:
    table = "id,title,start,minutes\nx,Bulbs,2026-06-10T10:00,45\n" + 2 * "x,Weeds,2026-06-10T11:00,45\n"
    programme, problems = read(table.encode(), HINT)
    assert [session.id for session in programme.sessions] == ["x", "x-2"]
    assert [problem.what for problem in problems] == [
        "'Weeds' has the id 'x', which is another's, too",
        "'Weeds' is told twice: once is enough",
    ]


def test_an_unknown_zone_is_said_and_the_venues_is_taken() -> None:
    told = sample("schedule.json").replace(b"Europe/Oslo", b"Mars/Olympus")
    programme, problems = read(told, HINT)
    assert programme.timezone == "Europe/Oslo"
    assert [problem.place for problem in problems] == ["$.schedule.conference.time_zone_name"]


def test_more_sessions_than_any_conference_has_are_refused() -> None:
    rows = "".join(f"Talk {number},2026-06-10T10:00,45\n" for number in range(limits.MOST_SESSIONS + 1))
    with pytest.raises(UnreadableProgramme, match="more rows than the 10000"):
        read(f"title,start,minutes\n{rows}".encode(), HINT)


@pytest.mark.timeout(100)  # of seconds of processor it takes ten; unbounded it would take hours
def test_the_largest_files_are_read_or_refused() -> None:
    talk = json.loads(sample("schedule.json"))["schedule"]["conference"]["days"][0]["rooms"]["Glasshouse"][0]
    talks = [talk | {"guid": f"g{number}", "abstract": "word " * 120} for number in range(limits.MOST_SESSIONS)]
    schedule = {"schedule": {"conference": {"title": "Big", "days": [{"rooms": {"Hall": talks}}]}}}
    assert len(read(json.dumps(schedule).encode(), HINT).programme.sessions) == limits.MOST_SESSIONS
    event = b"BEGIN:VEVENT\nUID:%d\nDTSTART:20260610T100000Z\nRRULE:FREQ=DAILY\nSUMMARY:T\nEND:VEVENT\n"
    series = b"".join(event % number for number in range(2_000))
    programme, problems = read(b"BEGIN:VCALENDAR\n" + series + b"END:VCALENDAR", HINT)
    assert len(programme.sessions) <= limits.MOST_SESSIONS
    assert any("more than 200 series" in problem.what for problem in problems)


MARKS = st.sampled_from([mark.encode() for mark in '{}[]<>&;:,"\n0T-'])


def survives(raw: bytes) -> Reading | None:
    try:
        return read(raw, HINT)
    except UnreadableProgramme:
        return None


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=300), st.sampled_from([b"", b"{", b"<schedule>", b"BEGIN:VCALENDAR\n", b"title,start\n"]))
def test_no_bytes_end_in_anything_but_a_programme_or_a_sentence(raw: bytes, head: bytes) -> None:
    survives(head + raw)


@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FORMATS), st.data())
def test_no_change_of_a_sample_ends_in_anything_but_a_programme_or_a_sentence(name: str, data: st.DataObject) -> None:
    raw = bytearray(sample(name))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw)))
        length = data.draw(st.integers(0, 12))
        raw[at : at + length] = data.draw(st.binary(max_size=8) | MARKS)
    reading = survives(bytes(raw))
    if reading is not None:
        ids = [session.id for session in reading.programme.sessions]
        assert len(ids) == len(set(ids))
        assert all(session.starts < session.ends for session in reading.programme.sessions)


Loose = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)
FIELDS = (
    "guid",
    "code",
    "title",
    "date",
    "start",
    "end",
    "duration",
    "room",
    "persons",
    "links",
    "track",
    "status",
    "type",
)


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.sampled_from(FIELDS), Loose))
def test_any_field_of_a_talk_may_be_anything(fields: dict[str, object]) -> None:
    conference = json.loads(sample("schedule.json"))
    conference["schedule"]["conference"]["days"][0]["rooms"]["Shed"].append({"title": "X", "start": "10:00"} | fields)
    reading = survives(json.dumps(conference).encode())
    assert reading is not None
    assert len(reading.programme.sessions) >= 4


@settings(deadline=None, max_examples=100)
@given(
    st.dictionaries(st.sampled_from(("code", "title", "state", "speakers", "track", "resources")), Loose), Loose, Loose
)
def test_any_field_of_the_api_may_be_anything(fields: dict[str, object], room: object, start: object) -> None:
    told = json.loads(sample("api-schedule.json"))
    told["slots"].append({"room": room, "start": start, "submission": fields})
    assert survives(json.dumps(told).encode()) is not None
