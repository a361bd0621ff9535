"""`doctor` against the pretend networks and a real Redis."""

import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from backchannel.clock import TurnedClock
from backchannel.demo.networks import PretendNetworks
from backchannel.model.finding import Finding
from backchannel.model.sighting import Decision
from backchannel.runtime.doctor import Report, examine
from backchannel.services import examining
from backchannel.services.tracing import Trace
from backchannel.settings import RedisSettings, Settings, read_event
from backchannel.sources.probe import Probe
from backchannel.sources.web import open_http
from backchannel.store.connect import Client
from support.builders import NOON, a_post, an_author, minutes, seen
from support.copies import here, shown, there
from support.feed_host import a_feed_host
from support.path import curated
from support.recordings import RecordingBuilder

TULIP, ROSE = "tulip.example", "rose.example"
EVENT = """
name = "Tulips"
hashtags = ["tulipconf"]
starts = 2026-05-04
ends = 2026-06-11
servers = ["tulip.example"]
"""


class Patient(NamedTuple):
    """An installation to look at: one event on the pretend networks."""

    networks: PretendNetworks
    builder: RecordingBuilder
    settings: Settings
    file: Path
    redis: Client

    async def seen(self, address: str = "") -> Report:
        return await examine(self.settings, [self.file], address)

    async def traced(self, address: str) -> Trace:
        (found,) = (await self.seen(address)).post
        return found

    async def finding(self, part: str) -> Finding:
        (found,) = [each for each in (await self.seen()).findings if each.part == part]
        return found


@pytest.fixture
async def patient(redis: Client, tmp_path: Path) -> AsyncIterator[Patient]:
    builder = RecordingBuilder(servers=(TULIP,)).status("hello", "Hello #tulipconf").status("other", "Hello #roses")
    builder.status("quiet", "Psst #tulipconf", visibility="unlisted")
    builder.server(ROSE).status("away", "Roses #tulipconf", by="ben")
    builder.bluesky_post("hi", "Hi #tulipconf").bluesky_post("gone", "Gone #tulipconf").bluesky_delete("gone")
    file = tmp_path / "tulips.toml"
    file.write_text(EVENT)
    async with PretendNetworks(builder.build()) as networks:
        networks.release(builder.now + timedelta(minutes=1))
        found = networks.endpoints
        settings = Settings(data=tmp_path / "data", redis=RedisSettings(url=redis.url))
        settings = settings.changed("mastodon", reach=found.mastodon)
        settings = settings.changed("bluesky", jetstreams=(found.jetstream,), appview=found.appview)
        yield Patient(networks, builder, settings, file, redis)


def url(patient: Patient, key: str, server: str = TULIP) -> str:
    return f"https://{server}/@ada/{patient.builder.local_id(key, server)}"


async def test_what_is_well_is_well(patient: Patient) -> None:
    report = await patient.seen()
    grades = {each.part: each.grade for each in report.findings}
    assert grades.pop("Disk")  # whatever room there is here
    assert grades == {
        "Bluesky session": "ok",
        "Mastodon tokens": "ok",
        "Event tulips.toml": "ok",
        "Redis": "ok",
        "Redis on disk": "warn",  # the tests' server keeps nothing
        "Redis memory": "ok",
        f"Jetstream {patient.networks.url.removeprefix('http://')}": "ok",
        f"AppView {patient.networks.url.removeprefix('http://')}": "ok",
        "Mastodon tulip.example": "ok",
        "Clock": "warn",  # the pretend networks live in another time, and tell none
        "Summaries": "ok",
    }
    assert report.is_well


async def test_a_server_that_does_not_answer_fails_and_the_others_are_looked_at(patient: Patient) -> None:
    patient.networks.fault(TULIP, "drop")
    report = await patient.seen()
    failed = [each for each in report.findings if each.grade == "fail"]
    assert [(each.part, each.says) for each in failed] == [
        ("Mastodon tulip.example", "It does not answer (RemoteProtocolError).")
    ]
    assert failed[0].mend
    assert not report.is_well


