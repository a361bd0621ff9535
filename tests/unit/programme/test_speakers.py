"""Accounts are found where a schedule gives them, and nobody is made a speaker by mistake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.programme.limits import MOST_ACCOUNTS
from backchannel.programme.speakers import accounts


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("", "Find me: @ada@garden.example.", ["ada@garden.example"]),
        ("", "<a href='https://garden.example/@ada'>@ada</a>", ["ada@garden.example"]),
        ("", "https://garden.example/users/ada", ["ada@garden.example"]),
        ("", "https://bsky.app/profile/ben.bsky.social", ["ben.bsky.social"]),
        ("", "https://bsky.app/profile/did:plc:234567abcdefghijklmnopqr/", ["did:plc:234567abcdefghijklmnopqr"]),
        ("", "Ben, @ben.bsky.social, and more", ["ben.bsky.social"]),
        ("Your Bluesky handle?", "ben.example", ["ben.example"]),
        ("Mastodon", "@ada@garden.example", ["ada@garden.example"]),
        ("Mastodon", "https://garden.example/@ada", ["ada@garden.example"]),
        ("", "Write to ada@garden.example", []),
        ("", "See garden.example for more, or @ada elsewhere", []),
        ("", "https://medium.com/@ada https://www.youtube.com/@ada https://tiktok.com/@ada", []),
        ("", "https://bsky.app/about", []),
        ("", "As Ben said: https://bsky.app/profile/ben.bsky.social/post/3k", []),
        ("Mastodon", "I don't have one", []),
        ("Anything else?", "ben.example", []),
    ],
)
def test_only_what_is_plainly_an_account_counts(question: str, text: str, found: list[str]) -> None:
    assert list(accounts([(question, text)])) == found


@given(st.lists(st.tuples(st.sampled_from(["", "Mastodon", "bsky"]), st.text(max_size=60)), max_size=12))
def test_whatever_is_told_there_are_few_accounts_each_once(told: list[tuple[str, str]]) -> None:
    found = accounts(told)
    assert len(found) <= MOST_ACCOUNTS
    assert len(set(found)) == len(found)


def test_a_long_text_is_read_at_once() -> None:
    assert accounts([("", "@a@" * 5_000), ("", "https://" * 5_000), ("bluesky", "a." * 9_000)]) == ()
