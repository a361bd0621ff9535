from pathlib import Path

import pytest

from backchannel.settings import Misconfigured, check_event

EVENT = 'name = "Tulips"\nhashtags = ["#tulips"]\nstarts = 2026-06-10\nends = 2026-06-11\n'


def test_an_event_file_names_accounts_as_people_write_them() -> None:
    text = EVENT + 'accounts = ["@Ada@Garden.example", "ben.example", "did:plc:cleo", "ada@garden.example"]\n'
    event = check_event(text, Path("tulips.toml"))
    assert event.accounts == ("ada@garden.example", "ben.example", "did:plc:cleo")


def test_an_event_file_without_accounts_follows_none() -> None:
    assert check_event(EVENT, Path("tulips.toml")).accounts == ()


def test_every_name_that_is_no_account_is_told_with_its_line() -> None:
    text = EVENT + 'accounts = ["ada", "@ben@garden.example", "https://garden.example/@cleo"]\n'
    with pytest.raises(Misconfigured) as told:
        check_event(text, Path("tulips.toml"))
    first, second = str(told.value).splitlines()
    assert first.startswith("tulips.toml:5: accounts: 'ada' is no account: write it as in @ada@tulip.example")
    assert second.startswith(
        "tulips.toml:5: accounts: 'https://garden.example/@cleo' is no account: write cleo@garden.example"
    )
