"""Two real conferences, as both networks would have sent them, through the whole path: nothing lost, nothing undead."""

import subprocess
import sys
from pathlib import Path

import pytest

from backchannel.services.archiving import load
from backchannel.summary.archive_file import Line
from support.oracle import judge, miscounted, read_truth, summary_ids

CONVERT = Path(__file__).parents[2].parent / "shared" / "bench" / "replay" / "convert.py"


@pytest.mark.shared
@pytest.mark.timeout(200)
@pytest.mark.parametrize("conference", ["user2019", "iodc2018"])
def test_the_archive_of_a_conference_equals_its_truth(conference: str, tmp_path: Path) -> None:
    recording, archive, summary = tmp_path / conference, tmp_path / "a.jsonl", tmp_path / "s"
    subprocess.run([sys.executable, str(CONVERT), conference, str(recording)], check=True, capture_output=True)
    options = ["--speed", "max", "--no-serve", "--archive", str(archive), "--summary", str(summary)]
    subprocess.run([sys.executable, "-m", "backchannel", "--quiet", "rehearse", str(recording), *options], check=True)
    truth = read_truth(recording)
    header, lines = load(archive)
    posts = [line.post for line in lines if isinstance(line, Line)]
    outputs = {path.name: path.read_bytes() for path in [archive, *summary.iterdir()]}
    assert judge(truth, posts, outputs) == []
    assert miscounted(truth, header.withheld) == []
    highlights = summary_ids(summary)
    assert len(highlights) == 50
    assert highlights <= truth.shown.keys()
