"""The command line as a person uses it: each mistake gets a sentence and exit code 2, never a traceback."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from backchannel.demo.conference import RECORDING
from backchannel.model.event import Event
from backchannel.services.archiving import load
from backchannel.settings import read_event
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from support.builders import a_post, an_author, seen
from support.path import curated

EVENT = """
name = "Tulips"
hashtags = ["tulips"]
starts = 2026-06-10
ends = 2026-06-11
servers = ["garden.example"]
"""


def backchannel(
    *words: str, environment: Mapping[str, str] | None = None, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "backchannel", *words]
    return subprocess.run(
        command, input=typed, capture_output=True, text=True, env=environment, check=False, timeout=60
    )


@pytest.fixture
def event_file(tmp_path: Path) -> Path:
    path = tmp_path / "tulips.toml"
    path.write_text(EVENT)
    return path


@pytest.fixture
def event(event_file: Path) -> Event:
    return read_event(event_file)


@pytest.fixture
def config(tmp_path: Path, redis_url: str) -> str:
    path = tmp_path / "backchannel.toml"
    path.write_text(f'data = "{tmp_path}/data"\n[redis]\nurl = "{redis_url}"\n')
    return str(path)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["curate", "nowhere.toml"], "nowhere.toml: there is no such file: `backchannel init` writes one"),
        (["rehearse", "nowhere", "--no-serve"], "nowhere: there is no recording"),
        (["rehearse", str(RECORDING), "--speed", "fast", "--no-serve"], "--speed fast: a number above 0, or max"),
        (["compile", "nowhere.jsonl"], "nowhere.jsonl: there is no such file or folder"),
        (["pretend", "nowhere"], "nowhere"),
        (["up", "!!!"], "'!!!' is no hashtag"),
        (["forget", "@ada@garden.example"], "name the events to forget them in"),
    ],
)
def test_a_mistake_gets_a_sentence(words: list[str], sentence: str) -> None:
    said = backchannel(*words)
    assert said.returncode == 2
    assert sentence in said.stderr
    assert "Traceback" not in said.stderr


def test_every_problem_of_a_file_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(
        'name = ""\nhashtags = ["#2026"]\nstarts = 2026-06-12\nends = 2026-06-10\ntimezone = "Berlin"\ntag = "x"\n'
    )
    said = backchannel("curate", str(path)).stderr
    for line, key in [(1, "name"), (2, "hashtags"), (4, "ends"), (5, "timezone"), (6, "tag")]:
        assert f"{path}:{line}: {key}: " in said


def test_a_redis_that_is_not_there_is_said(event_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "backchannel.toml"
    path.write_text('[redis]\nurl = "redis://127.0.0.1:1"\n')
    said = backchannel("curate", str(event_file), "--config", str(path))
    assert said.returncode == 2
    assert "Redis can't be used" in said.stderr


def test_init_asks_and_writes_a_file_that_can_be_followed(tmp_path: Path) -> None:
    typed = "Tulip Days\n#TulipDays #tulips\n2026-06-11 2026-06-10\n2026-06-10 2026-06-11\nEurope/Amsterdam\n\n"
    said = backchannel("init", "--folder", str(tmp_path), typed=typed)
    assert said.returncode == 0
    event = read_event(tmp_path / "tulipdays.toml")
    assert (event.name, event.hashtags, event.timezone) == ("Tulip Days", ("tulipdays", "tulips"), "Europe/Amsterdam")


async def test_hide_show_and_pin_go_through_ingest(redis: Client, event: Event, event_file: Path, config: str) -> None:
    post = a_post(1)
    await curated(redis, event, [seen(post, event=event)])
    archive = Archive(redis, event.slug)
    for words, state in [(["hide", post.url], "hidden"), (["show", post.id], "shown"), (["pin", post.url], "shown")]:
        said = backchannel(words[0], str(event_file), words[1], "--config", config)
        assert said.returncode == 0, said.stderr
        await curated(redis, event, [])
        record = await archive.record(post.id)
        assert record is not None
        assert record.ruling.state == state
    assert await archive.pins() == [post.id]


async def test_hide_takes_an_author_by_handle(redis: Client, event: Event, event_file: Path, config: str) -> None:
    await curated(redis, event, [seen(a_post(number), event=event) for number in range(3)])
    said = backchannel("hide", str(event_file), "@Ada@garden.example", "--author", "--config", config)
    assert said.returncode == 0, said.stderr
    await curated(redis, event, [])
    assert await Archive(redis, event.slug).numbers() == (0, 0)


async def test_an_order_about_nothing_known_says_so(redis: Client, event_file: Path, config: str) -> None:
    assert await redis.call("DBSIZE") == 0
    said = backchannel("hide", str(event_file), "https://garden.example/@ada/9", "--config", config)
    assert said.returncode == 2
    assert "is not in the archive of Tulips" in said.stderr


async def test_export_import_and_compile_work_on_files(
    redis: Client, event: Event, event_file: Path, config: str, tmp_path: Path
) -> None:
    await curated(redis, event, [seen(a_post(number), event=event) for number in range(5)])
    archive, backup, folder = tmp_path / "a.jsonl", tmp_path / "b.jsonl", tmp_path / "s"
    assert backchannel("export", str(event_file), str(archive), "--config", config).returncode == 0
    assert backchannel("export", str(event_file), str(backup), "--full", "--config", config).returncode == 0
    assert len(load(archive)[1]) == 5
    said = backchannel("compile", str(archive), "--out", str(folder), "--explain", "--config", config)
    assert said.returncode == 0, said.stderr
    assert re.search(r"#\s+sum\s+quality\s+words", said.stdout)
    assert {"index.html", "picture.png", "summary.md", "summary.json"} <= {path.name for path in folder.iterdir()}
    await redis.call("FLUSHALL")
    said = backchannel("import", str(event_file), str(backup), "--config", config)
    assert said.returncode == 0, said.stderr
    assert await Archive(redis, event.slug).numbers() == (5, 1)


async def test_forget_erases_an_author_everywhere_and_for_good(
    redis: Client, event: Event, event_file: Path, config: str, tmp_path: Path
) -> None:
    await curated(redis, event, [seen(a_post(1), event=event), seen(a_post(2, author="ben"), event=event)])
    folder = tmp_path / "data" / "summaries" / event.slug
    assert backchannel("compile", str(event_file), "--out", str(folder), "--config", config).returncode == 0
    assert "Ada" in (folder / "summary.md").read_text()
    said = backchannel("forget", "@ada@garden.example", str(event_file), "--config", config)
    assert said.returncode == 0, said.stderr
    assert "Erased in Tulips: 1 posts" in said.stdout
    assert "Ada" not in (folder / "summary.md").read_text()
    await curated(redis, event, [seen(a_post(3), event=event)])
    assert [author.id for author in [an_author("ben")]] == [
        record.author async for record in Archive(redis, event.slug).all() if record.ruling.state == "shown"
    ]


async def test_forget_erases_an_event_with_every_key(
    redis: Client, event: Event, event_file: Path, config: str
) -> None:
    await curated(redis, event, [seen(a_post(number), event=event) for number in range(3)])
    said = backchannel("forget", str(event_file), "--config", config)
    assert said.returncode == 0, said.stderr
    assert "Erased: 3 posts" in said.stdout
    left = [key for key in await redis.call("KEYS", "*") if not key.endswith(b":lease")]
    assert left == [b"backchannel:schema"]
