"""Two real conferences, played to their end, have on their servers what the recordings say."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from backchannel.demo.networks import PretendNetworks
from backchannel.demo.recording import load

REPLAY = Path(__file__).parents[2] / "../shared/bench/replay/convert.py"

Found = set[tuple[str, str]]


@pytest.fixture(params=["user2019", "iodc2018"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    subprocess.run([sys.executable, REPLAY, request.param, tmp_path], check=True, capture_output=True)
    return tmp_path


@pytest.mark.shared
async def test_paging_forward_reaches_every_status_left_on_the_tag(client: httpx.AsyncClient, folder: Path) -> None:
    recording = load(folder)
    (tag,) = recording.event.hashtags
    async with PretendNetworks(recording) as networks:
        networks.release(networks.world.ends)
        found: Found = set()
        for server, base in networks.endpoints.mastodon.items():
            found |= {(server, status_id) for status_id in await paged(client, f"{base}/api/v1/timelines/tag/{tag}")}
    assert found == expected(folder / "mastodon.jsonl", tag)
    assert len(found) > 500


async def paged(client: httpx.AsyncClient, url: str) -> list[str]:
    """Every id of a timeline, reached page by page from below."""
    found = ["0"]
    while page := (await client.get(url, params={"min_id": found[-1], "limit": 40})).json():
        found += [status["id"] for status in reversed(page)]
    return found[1:]


def expected(path: Path, tag: str) -> Found:
    """Public, still tagged and not deleted: said once more, without any of our own code."""
    last: dict[tuple[str, str], Any] = {}
    for line in path.read_text().splitlines():
        event = json.loads(line)
        last[event["instance"], event["id"]] = event.get("status")
    return {place for place, status in last.items() if status and on_timeline(status, tag)}


def on_timeline(status: Any, tag: str) -> bool:
    return status["visibility"] == "public" and tag in {named["name"] for named in status["tags"]}
