"""The numbers the Bluesky source works by."""

from msgspec import Struct


class Policy(Struct, frozen=True, kw_only=True):
    """How much, how fast and how patiently. Seconds are the clock's, except where the network's own time is meant.

    `stall`: real seconds without a frame after which a connection counts as dead; None where silence is normal.
    `timeout`: real seconds an answer of the AppView may take. `commit_every`: the most a cursor lags behind while
    nothing else is to be said; 0 commits as soon as the reader runs dry. `waiting`: posts that wait for the AppView
    before the socket is no longer read. `retries`: when one the AppView does not know is asked for again.
    `accounts_every`: when accounts that were not found are looked up again. `recheck_every`: how often posts younger
    than `recheck_younger` are looked at again, and `recheck_all_every` all of them, both at the pace of all requests;
    None never. `answers`: how many answers to one post are taken as its context; `conversations`: how many may wait to
    be asked for, `thread_parents` steps up and `thread_depth` down, at most `thread_posts`. `past`: whether what
    happened before the first contact is owed; `past_hours`: of it, how much Jetstream is asked for; `search_pages`: how
    many pages of a search are read, and `account_pages` of a followed account's own posts. `absence_seconds`: how late
    news may be and still be live. `longest_silence`: how long the network itself may have nothing to say. `read_ahead`:
    frames kept of a stream that is faster than we are. `deaf`: real seconds without reading any more; Jetstream gives
    up on a reader whose pong is 5 s late (`handler.go`).
    """

    stall: float | None = 15.0
    timeout: float = 10.0
    commit_every: float = 1.0
    waiting: int = 5_000
    retries: tuple[float, ...] = (2.0, 5.0, 15.0, 60.0)
    accounts_every: float = 600.0
    recheck_every: float | None = 60.0
    recheck_all_every: float | None = 1_800.0
    recheck_younger: float = 3_600.0
    recheck_twice: float = 2.0
    requests_per_second: float = 5.0
    burst: int = 25
    profiles: int = 10_000
    profile_seconds: float = 3_600.0
    answers: int = 100
    conversations: int = 1_000
    thread_parents: int = 10
    thread_depth: int = 3
    thread_posts: int = 100
    threads_per_second: float = 0.5
    threads_burst: int = 20
    past: bool = True
    past_hours: float = 0.0
    search_pages: int = 100
    account_pages: int = 10
    absence_seconds: float = 120.0
    longest_silence: float = 30.0
    read_ahead: int = 50_000
    deaf: float = 4.0


LIVE = Policy()
# A pretend network is silent between two releases, and its clock stands still while one is read.
REHEARSAL = Policy(
    stall=None,
    commit_every=0.0,
    burst=1_000_000,
    threads_burst=1_000_000,
    recheck_every=None,
    recheck_all_every=None,
    past=False,
)
