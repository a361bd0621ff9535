"""The names of accounts as people write them: `@ada@tulip.example`, `ada.bsky.social`, `did:plc:…`."""

import re

# Mastodon's own names (`app/models/account.rb`); handles and DIDs of the AT protocol (atproto.com/specs).
_HOST = r"(?:[\w-]+\.)+[\w-]+"
_ACCOUNT = re.compile(rf"\w+(?:[\w.-]*\w)?@{_HOST}|{_HOST}|did:[a-z]+:[\w.:%-]+")


def account(typed: str) -> str:
    """The account's name in one form: small letters, no `@` before it. Raises `ValueError` for what is none."""
    name = typed.strip().removeprefix("@").lower()
    if not _ACCOUNT.fullmatch(name):
        raise ValueError(
            f"{typed!r} is no account: write it as in @ada@tulip.example (Mastodon), or ada.bsky.social or did:plc:… "
            "(Bluesky)"
        )
    return name


def home_of(name: str) -> str:
    """The Mastodon server that an account is named after; empty for an account on Bluesky."""
    return name.partition("@")[2]
