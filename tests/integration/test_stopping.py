"""Ctrl-C at any moment, once or again and again: it ends soon, with nothing left running and no traceback."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from backchannel.demo.conference import RECORDING

EVENT = """
name = "Tulips"
hashtags = ["tulips"]
starts = 2026-06-10
ends = 2026-06-11
servers = ["tulip.example"]
"""
SETTINGS = """
data = "data"
[bluesky]
jetstreams = []
[mastodon]
reach = { "tulip.example" = "http://127.0.0.1:9" }
"""
# Presses Ctrl-C as soon as a library of the command line is asked for.
EARLY = """
import os, signal, sys
class Press:
    def find_spec(self, name, path=None, target=None):
        if name == "pydantic":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Press())
sys.argv = ["backchannel", "up", "#tulips"]
from backchannel.__main__ import main
main()
"""


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "backchannel", "--quiet", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder)


@pytest.fixture
def followed(tmp_path: Path) -> list[str]:
    (tmp_path / "tulips.toml").write_text(EVENT)
    (tmp_path / "settings.toml").write_text(SETTINGS)
    return ["up", "tulips.toml", "--config", "settings.toml", "--port", "0", "--no-open"]


@pytest.mark.parametrize("presses", [1, 2, 5])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_up_ends_in_order_however_often_it_is_asked_to(
    tmp_path: Path, followed: list[str], presses: int, number: signal.Signals
) -> None:
    process = started(tmp_path, *followed)
    assert process.stdout is not None
    assert process.stdout.readline() == "Tulips\n"  # Redis runs by now
    for _ in range(presses):
        process.send_signal(number)
    _, complained = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in complained
    assert not (tmp_path / "data/redis/redis.sock").exists()


@pytest.mark.parametrize("words", [["demo", "--port", "0", "--no-open"], ["rehearse", str(RECORDING), "--speed", "60"]])
def test_demo_and_rehearse_end_as_soon_as_they_have_said_where_they_are(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "settings.toml").write_text("[web]\nport = 0\n")
    config = ["--config", "settings.toml"] if words[0] == "rehearse" else []
    process = started(tmp_path, *words, *config)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("http://127.0.0.1:")
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    _, complained = process.communicate(timeout=30)
    assert process.returncode in {130, -signal.SIGINT}
    assert "Traceback" not in complained


def test_whoever_ends_it_before_it_has_begun_hears_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")
