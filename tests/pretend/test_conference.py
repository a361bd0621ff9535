"""The built-in recording: it is what its script says, it is rich enough to show everything, and its pictures load."""

import json
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from backchannel.demo.conference import RECORDING, SCRIPT
from backchannel.demo.conference.generate import recording_files
from backchannel.demo.conference.scenes import BLUESKY, MASTODON, scenes
from backchannel.demo.conference.script import BadScript, Script, read
from backchannel.demo.networks import PretendNetworks
from backchannel.demo.recording import load
from backchannel.demo.wire import CDN, MEDIA
from backchannel.services.rehearsal import lasts

MEDIA_FOLDER = RECORDING / "media"
HOST = re.compile(r"https?://([^/\s\"'<>)]+)")
BRIDGES = {"bsky.app", "bsky.brid.gy"}


@pytest.fixture(scope="module")
def script() -> Script:
    return read(SCRIPT)


def test_the_committed_recording_is_what_the_script_makes() -> None:
    files = recording_files(SCRIPT, MEDIA_FOLDER)
    stale = [name for name, text in files.items() if (RECORDING / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run scripts/make_conference.py"


def test_many_people_say_many_things_in_many_languages(script: Script) -> None:
    authors = {post.by for post in script.posts}
    languages = Counter(post.lang or script.people[post.by].language for post in script.posts)
    assert len(script.posts) >= 420
    assert len(authors) >= 64
    assert authors == script.people.keys()
    assert {"en", "de", "es", "ar", "ja"} <= languages.keys()
    assert min(languages["en"], languages["de"], languages["es"]) >= 30


def test_no_two_posts_are_alike(script: Script) -> None:
    assert [text for text, times in Counter(post.text for post in script.posts).items() if times > 1] == []


def test_everything_a_wall_must_cope_with_is_in_it(script: Script) -> None:
    posts = script.posts
    labels = {label for person in script.people.values() for label in person.labels}
    placed = scenes(script)
    assert sum(bool(post.to) for post in posts) >= 80
    assert sum(bool(post.quote) for post in posts) >= 5
    assert sum(len(post.pictures) for post in posts) >= 14
    assert sum({MASTODON, BLUESKY} == scene.on and scene.bridged is None for scene in placed) >= 6
    assert {scene.bridged for scene in placed} == {MASTODON, BLUESKY, None}
    for kind in ("edit", "delete_after", "cw", "sensitive", "poll", "untagged"):
        assert any(getattr(post, kind) for post in posts), kind
    assert "!no-unauthenticated" in labels
    assert any("#nobot" in person.bio for person in script.people.values())
    assert any("#optout" in post.text for post in posts)
    assert any(person.bot for person in script.people.values())
    assert {change.status for change in script.changes} == {"takendown", "deactivated"}


def test_the_programme_has_talks_in_three_rooms_and_posts_link_to_them(script: Script) -> None:
    programme = json.loads((RECORDING / "programme.json").read_text(encoding="utf-8"))
    conference = programme["schedule"]["conference"]
    talks = [talk for day in conference["days"] for room in day["rooms"].values() for talk in room]
    linked = {talk["url"] for talk in talks if any(talk["url"] in post.text for post in script.posts)}
    assert len(conference["rooms"]) == 3
    assert len(talks) >= 12
    assert all(talk["persons"] for talk in talks)
    assert len(linked) >= 8


def test_every_host_is_invented() -> None:
    texts = [path.read_text(encoding="utf-8") for path in RECORDING.glob("*.json*")]
    hosts = {host for text in texts for host in HOST.findall(text)}
    assert {host for host in hosts if not host.endswith(".example")} == BRIDGES


def test_every_preview_and_picture_is_used(script: Script) -> None:
    linked = {url for url in script.pages if any(url in post.text for post in script.posts)}
    shown = {name for post in script.posts for name in post.pictures}
    drawn = {path.name for path in MEDIA_FOLDER.iterdir() if not path.name.startswith("avatar-")}
    talks = {script.programme.page(talk) for talk in script.programme.talk}
    assert script.pages.keys() - linked - talks == set()
    assert shown == drawn == set(script.alts)


def test_it_is_small() -> None:
    sizes = {path.name: path.stat().st_size for path in RECORDING.rglob("*") if path.is_file()}
    portraits = [size for name, size in sizes.items() if name.startswith("avatar-")]
    pictures = [size for name, size in sizes.items() if name.endswith(".png") and not name.startswith("avatar-")]
    assert sum(sizes.values()) < 3_000_000
    assert max(pictures) <= 25_000
    assert len(portraits) >= 30
    assert max(portraits) <= 6_000


async def test_every_picture_loads_from_the_networks_wherever_they_run(client: httpx.AsyncClient) -> None:
    recording = load(RECORDING)
    async with PretendNetworks(recording) as networks:
        networks.release(networks.world.ends)
        answers = [
            await client.get(f"{networks.url}/{server}/api/v1/timelines/tag/handeddown?limit=40")
            for server in recording.servers
        ]
        posts = "&".join(f"uris={uri}" for uri in list(recording.posts)[:25])
        answers.append(await client.get(f"{networks.url}/xrpc/app.bsky.feed.getPosts?{posts}"))
        told = "".join(answer.text for answer in answers)
        assert MEDIA not in told
        assert CDN not in told
        addresses = {address for answer in answers for address in pictures_in(answer.text)}
        loaded = [await client.get(address) for address in sorted(addresses)]
    assert len(loaded) > 40
    assert {(answer.status_code, answer.headers["content-type"]) for answer in loaded} == {(200, "image/png")}


async def test_a_picture_that_is_not_there_is_not_found(client: httpx.AsyncClient) -> None:
    async with PretendNetworks(load(RECORDING)) as networks:
        for path in ("harbour.example/media/none.png", "img/avatar/plain/did:plc:a/bafkreinone"):
            assert (await client.get(f"{networks.url}/{path}")).status_code == 404


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ('by = "gull"', 'by = "heron"', "there is no heron"),
        ('by = "gull"', 'by = "gull"\nto = "lunch"', "there is no lunch"),
        ('by = "gull"', 'by = "gull"\non = "mastodon"', "can't say this there"),
        ("Cheese and", "Cheese " * 50 + "and", "Bluesky takes 300"),
        ('by = "gull"', 'by = "gull"\nlove = 3', "love"),
        ("day = 2026-09-18", "day = yesterday", "posts-2"),
    ],
)
def test_a_mistake_in_the_script_is_named(tmp_path: Path, before: str, after: str, wrong: str) -> None:
    for path in SCRIPT.iterdir():
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace(before, after, 1) if "posts-2" in path.name else text)
    with pytest.raises(BadScript, match=re.escape(wrong)):
        recording_files(tmp_path, MEDIA_FOLDER)


def pictures_in(answer: str) -> list[str]:
    """Every address in an answer that is one of the networks themselves."""
    return re.findall(r'"(http://127[^"]+)"', answer)


@pytest.mark.parametrize(
    ("page", "words"), [("README.md", "{} minutes"), ("docs/getting-started.md", "some {} minutes")]
)
@pytest.mark.parametrize("speed", [60, 600])
def test_the_pages_say_how_long_it_takes(page: str, words: str, speed: int) -> None:
    minutes = round(lasts(load(RECORDING).moments, speed) / timedelta(minutes=1))
    text = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
    assert words.format(minutes) in text
