"""What the operator decided of the web process."""

from pathlib import Path

from msgspec import Struct


class Site(Struct, frozen=True, kw_only=True):
    """Where we are found, and what we may reach.

    `address` is the public base address, such as `https://wall.tulip.example`; empty: the one a page was asked for at.
    `summaries` holds a folder for each event's slug, with its published summary. Pictures are fetched from public
    addresses only, and from `allowed_hosts` (`127.0.0.1:8123`), which a rehearsal's pretend networks need.
    `metrics_from` are the networks whose machines may read `/metrics`.
    """

    address: str = ""
    summaries: Path | None = None
    allowed_hosts: frozenset[str] = frozenset()
    metrics_from: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
