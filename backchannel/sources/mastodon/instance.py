"""What a server says of itself: its domain, where it streams, and to whom it shows hashtags.

Sources: `entities/Instance.md` and `V1_Instance.md` of mastodon/documentation. Every part may be missing (older and
other software), and a part that is not what it should be counts as missing: nothing here is needed.
"""

from typing import cast

import msgspec
from msgspec import Struct

Json = dict[str, object]


class Instance(Struct, frozen=True, kw_only=True):
    """A server's own words. `local` and `remote` say who may read hashtags: `public`, `authenticated`, `disabled`.

    Before Mastodon 4.5 nobody says.
    """

    domain: str = ""
    version: str = ""
    streaming: str = ""
    local: str = ""
    remote: str = ""


def read_instance(raw: bytes) -> Instance:
    """What `/api/v2/instance`, or `/api/v1/instance`, answered. Raises what is `UNREADABLE` for what is no JSON."""
    told = _table(msgspec.json.decode(raw))
    configuration = _table(told.get("configuration"))
    urls = _table(configuration.get("urls"))
    feeds = _table(_table(configuration.get("timelines_access")).get("hashtag_feeds"))
    return Instance(
        domain=_text(told.get("domain")) or _text(told.get("uri")),
        version=_text(told.get("version")),
        streaming=_text(urls.get("streaming")) or _text(_table(told.get("urls")).get("streaming_api")),
        local=_text(feeds.get("local")),
        remote=_text(feeds.get("remote")),
    )


def _table(value: object) -> Json:
    return cast("Json", value) if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= 2048 else ""
