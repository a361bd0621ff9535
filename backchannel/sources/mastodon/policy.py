"""How gently servers are asked, and how often."""

from datetime import timedelta

from msgspec import Struct

from backchannel import USER_AGENT


class Rate(Struct, frozen=True):
    """So many requests a second in the long run, and at most `burst` at once."""

    per_second: float
    burst: int


class Policy(Struct, frozen=True, kw_only=True):
    """Paces and limits; seconds of the clock where a number has no unit in its name.

    The rates stay below what Mastodon allows an anonymous address (`config/initializers/rack_attack.rb`): 300 paging
    requests in 15 minutes, 300 requests in 5; what a token adds is not used. `poll_every` is how long answers are
    cached by servers anyway, `overlap_every` how often the last `overlap` is read again, streamed or not;
    `accounts_every` is for the posts of followed accounts, and longer where those are many (`every_for`). A *wide*
    look goes back as far as Mastodon still streams what arrives (6 hours). `ping_*` are real seconds: the other end
    lives in real time.
    """

    user_agent: str = USER_AGENT
    poll_every: float = 15.0
    accounts_every: float = 60.0
    overlap: timedelta = timedelta(minutes=15)
    overlap_every: float = 120.0
    wide: timedelta = timedelta(hours=6)
    wide_every: float = 600.0
    history_every: float = 5.0
    young: timedelta = timedelta(hours=1)
    recheck_young_every: float = 60.0
    recheck_all_every: float = 1800.0
    threads_every: float = 30.0
    threads_an_hour: int = 120
    thread_again: timedelta = timedelta(minutes=5)
    thread_looks: int = 12
    thread_posts: int = 40
    origin_every: float = 5.0
    probed_for: timedelta = timedelta(hours=1)
    refused_for: timedelta = timedelta(hours=1)
    stream_refused_for: timedelta = timedelta(minutes=15)
    broken_for: timedelta = timedelta(minutes=1)
    pages: int = 50
    history_pages: int = 500
    remembered: int = 50_000
    buffered: int = 10_000
    timeout_seconds: float = 10.0
    ping_every: float = 20.0
    ping_timeout: float = 20.0
    longest_answer_bytes: int = 8 * 1024 * 1024
    longest_frame_bytes: int = 4 * 1024 * 1024
    paging: Rate = Rate(per_second=1 / 3, burst=20)
    other: Rate = Rate(per_second=1.0, burst=30)

    @property
    def background(self) -> Rate:
        """The half of the paging requests that work without hurry may take."""
        return Rate(per_second=self.paging.per_second / 2, burst=max(1, self.paging.burst // 2))

    def every_for(self, accounts: int) -> timedelta:
        """How often so many accounts are read, so that they take half of the paging requests at most."""
        return timedelta(seconds=max(self.accounts_every, accounts * 2 / self.paging.per_second))
