"""Drafts and published editions, in folders and through the command line; and what is published by itself."""

import asyncio
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from test_cli import backchannel

from backchannel.clock import TurnedClock
from backchannel.model.event import Event, midnight, over
from backchannel.model.record import Ruling
from backchannel.model.sighting import Deleted
from backchannel.runtime.services import Services
from backchannel.services.archiving import save
from backchannel.services.compiling import AlreadyPublished, Shape, publish, summarise
from backchannel.services.editing import Editor
from backchannel.services.publishing import LOOK_SECONDS, Shelf, keep_published, keep_true
from backchannel.services.reissue import Reissue
from backchannel.services.retention import erase
from backchannel.settings import Settings
from backchannel.store.connect import Client
from backchannel.summary.archive_file import Header, Line
from backchannel.summary.editions import KEPT
from backchannel.summary.overlay import Overlay
from backchannel.summary.render.formats import FILES, Site
from backchannel.summary.summary import Compiled
from support.builders import a_post, an_event, minutes, seen
from support.path import curated

PUBLISHED = Shape(is_published=True)


def compiled(posts: int, overlay: Overlay | None = None) -> Compiled:
    lines = [Line(a_post(number, text=f"Bulb {number} wants frost"), Ruling("shown")) for number in range(posts)]
    return summarise(Header(event=an_event()), lines, overlay=overlay)


def edition(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "summary.json").read_bytes())["edition"]


def listed(folder: Path) -> list[dict[str, Any]]:
    return json.loads((folder / "editions.json").read_bytes())["editions"]


def test_a_draft_is_a_draft_until_it_is_published(tmp_path: Path) -> None:
    publish(compiled(3), tmp_path)
    assert edition(tmp_path) == {"state": "draft", "number": 1}
    assert not (tmp_path / "editions.json").exists()
    publish(compiled(3), tmp_path, PUBLISHED)
    assert edition(tmp_path) == {"state": "published", "number": 1}


def test_what_has_not_changed_keeps_its_number_and_every_byte(tmp_path: Path) -> None:
    publish(compiled(3), tmp_path, PUBLISHED)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    publish(compiled(3), tmp_path, PUBLISHED)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("later", [compiled(4), compiled(3, Overlay(introduction="Hello"))], ids=["post", "edit"])
def test_what_has_changed_is_the_next_edition_and_the_one_before_is_a_digest(tmp_path: Path, later: Compiled) -> None:
    publish(compiled(3), tmp_path, PUBLISHED)
    publish(later, tmp_path, PUBLISHED)
    assert edition(tmp_path) == {"state": "published", "number": 2}
    assert [one["number"] for one in listed(tmp_path)] == [2, 1]
    assert listed(tmp_path)[1].keys() == {"number", "digest", "program", "posts", "people"}


def test_only_the_latest_editions_are_listed(tmp_path: Path) -> None:
    for posts in range(1, KEPT + 4):
        publish(compiled(posts), tmp_path, replace(PUBLISHED, site=Site(formats=frozenset({"json"}))))
    assert [one["number"] for one in listed(tmp_path)] == list(range(KEPT + 3, 3, -1))


def test_a_draft_never_takes_the_place_of_what_is_published(tmp_path: Path) -> None:
    publish(compiled(3), tmp_path, PUBLISHED)
    with pytest.raises(AlreadyPublished):
        publish(compiled(4), tmp_path)
    publish(compiled(4), tmp_path / "draft", Shape(after=tmp_path))
    assert edition(tmp_path / "draft") == {"state": "draft", "number": 2}


def test_files_of_forms_that_are_no_longer_wanted_go_and_others_stay(tmp_path: Path) -> None:
    publish(compiled(3), tmp_path)
    (tmp_path / "photo.jpg").write_bytes(b"mine")
    publish(compiled(3), tmp_path, Shape(site=Site(formats=frozenset({"md"}))))
    assert {path.name for path in tmp_path.iterdir()} == {"summary.md", "photo.jpg"}


def test_a_list_of_editions_that_cannot_be_read_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "editions.json").write_text("{")
    publish(compiled(3), tmp_path, PUBLISHED)
    assert [one["number"] for one in listed(tmp_path)] == [1]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "a.jsonl"
    save(path, Header(event=an_event()), [Line(a_post(number), Ruling("shown")) for number in range(3)])
    return path


def test_the_command_applies_edits_and_tells_what_has_no_effect(archive: Path, tmp_path: Path) -> None:
    edits, folder = tmp_path / "edits.toml", tmp_path / "s"
    edits.write_text(f'drop = ["{a_post(1).id}"]\nkeep = ["https://garden.example/@ada/77"]\n')
    said = backchannel("compile", str(archive), "--out", str(folder), "--overlay", str(edits))
    assert said.returncode == 0, said.stderr
    assert "1 of your edits has no effect:\n  keep: https://garden.example/@ada/77 is not among" in said.stderr
    assert json.loads((folder / "summary.json").read_bytes())["numbers"]["posts"] == 2


