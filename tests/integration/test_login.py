"""Logging in to a Mastodon server, as a person does at a terminal."""

import asyncio
import stat
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from backchannel.demo.mastodon_tokens import CODE, TOKEN
from backchannel.demo.networks import PretendNetworks
from backchannel.settings import Settings
from backchannel.sources.mastodon.tokens import FILE, read_tokens
from backchannel.sources.network import Secrets
from support.recordings import RecordingBuilder

TULIP = "tulip.example"


class Said(NamedTuple):
    """What came of a command."""

    code: int
    text: str


async def backchannel(*words: str, typed: str = "") -> Said:
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "backchannel", *words),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    text, _ = await asyncio.wait_for(command.communicate(typed.encode()), 60)
    return Said(command.returncode or 0, text.decode())


def configuration(folder: Path, networks: PretendNetworks) -> Path:
    path = folder / "backchannel.toml"
    reach = f'{{ "{TULIP}" = "{networks.endpoints.mastodon[TULIP]}" }}'
    path.write_text(f'data = "{folder}/data"\n[mastodon]\nreach = {reach}\n')
    return path


async def test_a_code_becomes_a_token_that_nobody_else_can_read(tmp_path: Path) -> None:
    async with PretendNetworks(RecordingBuilder().build()) as networks:
        config = str(configuration(tmp_path, networks))
        said = await backchannel("login", "mastodon", TULIP, "--config", config, typed=f" {CODE}\n")
        assert said.code == 0
        assert f"{networks.endpoints.mastodon[TULIP]}/oauth/authorize?" in said.text
        assert "scope=read%3Astatuses+read%3Aaccounts" in said.text
        assert "You are cleo on tulip.example." in said.text
        assert TOKEN not in said.text
        settings = Settings(data=tmp_path / "data")
        assert read_tokens(Secrets(settings.data), [TULIP])[TULIP].reveal() == TOKEN
        assert stat.S_IMODE((settings.data / FILE).stat().st_mode) == 0o600
        said = await backchannel("logout", "mastodon", TULIP, "--config", config)
        assert (said.code, read_tokens(Secrets(settings.data), [TULIP])) == (0, {})


async def test_a_wrong_code_gets_a_sentence(tmp_path: Path) -> None:
    async with PretendNetworks(RecordingBuilder().build()) as networks:
        config = str(configuration(tmp_path, networks))
        said = await backchannel("login", "mastodon", TULIP, "--config", config, typed="wrong\n")
        assert said.code == 2
        assert "tulip.example gave no token" in said.text
        assert "Traceback" not in said.text


async def test_a_server_that_has_trouble_gets_a_sentence(tmp_path: Path) -> None:
    async with PretendNetworks(RecordingBuilder().build()) as networks:
        networks.fault(TULIP, "error")
        said = await backchannel("login", "mastodon", TULIP, "--config", str(configuration(tmp_path, networks)))
        assert said.code == 2
        assert "tulip.example does not let us log in" in said.text
        assert "Traceback" not in said.text


@pytest.mark.parametrize("words", [("rss", TULIP), ("mastodon", "https://tulip.example/")])
async def test_a_mistake_gets_a_sentence(words: tuple[str, str]) -> None:
    said = await backchannel("login", *words)
    assert said.code == 2
    assert "Traceback" not in said.text
