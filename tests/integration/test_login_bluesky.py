"""Logging in to Bluesky from the command line, as a person does."""

import asyncio
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from backchannel.demo.networks import PretendNetworks
from backchannel.demo.pds import APP_PASSWORD, HANDLE
from backchannel.settings import Settings
from backchannel.sources.bluesky.membership import HANDLE as HANDLE_VARIABLE
from backchannel.sources.bluesky.membership import PASSWORD, bluesky_credentials
from backchannel.sources.network import BadSecret, Secrets
from support.recordings import RecordingBuilder

PDS = "https://pds.example"


async def login(url: str, folder: Path, *words: str, typed: str) -> subprocess.CompletedProcess[str]:
    config = folder / "backchannel.toml"
    config.write_text(f'data = "{folder / "data"}"\n[bluesky]\npds = "{url}"\n')
    command = [sys.executable, "-m", "backchannel", *words, "--config", str(config)]
    return await asyncio.to_thread(
        subprocess.run, command, input=typed, capture_output=True, text=True, check=False, timeout=60
    )


async def test_who_logs_in_has_a_session_that_nobody_else_can_read_and_may_forget_it(tmp_path: Path) -> None:
    async with PretendNetworks(RecordingBuilder().build()) as networks:
        words = ("login", "bluesky", f"@{HANDLE}")
        done = await login(networks.url, tmp_path, *words, typed=f"{APP_PASSWORD}\n")
        session = tmp_path / "data" / "bluesky.session"
        assert done.returncode == 0, done.stderr
        assert stat.S_IMODE(session.stat().st_mode) == 0o600
        assert APP_PASSWORD not in done.stdout + done.stderr + session.read_text()
        settings = Settings(data=tmp_path / "data")
        assert bluesky_credentials(Secrets(settings.data), PDS) is not None
        session.chmod(0o644)
        with pytest.raises(BadSecret, match="chmod 600"):
            bluesky_credentials(Secrets(settings.data), PDS)
        out = await login(networks.url, tmp_path, "logout", "bluesky", typed="")
        assert (out.returncode, session.exists()) == (0, False)
        assert bluesky_credentials(Secrets(settings.data), PDS) is None


async def test_a_wrong_password_is_a_sentence(tmp_path: Path) -> None:
    async with PretendNetworks(RecordingBuilder().build()) as networks:
        done = await login(networks.url, tmp_path, "login", "bluesky", HANDLE, typed="let-me-in\n")
        assert done.returncode == 2
        assert "can't log in" in done.stderr
        assert "Traceback" not in done.stderr
        assert "let-me-in" not in done.stdout + done.stderr
        assert not (tmp_path / "data" / "bluesky.session").exists()


async def test_a_network_without_accounts_is_named(tmp_path: Path) -> None:
    done = await login("http://unused.example", tmp_path, "login", "carrier-pigeon", "x", typed="")
    assert done.returncode == 2
    assert "needs no login" in done.stderr


def test_credentials_come_from_the_environment_both_or_neither(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    told = bluesky_credentials(Secrets(settings.data, {HANDLE_VARIABLE: "@ada.example", PASSWORD: "open-sesame"}), PDS)
    assert told is not None
    assert (told.handle, told.password) == ("ada.example", "open-sesame")
    assert bluesky_credentials(Secrets(settings.data), PDS) is None
    with pytest.raises(BadSecret, match="belong together"):
        bluesky_credentials(Secrets(settings.data, {HANDLE_VARIABLE: "ada.example"}), PDS)


def test_the_library_for_sessions_is_not_imported_at_the_start() -> None:
    words = "import sys, backchannel.cli, backchannel.sources.bluesky.collector; sys.exit('atproto' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, check=False, timeout=60)
    assert done.returncode == 0