def test_a_mistake_in_the_edits_is_told_with_its_line_and_nothing_is_written(archive: Path, tmp_path: Path) -> None:
    edits = tmp_path / "edits.toml"
    edits.write_text("# mine\nkeeep = []\n")
    said = backchannel("compile", str(archive), "--out", str(tmp_path / "s"), "--overlay", str(edits))
    assert said.returncode == 2
    assert f"{edits}:2: keeep: there is no such key" in said.stderr
    assert not (tmp_path / "s").exists()


def test_the_command_publishes_the_forms_it_is_asked_for(archive: Path, tmp_path: Path) -> None:
    words = ["compile", str(archive), "--out", str(tmp_path / "s"), "--format", "html, json", "--publish"]
    said = backchannel(*words, "--address", "https://tulips.example/2026")
    assert said.returncode == 0, said.stderr
    made = {path.name for path in (tmp_path / "s").iterdir()}
    assert made == {"index.html", "picture.png", "summary.json", "summary.schema.json", "editions.json"}
    assert 'content="https://tulips.example/2026/picture.png"' in (tmp_path / "s" / "index.html").read_text()
    again = backchannel("compile", str(archive), "--out", str(tmp_path / "s"))
    assert again.returncode == 2
    assert "holds a published summary" in again.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--format", "html,pdf"], "--format pdf: there is no such form; there are html, md,"),
        (["--address", "tulips"], "--address tulips: write it as in https://tulips.example/2026/"),
        (["--overlay", "nowhere.toml"], "nowhere.toml: there is no such file or folder"),
    ],
)
def test_a_wrong_option_gets_a_sentence(archive: Path, tmp_path: Path, words: list[str], sentence: str) -> None:
    said = backchannel("compile", str(archive), "--out", str(tmp_path / "s"), *words)
    assert said.returncode == 2
    assert sentence in said.stderr


@pytest.fixture
def edited(tmp_path: Path) -> tuple[Event, Path]:
    path = tmp_path / "edits.toml"
    path.write_text('introduction = "First words"')
    return an_event(overlay=str(path), starts=date(2026, 6, 10), ends=date(2026, 6, 10)), path


async def test_an_event_publishes_itself_again_when_its_posts_or_its_edits_change(
    redis: Client, edited: tuple[Event, Path], tmp_path: Path
) -> None:
    event, edits = edited
    clock, folder = TurnedClock(over(event)), tmp_path / "summaries"
    await curated(redis, event, [seen(a_post(number), event=event) for number in range(3)])
    place = Shelf(folder, "https://tulips.example").place(event)

    async def recount() -> None:
        """Nothing is collected here."""

    keeping = asyncio.create_task(keep_published(redis, event, place, clock, recount))
    ours = folder / event.slug
    await until(lambda: number(ours) == 1, clock)
    assert "First words" in (ours / "index.html").read_text()
    assert f'content="https://tulips.example/{event.slug}/summary/picture.png"' in (ours / "index.html").read_text()
    edits.write_text('introduction = "Second words"')
    await until(lambda: number(ours) == 2, clock)
    edits.write_text("introduction = 3")
    await curated(redis, event, [gone(a_post(1).id)])
    await until(lambda: number(ours) == 3, clock)
    assert "Second words" in (ours / "index.html").read_text()
    assert not any(a_post(1).id in path.read_text(errors="replace") for path in ours.iterdir())
    keeping.cancel()


async def test_counting_that_takes_too_long_holds_up_no_summary_and_is_not_broken_off(
    redis: Client, edited: tuple[Event, Path], tmp_path: Path
) -> None:
    event, _ = edited
    clock, place = TurnedClock(over(event)), Shelf(tmp_path / "summaries", "").place(event)
    await curated(redis, event, [seen(a_post(1), event=event)])
    goes_on, counted = asyncio.Event(), asyncio.Event()

    async def recount() -> None:
        await goes_on.wait()
        counted.set()

    keeping = asyncio.create_task(keep_published(redis, event, place, clock, recount))
    await until(lambda: number(place.folder) == 1, clock)
    goes_on.set()
    await until(counted.is_set, clock)
    keeping.cancel()


