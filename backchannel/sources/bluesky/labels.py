"""The labels on posts and people: which of them hold (lexicon `com.atproto.label.defs`)."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from backchannel.sources.bluesky.times import moment

HIDDEN_REPLY = "hidden-reply"  # ours: the author of a thread hides this answer (`app.bsky.feed.threadgate`)
SENSITIVE = frozenset({"sexual", "nudity", "graphic-media", "gore", "porn"})


class Label(Struct, frozen=True):
    """Somebody (`src`) says `val` of `uri`, until `exp`; `cid` narrows it to one version; `neg` takes it back."""

    val: str
    src: str = ""
    uri: str = ""
    cid: str = ""
    neg: bool = False
    exp: str = ""


def in_force(labels: Iterable[Label], now: datetime) -> tuple[Label, ...]:
    """The labels that hold now: the last word of each labeler on each thing, if it is not a denial or over."""
    latest = {(label.src, label.uri, label.val): label for label in labels}
    return tuple(label for label in latest.values() if not label.neg and not _is_over(label, now))


def names(labels: Iterable[Label]) -> tuple[str, ...]:
    """What labels say, each once, in order."""
    return tuple(dict.fromkeys(label.val for label in labels))


def _is_over(label: Label, now: datetime) -> bool:
    ends = moment(label.exp) if label.exp else None
    return ends is not None and ends <= now
