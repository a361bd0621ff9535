"""Every number that bounds what browsers may cost us."""

from msgspec import Struct

from backchannel.model.ledger import QUIET


class Limits(Struct, frozen=True, kw_only=True):
    """Bounds of the web process. Seconds are real ones, except where the event's clock is named."""

    sockets: int = 12_000  # screens and followers at once; 10,000 cost about 300 MB
    sockets_per_address: int = 600  # a venue's whole audience may sit behind one address
    connections: int = 4_000  # of browsers that load pages, beside the sockets; further ones are told to come back
    request_bytes: int = 32 * 2**10  # of a request: it has no body, and honest browsers send some hundred bytes
    request_seconds: float = 10.0  # from its beginning, or the connection's, to its end
    messages: int = 16  # what a client may say before it is shown out: the wall only speaks
    message_bytes: int = 1_024
    backlog: int = 1_000  # frames kept for those who come back
    snapshot: int = 60  # newest posts in a snapshot
    page: int = 60  # posts of a page of the follow page
    thread: int = 200  # posts of a conversation
    essay: int = 2_000  # posts of one person's page
    essays: int = 1  # of those pages made at once, in a thread: 1 s for 2,000 posts
    essays_waiting: int = 50  # asked for at once; further ones are told to come back
    pins: int = 6
    beat: float = 10.0  # a silent connection is told this often that it lives
    retry: float = 1.0  # between two attempts to reach the store, by the event's clock
    coverage: float = 3.0  # between two looks at coverage and numbers, by the event's clock
    quiet: float = QUIET.total_seconds()  # a source not heard for longer counts as stale, by the event's clock
    pictures: int = 64 * 2**20  # bytes of small pictures kept in memory
    picture_kept: float = 3_600.0  # a picture is fetched anew after this time, by the event's clock
    picture_missing: float = 60.0  # and one that could not be had, after this, by the event's clock
    picture_bytes: int = 10 * 2**20  # of a file as it is fetched
    picture_pixels: int = 16_000_000  # of it; WebP takes 20 bytes of memory for each while it is decoded
    picture_seconds: float = 10.0  # for fetching one, with every redirect
    picture_fetches: int = 8  # at once
    picture_drawings: int = 1  # decoded at once, in a thread: 0.4 s for 12 million pixels
    picture_waiting: int = 200  # different pictures asked for at once