async def test_nothing_is_published_of_an_event_that_was_erased(redis: Client, tmp_path: Path) -> None:
    event = an_event(erase_after_days=1)
    expires = midnight(event, event.ends + timedelta(days=2))
    clock, settings = TurnedClock(expires - timedelta(minutes=1)), Settings(data=tmp_path)
    await curated(redis, event, [seen(a_post(1), event=event)])
    publishing = asyncio.create_task(Services(redis, settings, [event], clock).publish())
    ours = settings.summaries / event.slug
    await until(lambda: number(ours) == 1, clock)
    await erase(redis, event, settings.summaries)
    await until(publishing.done, clock)
    await publishing
    assert not ours.exists()


async def test_watching_an_event_that_is_not_kept_any_more_touches_no_folder(
    redis: Client, redis_url: str, tmp_path: Path
) -> None:
    event, config, page = tmp_path / "old.toml", tmp_path / "backchannel.toml", tmp_path / "own" / "index.html"
    event.write_text(
        'name = "Old"\nhashtags = ["oldtulips"]\nstarts = 2020-06-10\nends = 2020-06-11\nerase_after_days = 0\n'
    )
    config.write_text(f'data = "{tmp_path}/data"\n[redis]\nurl = "{redis_url}"\n')
    assert await redis.call("DBSIZE") == 0
    page.parent.mkdir()
    page.write_text("What was said.")
    words = ["compile", str(event), "--watch", "--out", str(page.parent), "--config", str(config)]
    said = await asyncio.to_thread(backchannel, *words)
    assert said.returncode == 0, said.stderr
    assert page.read_text() == "What was said."


async def test_the_end_of_an_event_waits_for_a_redis_that_is_away_and_ends_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    event = an_event(erase_after_days=1)
    clock, away = TurnedClock(over(event) + timedelta(days=9)), Client(f"unix://{tmp_path}/nowhere")
    services = Services(away, Settings(data=tmp_path), [event], clock)
    tasks = [asyncio.create_task(work) for work in (services.curate(), services.publish())]
    await until(lambda: caplog.text.count("redis away") > 2 * len(tasks), clock)
    assert not any(task.done() for task in tasks)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def test_an_edition_that_came_while_the_event_was_erased_goes_too(redis: Client, tmp_path: Path) -> None:
    event = an_event(erase_after_days=1)
    settings = Settings(data=tmp_path)
    publish(compiled(1), settings.summaries / event.slug, PUBLISHED)
    await Services(redis, settings, [event], TurnedClock(over(event) + timedelta(days=2))).publish()
    assert not (settings.summaries / event.slug).exists()


async def test_an_edition_that_fails_is_one_line_and_the_next_change_is_published(
    redis: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    event = an_event()
    await curated(redis, event, [seen(a_post(1, text="Nobody reads this in a log."), event=event)])
    clock, ours = TurnedClock(over(event)), tmp_path / event.slug
    told: list[Reissue] = []

    def tell(reissued: Reissue) -> None:
        told.append(reissued)
        if len(told) == 1:
            raise RuntimeError("Nobody reads this in a log.")

    keeping = asyncio.create_task(keep_true(redis, event, Shelf(tmp_path).place(event), clock, tell))
    await until(lambda: len(told) == 1, clock)
    await curated(redis, event, [seen(a_post(2), event=event)])
    await until(lambda: len(told) == 2, clock)
    keeping.cancel()
    assert number(ours) == 2
    (line,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert f"summary event={event.slug} failed=RuntimeError at=" in line.getMessage()
    assert "Nobody reads this" not in caplog.text


def test_edits_that_cannot_be_read_leave_the_last_ones_standing(
    edited: tuple[Event, Path], caplog: pytest.LogCaptureFixture
) -> None:
    event, path = edited
    editor = Editor(event.overlay)
    assert editor.edits().introduction == "First words"
    path.write_text("nonsense = 1")
    assert [editor.edits().introduction, editor.edits().introduction] == ["First words"] * 2
    assert caplog.text.count("nonsense: there is no such key") == 1
    path.unlink()
    assert editor.edits().introduction == "First words"
    assert Editor("").edits() == Overlay()


def test_every_file_of_a_summary_is_known_so_that_it_can_be_removed(tmp_path: Path) -> None:
    publish(compiled(3), tmp_path, PUBLISHED)
    assert {path.name for path in tmp_path.iterdir()} - {"editions.json"} <= FILES


def number(folder: Path) -> int:
    path = folder / "editions.json"
    return listed(folder)[0]["number"] if path.exists() else 0


def gone(post: str) -> Deleted:
    return Deleted(source="garden.example", id=post, seen_at=minutes(60), final=True)


async def until(holds: Callable[[], bool], clock: TurnedClock) -> None:
    async with asyncio.timeout(60):
        while not holds():
            clock.turn(clock.now() + timedelta(seconds=LOOK_SECONDS))
            await asyncio.sleep(0.02)
