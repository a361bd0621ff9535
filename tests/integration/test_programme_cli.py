"""The programme from the command line, as a person brings it in, looks at it and mends it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from backchannel.demo.conference import RECORDING
from backchannel.services.archiving import load
from backchannel.settings import Misconfigured, read_event
from bench.user2019_programme import convert
from support.schedules import sample

LISTED = Path(__file__).parents[2].parent / "shared/data/events/user2019_schedule.json"

EVENT = """
name = "Tulips"
hashtags = ["tulips"]
starts = 2026-06-10
ends = 2026-06-11
timezone = "Europe/Oslo"
"""


def backchannel(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "backchannel", "--quiet", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def event(tmp_path: Path) -> str:
    (tmp_path / "schedule.json").write_bytes(sample("schedule.json"))
    path = tmp_path / "tulips.toml"
    path.write_text(EVENT + 'programme = "schedule.json"\n')
    return str(path)


@pytest.fixture
def config(tmp_path: Path, redis_url: str) -> str:
    path = tmp_path / "backchannel.toml"
    path.write_text(f'data = "{tmp_path}/data"\n[redis]\nurl = "{redis_url}"\n')
    return str(path)


@pytest.mark.usefixtures("redis")
async def test_a_schedule_is_brought_in_shown_and_changed(event: str, config: str, tmp_path: Path) -> None:
    first = backchannel("programme", "import", event, "--config", config).stdout
    assert "4 sessions, 2 days, 2 rooms, 3 speakers, 3 with an account, times in Europe/Oslo, 1 cancelled" in first
    assert "Changed: 4 added" in first
    assert "Nothing has changed." in backchannel("programme", "import", event, "--config", config).stdout
    moved = tmp_path / "moved.json"
    moved.write_bytes(sample("schedule.json").replace(b'"2026-06-10T23:30:00', b'"2026-06-10T22:30:00'))
    again = backchannel("programme", "import", event, str(moved), "--config", config).stdout
    assert "moved: Night walk (Wed 22:30 Glasshouse)" in again
    assert "will take its place again" in again
    shown = backchannel("programme", "show", event, "--config", config).stdout
    assert all(word in shown for word in ("Wednesday 2026-06-10", "22:30", "Ada Brook", "#tulipsbulbs", "(cancelled)"))


@pytest.mark.usefixtures("redis")
async def test_a_room_is_said_to_be_late(event: str, config: str) -> None:
    assert "has no programme yet" in backchannel("programme", "late", event, "Shed", "10", "--config", config).stderr
    backchannel("programme", "import", event, "--config", config)
    assert backchannel("programme", "late", event, "Shed", "10", "--config", config).stdout == "Shed: 10 minutes late\n"
    nowhere = backchannel("programme", "late", event, "Cellar", "10", "--config", config)
    assert (nowhere.returncode, nowhere.stderr) == (2, "'Cellar' is no room of the programme: Glasshouse, Shed\n")


def test_what_to_look_at_is_told_with_its_place(event: str, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("title,start,minutes,room\nBulbs,2026-06-10T10:00,60,Shed\nWeeds,2026-06-10T10:30,60,Shed\n,1,,\n")
    told = backchannel("programme", "check", event, str(table))
    assert told.returncode == 0
    assert "2 things to look at:" in told.stdout
    assert "row 4: left out: '1' is no date and time" in told.stdout
    assert "2026-06-10 10:30 Shed: 'Weeds' begins in Shed before 'Bulbs' ends there (11:00)" in told.stdout


@pytest.mark.parametrize(
    ("schedule", "sentence"),
    [("nowhere.ics", "nowhere.ics: can't be read: No such file or directory"), (__file__, "line 1: this is none of")],
)
def test_a_schedule_that_is_none_gets_a_sentence(event: str, schedule: str, sentence: str) -> None:
    told = backchannel("programme", "check", event, schedule)
    assert told.returncode == 2
    assert sentence in told.stderr
    assert "Traceback" not in told.stderr


def test_an_event_without_a_schedule_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "tulips.toml"
    path.write_text(EVENT)
    assert "where is its schedule?" in backchannel("programme", "check", str(path)).stderr


def test_a_path_is_read_beside_the_events_file_and_an_address_as_it_is(event: str) -> None:
    path = Path(event)
    assert read_event(path).programme == str(path.parent / "schedule.json")
    path.write_text(EVENT + 'programme = "https://tulips.example/schedule.json"\n')
    assert read_event(path).programme == "https://tulips.example/schedule.json"
    path.write_text(EVENT + 'programme = "ftp://tulips.example/schedule.json"\n')
    with pytest.raises(Misconfigured, match="programme: 'ftp://"):
        read_event(path)


def test_a_rehearsal_has_its_recordings_programme(tmp_path: Path) -> None:
    archive = tmp_path / "archive.jsonl"
    backchannel("rehearse", str(RECORDING), "--no-serve", "--archive", str(archive))
    held = load(archive)[0].programme
    assert held is not None
    talks = json.loads((RECORDING / "programme.json").read_text("utf-8"))["schedule"]["conference"]["days"]
    assert len(held.programme.sessions) == sum(len(room) for day in talks for room in day["rooms"].values())
    assert all(session.hashtag.startswith("handeddown") for session in held.programme.sessions)


@pytest.mark.shared
def test_a_real_conferences_programme_is_read_whole(tmp_path: Path) -> None:
    table, event = tmp_path / "table.csv", tmp_path / "event.toml"
    assert convert(LISTED.read_bytes(), table) == 203
    days = 'starts = 2019-07-10\nends = 2019-07-12\ntimezone = "Europe/Paris"\n'
    event.write_text(f'name = "A conference"\nhashtags = ["conference"]\n{days}')
    told = backchannel("programme", "check", str(event), str(table)).stdout
    assert told.startswith("203 sessions, 3 days, 6 rooms")
    assert all("has no end" in line for line in told.splitlines()[2:])
