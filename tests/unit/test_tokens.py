"""Tokens stay where they belong."""

import stat
from pathlib import Path

import pytest

from backchannel.settings import Settings
from backchannel.sources.mastodon.credential import Token, is_safe
from backchannel.sources.mastodon.tokens import FILE, drop_token, keep_token, read_tokens, variable
from backchannel.sources.network import BadSecret, Secrets

TULIP, ROSE = "tulip.example", "rose.example"
SECRET = Token("not-to-be-seen")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


def test_a_token_does_not_show_itself() -> None:
    shown = [str(SECRET), repr(SECRET), f"{SECRET}", repr({"token": SECRET}), repr([SECRET])]
    assert not any("not-to-be-seen" in text for text in shown)
    assert SECRET.reveal() == "not-to-be-seen"


def test_the_file_is_its_owners_alone_and_is_never_seen_in_part(settings: Settings) -> None:
    path = keep_token(settings.data, TULIP, SECRET)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keep_token(settings.data, ROSE, Token("another"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in settings.data.iterdir()] == [FILE]
    assert read_tokens(Secrets(settings.data), [TULIP, ROSE]) == {TULIP: SECRET, ROSE: Token("another")}


def test_the_environment_wins_over_the_file(settings: Settings) -> None:
    keep_token(settings.data, TULIP, SECRET)
    there = {"BACKCHANNEL_MASTODON_TOKEN_TULIP_EXAMPLE": "newer"}
    assert variable(TULIP) in there
    assert read_tokens(Secrets(settings.data, there), [TULIP, ROSE]) == {TULIP: Token("newer")}


def test_a_file_that_others_can_read_is_refused(settings: Settings) -> None:
    keep_token(settings.data, TULIP, SECRET).chmod(0o640)
    with pytest.raises(BadSecret, match="chmod 600"):
        read_tokens(Secrets(settings.data), [TULIP])


@pytest.mark.parametrize("content", ["", "[]", '{"tulip.example": 7}', "{"])
def test_a_file_that_is_not_ours_is_named(settings: Settings, content: str) -> None:
    keep_token(settings.data, TULIP, SECRET).write_text(content)
    with pytest.raises(BadSecret, match=FILE):
        read_tokens(Secrets(settings.data), [TULIP])


def test_a_token_that_was_dropped_is_gone(settings: Settings) -> None:
    path = keep_token(settings.data, TULIP, SECRET)
    assert drop_token(settings.data, TULIP)
    assert not drop_token(settings.data, TULIP)
    assert "not-to-be-seen" not in path.read_text()


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://tulip.example", True),
        ("wss://streaming.tulip.example", True),
        ("http://127.0.0.1:8123/tulip.example", True),
        ("ws://localhost:1", True),
        ("http://[::1]:1", True),
        ("http://tulip.example", False),
        ("ws://tulip.example", False),
        ("http://192.168.1.4", False),
        ("", False),
    ],
)
def test_a_token_travels_where_nobody_reads_along(address: str, *, safe: bool) -> None:
    assert is_safe(address) == safe
