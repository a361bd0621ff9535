"""Any transient trouble, in any combination, with services dying meanwhile: the archive equals the truth.

`pytest tests/storm --storms 10000` plays so many storms instead of 50.
"""

import asyncio
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from slices import Conference
from weather import ROLES, Death, Spell, Weather, weathered

from backchannel.demo.faults import FAULTS
from backchannel.demo.recording import JetstreamEvent, load
from backchannel.demo.surfaces import APPVIEW, JETSTREAM, JETSTREAM_WEST
from backchannel.store.connect import Client
from backchannel.summary.archive_file import Header, Line
from support.oracle import as_could_be_seen, judge, read_truth

CONVERT = Path(__file__).parents[2].parent / "shared" / "bench" / "replay" / "convert.py"
CONFERENCES = ("user2019", "iodc2018")
SERVERS = ("fosstodon.example", "mastodon.example", "scholar.example")
KINDS = {**dict.fromkeys(SERVERS, "mastodon"), JETSTREAM: "jetstream", JETSTREAM_WEST: "jetstream", APPVIEW: "appview"}
LASTING = {"clamped"}  # what a host has forgotten nobody can tell: tests of gaps are in `contract/bluesky`
TROUBLES = [(surface, mode) for surface, kind in KINDS.items() for mode in FAULTS[kind] if mode not in LASTING]
POSTS = 200
STEPS = 30
SECONDS = 300  # what hangs is found by then; on a busy machine what is only slow is not


@pytest.fixture(scope="module")
def conferences(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Conference]:
    made: dict[str, Conference] = {}
    for name in CONFERENCES:
        folder = tmp_path_factory.mktemp(name)
        subprocess.run([sys.executable, str(CONVERT), name, str(folder)], check=True, capture_output=True)
        made[name] = Conference(load(folder), folder)
    return made


def in_trouble(step: int, trouble: tuple[str, str], steps: int) -> Spell:
    surface, mode = trouble
    return Spell(step, surface, mode, steps)


def open_gaps(header: Header) -> list[tuple[datetime, datetime]]:
    """When trouble outlasted what Jetstream remembers, as nights between few posts can make it do.

    What was lost then lies in the gap that is recorded. Edits and wishes that came in it, too, can't be told from here.
    """
    bluesky = [gap for told in header.coverage if told.source == "bluesky" for gap in told.gaps]
    return [(start, end) for start, end, _, is_filled in bluesky if not is_filled]


def post_uri(event: JetstreamEvent) -> str:
    """The post that a commit is about."""
    assert event.commit
    return f"at://{event.did}/{event.commit.collection}/{event.commit.rkey}"


steps = st.integers(0, STEPS)
spells = st.builds(in_trouble, steps, st.sampled_from(TROUBLES), st.integers(1, 4))
deaths = st.builds(Death, steps, st.sampled_from(ROLES))
strides = st.lists(st.sampled_from([5, 60, 240, 720]), min_size=1, max_size=3)
weathers = st.builds(Weather, st.lists(spells, max_size=6), st.lists(deaths, max_size=4), strides)


@pytest.mark.shared
@pytest.mark.timeout(0)
@settings(
    settings.get_profile("storm"),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@example(
    "user2019",
    10600,
    45,
    Weather(
        [in_trouble(4, (JETSTREAM, "drop"), 3)],
        [Death(27, "mastodon"), Death(25, "bluesky"), Death(26, "mastodon"), Death(3, "mastodon")],
        [720, 240],
    ),
)  # longer than Jetstream remembers
@given(st.sampled_from(CONFERENCES), st.integers(0, 1 << 16), st.integers(10, POSTS), weathers)
async def test_no_storm_loses_doubles_or_shows_what_should_not_be_there(
    conferences: dict[str, Conference],
    redis_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    seed: int,
    size: int,
    weather: Weather,
) -> None:
    part = conferences[name].slice(Random(seed), size)
    folder = tmp_path_factory.mktemp("storm")
    redis = Client(redis_url)
    async with asyncio.timeout(SECONDS):
        header, lines = await weathered(part.recording, weather, redis, folder)
    await redis.aclose()
    posts = [line.post for line in lines if isinstance(line, Line)]
    (folder / "truth.json").write_text(json.dumps(part.truth))
    truth = as_could_be_seen(read_truth(folder), posts)
    if gaps := open_gaps(header):
        made = {post_uri(event): event.at for event in part.recording.jetstream if event.commit}
        lost = truth.shown.keys() - {post.id for post in posts}
        assert all(any(start <= made[post_id] <= end for start, end in gaps) for post_id in lost)
        return
    assert judge(truth, posts, {}) == []
    assert {why: header.withheld.get(why, 0) for why in truth.withheld} == truth.withheld
