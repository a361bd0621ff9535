"""Pictures, videos and sounds of a status. Pure."""

from typing import cast

from backchannel.model.post import Media
from backchannel.sources.mastodon.raw import Attachment, Status
from backchannel.text.clean import clean
from backchannel.text.links import web_address

KINDS = frozenset({"image", "video", "gifv", "audio"})
MOST = 16  # servers allow 4, a few of them more
LARGEST = 100_000  # pixels


def media_of(status: Status) -> tuple[Media, ...]:
    """Every attachment that has an address by now."""
    shown = (_medium(medium, sensitive=bool(status.sensitive)) for medium in (status.media_attachments or ())[:MOST])
    return tuple(medium for medium in shown if medium)


def _medium(medium: Attachment, *, sensitive: bool) -> Media | None:
    url = web_address(medium.url) or web_address(medium.remote_url)
    if url is None:
        return None
    original = _table(_table(medium.meta).get("original"))
    return Media(
        kind=medium.type if medium.type in KINDS else "unknown",
        url=url,
        preview=web_address(medium.preview_url),
        alt=clean(medium.description or "").strip(),
        width=_pixels(original.get("width")),
        height=_pixels(original.get("height")),
        focus=_focus(_table(_table(medium.meta).get("focus"))),
        blurhash=clean(medium.blurhash, 128) if medium.blurhash else None,
        sensitive=sensitive,
    )


def _table(value: object) -> dict[str, object]:
    """The value if it is a JSON object: some servers write an empty one as `[]`."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _pixels(value: object) -> int | None:
    return value if isinstance(value, int) and 0 < value <= LARGEST else None


def _focus(focus: dict[str, object]) -> tuple[float, float] | None:
    x, y = focus.get("x"), focus.get("y")
    if not isinstance(x, int | float) or not isinstance(y, int | float):
        return None
    return (_within(x), _within(y))


def _within(value: float) -> float:
    return float(max(-1.0, min(1.0, value)))
