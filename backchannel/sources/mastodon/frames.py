"""What a server's streaming says, frame by frame. Pure.

Source: `streaming/index.js` of mastodon/mastodon. A frame is JSON around JSON: `{"stream": ["hashtag", "tulips"],
"event": "update", "payload": "{…}"}`; the payload of a `delete` is the server's own id, and nothing else.
"""

from datetime import datetime

import msgspec
from msgspec import Struct

from backchannel.model.codec import UNREADABLE
from backchannel.sources.mastodon.page import Page, read_page
from backchannel.text.hashtags import fold

LONGEST_ID = 256

_STATUS_EVENTS = frozenset({"update", "status.update"})


class Refusal(Struct, frozen=True):
    """The server will not let us listen."""

    error: str
    status: int


class Told(Struct, frozen=True):
    """A status under a hashtag, new or edited."""

    hashtag: str
    page: Page


class Removed(Struct, frozen=True):
    """A status that was under a hashtag is deleted on this server."""

    hashtag: str
    local_id: str


class _Frame(Struct, frozen=True):
    stream: list[str] = []
    event: str = ""
    payload: str = ""
    error: str = ""
    status: int = 0


_FRAME = msgspec.json.Decoder(_Frame)


def read(frame: bytes, at: datetime) -> Told | Removed | Refusal | None:
    """What the frame says; None for what does not concern us. Raises `ValueError` for what makes no sense."""
    if not frame.strip():
        return None  # old Akkoma keeps a connection alive with these
    try:
        said = _FRAME.decode(frame)
    except UNREADABLE:
        raise ValueError("no frame of a stream") from None
    if said.error:
        return Refusal(said.error[:200], said.status)
    hashtag = fold(said.stream[1]) if len(said.stream) == 2 and said.stream[0].startswith("hashtag") else ""
    if not hashtag:
        return None
    if said.event == "delete":
        return Removed(hashtag, _id(said.payload))
    return Told(hashtag, _page(said.payload, at)) if said.event in _STATUS_EVENTS else None


def _page(payload: str, at: datetime) -> Page:
    try:
        return read_page(f"[{payload}]".encode(), at)
    except UNREADABLE:
        raise ValueError("no status") from None


def _id(payload: str) -> str:
    """The id; whatever it looks like, for other software's are no numbers."""
    if not 0 < len(payload) <= LONGEST_ID:
        raise ValueError("no id")
    return payload