async def test_a_server_in_trouble_and_one_that_has_had_enough_are_told_apart(patient: Patient) -> None:
    patient.networks.fault(TULIP, "ratelimit")
    assert (await patient.finding("Mastodon tulip.example")).grade == "warn"
    patient.networks.fault(TULIP, "error")
    assert (await patient.finding("Mastodon tulip.example")).says == "It has trouble of its own (HTTP 503)."


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("only_local", "It shows strangers only what its own people write."),
        ("first_page", "It shows strangers only its newest posts."),
        ("unprocessable", "It shows hashtags to its own people only: backchannel login mastodon tulip.example."),
        ("unauthorized", "It shows hashtags to its own people only: backchannel login mastodon tulip.example."),
    ],
)
async def test_what_a_server_keeps_back_is_said_as_the_collector_says_it(
    patient: Patient, fault: str, says: str
) -> None:
    patient.networks.fault(TULIP, fault)
    found = await patient.finding("Mastodon tulip.example")
    assert (found.grade, found.says) == ("warn", says)


async def test_bluesky_that_is_away_fails(patient: Patient) -> None:
    patient.networks.fault("jetstream", "error")
    patient.networks.fault("appview", "error")
    report = await patient.seen()
    assert [each.part.split()[0] for each in report.findings if each.grade == "fail"] == ["Jetstream", "AppView"]


async def test_a_redis_that_is_not_there_fails_with_how_to_mend_it(patient: Patient) -> None:
    nowhere = patient.settings.model_copy(update={"redis": RedisSettings(url="redis://:secret@127.0.0.1:1")})
    report = await examine(nowhere, [patient.file])
    (found,) = [each for each in report.findings if each.part == "Redis"]
    assert found.grade == "fail"
    assert "secret" not in found.says


async def test_a_private_redis_that_never_ran_is_not_started_for_a_look(patient: Patient) -> None:
    private = patient.settings.model_copy(update={"redis": RedisSettings()})
    report = await examine(private, [patient.file])
    assert [each.grade for each in report.findings if each.part == "Redis"] == ["ok"]
    assert not (patient.settings.data / "redis").exists()


