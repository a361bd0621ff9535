"""Every format is read, and tells of the same sessions what the others tell."""

from datetime import timedelta

import pytest

from backchannel.programme.draft import UnreadableProgramme
from backchannel.programme.formats.pretalx_api import whole_address
from backchannel.programme.reading import read
from support.schedules import FORMATS, HINT, at, read_sample, sample


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_tells_the_same_programme(name: str) -> None:
    programme, problems = read_sample(name)
    assert problems == ()
    names = {speaker.id: speaker.name for speaker in programme.speakers}
    told = [
        (
            each.id,
            each.talk.title,
            each.starts,
            each.ends,
            each.room,
            each.cancelled,
            [*map(names.get, each.talk.speakers)],
        )
        for each in programme.sessions
    ]
    assert told == [
        ("tulip-1", "Bulbs that want frost", at(10), at(10.75), "Glasshouse", False, ["Ada Brook"]),
        ("tulip-2", "Weeds with manners #weedy", at(10), at(11), "Shed", False, ["Ben Stone", "Chidi Obi"]),
        ("tulip-3", "Night walk", at(23.5), at(24.5), "Glasshouse", False, []),
        ("tulip-4", "Compost clinic", at(9, 11), at(9.5, 11), "Shed", True, ["Ada Brook"]),
    ]
    assert programme.timezone == "Europe/Oslo"
    assert programme.rooms == ("Glasshouse", "Shed")
    assert [each.hashtag for each in programme.sessions] == ["", "weedy", "", ""]


@pytest.mark.parametrize("name", FORMATS)
def test_an_abstract_is_plain_words_in_paragraphs(name: str) -> None:
    assert read_sample(name).programme.sessions[0].talk.abstract == "What the cold does to them.\n\nBring gloves."


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "calendar.ics"])
def test_the_accounts_of_speakers_are_found_wherever_they_stand(name: str) -> None:
    accounts = {speaker.name: speaker.accounts for speaker in read_sample(name).programme.speakers}
    assert accounts == {
        "Ada Brook": ("ada@garden.example",),
        "Ben Stone": ("ben.bsky.social",),
        "Chidi Obi": ("chidi@meadow.example",),
    }


@pytest.mark.parametrize("name", ["schedule.json", "schedule.xml", "table.csv"])
def test_a_talk_has_its_own_page_and_its_material(name: str) -> None:
    links = read_sample(name).programme.sessions[0].talk.links
    assert [link.url for link in links] == ["https://tulips.example/2026/talk/BULBS1/", "https://ada.example/frost.pdf"]


def test_the_same_file_always_has_the_same_version() -> None:
    first, again = read_sample("schedule.json").programme, read_sample("schedule.json").programme
    assert first == again
    assert first.version != read_sample("schedule.xml").programme.version


def test_a_calendar_counts_out_what_recurs_and_knows_each_instance_again() -> None:
    rule = (
        "BEGIN:VEVENT\nUID:tea\nDTSTART;TZID=Europe/Oslo:20260609T150000\nDURATION:PT30M\nRRULE:FREQ=DAILY;COUNT=4\n"
        "EXDATE;TZID=Europe/Oslo:20260610T150000\nSUMMARY:Tea\nEND:VEVENT\n"
    )
    moved = (
        "BEGIN:VEVENT\nUID:tea\nRECURRENCE-ID;TZID=Europe/Oslo:20260611T150000\n"
        "DTSTART;TZID=Europe/Oslo:20260611T160000\nDURATION:PT30M\nSUMMARY:Late tea\nEND:VEVENT\n"
    )
    whole = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{}END:VCALENDAR\n"
    before = read(whole.format(rule).encode(), HINT).programme
    after = read(whole.format(rule + moved).encode(), HINT).programme
    assert [each.starts for each in before.sessions] == [at(15, 9), at(15, 11), at(15, 12)]
    assert [each.starts for each in after.sessions] == [at(15, 9), at(16, 11), at(15, 12)]
    assert [each.id for each in before.sessions] == [each.id for each in after.sessions]
    assert after.sessions[1].talk.title == "Late tea"


def test_what_recurs_without_an_end_is_counted_around_the_event_only() -> None:
    weekly = "BEGIN:VEVENT\nUID:w\nDTSTART:20250604T090000Z\nRRULE:FREQ=WEEKLY\nSUMMARY:W\nEND:VEVENT"
    sessions = read(f"BEGIN:VCALENDAR\n{weekly}\nEND:VCALENDAR".encode(), HINT).programme.sessions
    assert 3 <= len(sessions) <= 5
    assert all(at(0, 10) - timedelta(days=15) < each.starts < at(0, 11) + timedelta(days=15) for each in sessions)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=5",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=MONTHLY;COUNT=9;BYMONTHDAY=31;BYMONTH=2",
        "FREQ=NEVER",
    ],
)
def test_a_rule_that_would_never_end_is_left_out_and_said(rule: str) -> None:
    told = f"BEGIN:VEVENT\nUID:bomb\nDTSTART:20260610T090000Z\nRRULE:{rule}\nSUMMARY:Tick\nEND:VEVENT\n"
    calendar = sample("calendar.ics").decode().replace("END:VCALENDAR", f"{told}END:VCALENDAR")
    programme, problems = read(calendar.encode(), HINT)
    assert len(programme.sessions) == 4
    assert ["bomb" in problem.place for problem in problems] == [True]


def test_columns_may_stand_in_any_order_and_go_by_other_names() -> None:
    table = (
        "\ufeffTalk,Room,Starts,Minutes,Extra\nBulbs,Shed,2026-06-10T10:00+02:00,45,?\nWeeds,Shed,2026-06-10 11:00,,?\n"
    )
    programme, problems = read(table.encode(), HINT)
    assert [(each.talk.title, each.starts, each.ends) for each in programme.sessions] == [
        ("Bulbs", at(10), at(10.75)),
        ("Weeds", at(11), at(11.75)),
    ]
    assert [str(problem) for problem in problems] == ["row 3: 'Weeds' has no end: taken to last 45 minutes"]


def test_a_session_without_an_id_keeps_its_identity_when_it_moves() -> None:
    table = "title,speakers,start,minutes,room\nBulbs,Ada Brook,2026-06-10 {},45,{}\n"
    before = read(table.format("10:00", "Shed").encode(), HINT).programme.sessions[0]
    after = read(table.format("14:00", "Glasshouse").encode(), HINT).programme.sessions[0]
    assert before.id == after.id
    assert before.starts != after.starts


def test_pretalx_is_asked_to_write_out_what_it_names_by_number() -> None:
    address = "https://pretalx.example/api/events/tulips/schedules/latest/"
    assert whole_address(address).startswith(f"{address}?expand=slots.room,slots.submission.speakers")
    assert whole_address(f"{address}?expand=slots") == f"{address}?expand=slots"
    assert whole_address("https://pretalx.example/tulips/schedule.ics") == "https://pretalx.example/tulips/schedule.ics"


def test_slots_that_are_only_numbers_say_how_to_ask() -> None:
    for told in (b'{"slots": [1, 2]}', b'{"results": [{"code": "A", "title": "Bulbs", "slots": [4]}]}'):
        with pytest.raises(UnreadableProgramme, match=r"expand=slots\.room"):
            read(told, HINT)
