"""What may come of asking a server, other than an answer. The texts say why, for people."""

from datetime import datetime


class Trouble(Exception):
    """Nothing came of a request."""


class Refused(Trouble):
    """The server answers, but not this (`status` is a 4xx). `is_gone` where it says that what was asked for is gone.

    A 404 that is no JSON is no server's word on a status, but that of a proxy or a parked domain.
    """

    def __init__(self, status: int, *, is_json: bool = False) -> None:
        super().__init__(f"refuses to show its posts (HTTP {status})")
        self.status = status
        self.is_gone = status == 410 or (status == 404 and is_json)


class Closed(Trouble):
    """The server shows us nothing under a hashtag, and said so when it was probed."""


class Changed(Trouble):
    """The server shows more or less than it did a moment ago: what is being read must be begun anew."""


class Broken(Trouble):
    """The server answers, but not this as it should; other questions it may answer."""


class Limited(Trouble):
    """The server asks us to stay away until then."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"asks for fewer requests until {until:%H:%M:%S} UTC")
        self.until = until


class Unreachable(Trouble):
    """The server does not answer, whatever it is asked."""