async def test_a_wrong_event_file_fails_with_its_problems(patient: Patient, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(EVENT.replace("tulipconf", "2026"))
    report = await examine(patient.settings, [patient.file, wrong])
    (found,) = [each for each in report.findings if each.part == "Event wrong.toml"]
    assert found.grade == "fail"
    assert "is no hashtag" in found.says


async def test_a_feed_is_asked_too(patient: Patient) -> None:
    feed = f"{patient.networks.url}/nowhere/feed.xml"
    patient.file.write_text(f'{EVENT}feeds = ["{feed}"]\n')
    found = await patient.finding(f"Feeds {feed.removeprefix('http://')}")
    assert (found.grade, found.says) == ("fail", "It refuses (HTTP 404).")


async def test_a_post_that_is_known_tells_who_saw_it_and_which_rule_decided(patient: Patient) -> None:
    event = read_event(patient.file)
    post = replace(a_post(1, hashtags=("tulipconf",)), author=an_author("robot", bot=True))
    hidden = seen(post, event=event, source=TULIP)
    await curated(patient.redis, event, [hidden])
    found = await patient.traced(post.url)
    assert (found.id, found.state, found.reasons, found.seen_by) == (post.id, "hidden", ("bot",), (TULIP,))
    assert "bluesky" in found.not_seen_by
    assert found.says[0] == "It is hidden by the event's own rules; `show` overrules them. (bot)"
    assert any("2026-06-10 12:01 UTC" in sentence for sentence in found.says)


async def test_a_moderators_order_is_named(patient: Patient) -> None:
    event = read_event(patient.file)
    post = a_post(1, hashtags=("tulipconf",))
    order = Decision(verb="hide", target=post.id, at=minutes(5), by="cleo")
    await curated(patient.redis, event, [seen(post, event=event), order])
    found = await patient.traced(post.id)
    assert found.says[:2] == (
        "A moderator hid it. (moderator)",
        "cleo ordered `hide` at 2026-06-10 12:05 UTC.",
    )


@pytest.mark.parametrize(
    ("key", "server", "why"),
    [
        ("hello", TULIP, "so tulip.example should deliver it"),
        ("other", TULIP, "It has none of the event's hashtags (#tulipconf)."),
        ("away", ROSE, "but none of tulip.example has received it: name rose.example too."),
    ],
)
async def test_a_post_that_is_unknown_tells_why(patient: Patient, key: str, server: str, why: str) -> None:
    found = await patient.traced(url(patient, key, server))
    assert found.says[0] == "No source has seen it."
    assert why in found.says[1]


async def test_a_post_on_bluesky_is_looked_up_by_its_address(patient: Patient) -> None:
    did, rkey = patient.builder.did("ben.example"), patient.builder.uri("hi").rpartition("/")[2]
    found = await patient.traced(f"https://bsky.app/profile/{did}/post/{rkey}")
    assert "so bluesky should deliver it" in found.says[1]
    gone = await patient.traced(patient.builder.uri("gone"))
    assert gone.says[1] == "Bluesky does not show it: it is deleted, or its author is away."


async def test_what_is_not_public_and_what_is_no_post_are_said(patient: Patient) -> None:
    assert "it is unlisted, not public" in (await patient.traced(url(patient, "quiet"))).says[1].lower()
    assert (await patient.traced("https://tulip.example/about")).says[1] == (
        "No network we know has a post at that address."
    )
    assert "does not show it to strangers" in (await patient.traced("https://tulip.example/@ada/1")).says[1]


def test_a_secret_is_for_its_owner_alone_and_is_never_read(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("s3cr3t")
    path.chmod(0o640)
    (wide,) = examining.secrets({"Token": path})
    path.chmod(0o600)
    (tight,) = examining.secrets({"Token": path})
    assert (wide.grade, wide.mend, tight.grade) == ("fail", f"chmod 600 {path}", "ok")
    assert "s3cr3t" not in repr((wide, tight))
    assert examining.secrets({"Token": tmp_path / "none"})[0].says == "There is none."


@pytest.mark.parametrize(("seconds", "grade"), [(1, "ok"), (-20, "warn"), (300, "fail")])
def test_a_clock_that_is_wrong_is_told_from_one_server_that_is(seconds: float, grade: str) -> None:
    assert examining.clock({"a.example": seconds, "b.example": seconds, "c.example": 9_999}).grade == grade
    assert examining.clock({}).grade == "warn"


async def test_what_a_server_says_of_the_time_is_compared_with_ours() -> None:
    async with a_feed_host() as host, open_http() as http:
        host.put("", headers=f"Date: {format_datetime(NOON)}\r\n")
        probe = Probe(http, TurnedClock(minutes(2)))
        await probe.answers("Feed", host.url())
        host.put("", "/other", headers="Date: yesterday\r\n")
        await probe.answers("Feed", host.url("/other"))
        assert list(probe.skews.values()) == [-120.0]


def test_on_the_command_line_it_exits_with_1_where_something_fails(tmp_path: Path, redis_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    config, event = tmp_path / "backchannel.toml", tmp_path / "tulips.toml"
    event.write_text(EVENT)
    config.write_text(
        f'data = "{tmp_path}/data"\n[redis]\nurl = "{redis_url}"\n[bluesky]\njetstreams = []\n'
        f'[mastodon]\nreach = {{"tulip.example" = "http://127.0.0.1:{port}"}}\n'
    )
    command = [sys.executable, "-m", "backchannel", "doctor", str(event), "--config", str(config)]
    shown = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert shown.returncode == 1
    assert "It does not answer (ConnectError)." in shown.stdout
    told = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False, timeout=60)
    failed = [each["part"] for each in json.loads(told.stdout)["findings"] if each["grade"] == "fail"]
    assert failed == ["Mastodon tulip.example"]


async def test_who_may_be_one_person_is_suggested_and_joined_by_nobody(patient: Patient) -> None:
    patient.file.write_text(EVENT.replace("tulipconf", "tulips"))
    event = read_event(patient.file)
    unlinked = [replace(told, accounts=()) for number in (1, 2) for told in (here(number), there(number))]
    await curated(patient.redis, event, unlinked)
    found = await patient.finding("People of Tulips")
    assert found.says.startswith("ada.bsky.social and ada@garden.example, both called Ada, said the same 2 times.")
    assert len(await shown(patient.redis, event)) == 4
