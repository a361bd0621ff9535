"""How gently servers are asked, and how often."""

from datetime import timedelta

from msgspec import Struct


class Rate(Struct, frozen=True):
    """So many requests a second in the long run, and at most `burst` at once."""

    per_second: float
    burst: int


class Policy(Struct, frozen=True, kw_only=True):
    """Paces and limits; seconds of the clock where a number has no unit in its name.

    The rates stay below what Mastodon allows an anonymous address (`config/initializers/rack_attack.rb`): 300 paging
    requests in 15 minutes, 300 requests in 5. `poll_every` is how long answers are cached by servers anyway;
    `accounts_every` is for the posts of followed accounts, and longer where those are many (`every_for`).
    """

    user_agent: str = "Backchannel/0.1"
    poll_every: float = 15.0
    accounts_every: float = 60.0
    overlap: timedelta = timedelta(minutes=15)
    overlap_every: float = 120.0
    young: timedelta = timedelta(hours=1)
    recheck_young_every: float = 60.0
    recheck_all_every: float = 1800.0
    refused_for: timedelta = timedelta(hours=1)
    broken_for: timedelta = timedelta(minutes=1)
    pages: int = 50
    remembered: int = 50_000
    timeout_seconds: float = 10.0
    longest_answer_bytes: int = 8 * 1024 * 1024
    paging: Rate = Rate(per_second=1 / 3, burst=20)
    other: Rate = Rate(per_second=1.0, burst=30)

    def every_for(self, accounts: int) -> timedelta:
        """How often so many accounts are read, so that they take half of the paging requests at most."""
        return timedelta(seconds=max(self.accounts_every, accounts * 2 / self.paging.per_second))
