"""The small print of both wires, for invented posts: ids, hashes, HTML and facets."""

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

Json = dict[str, Any]

_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_SPAN = re.compile(r"(?P<link>https?://[^\s<>\"]+)|(?<![\w&])#(?P<tag>\w*[^\W\d]\w*)")


class Span(NamedTuple):
    """A link or a hashtag in a text: its place in characters, and its value without `#`."""

    start: int
    end: int
    is_link: bool
    value: str


def spans(text: str) -> list[Span]:
    found = _SPAN.finditer(text)
    return [Span(m.start(), m.end(), bool(m["link"]), m["link"] or m["tag"]) for m in found]


def hashtags(text: str) -> list[str]:
    return [span.value for span in spans(text) if not span.is_link]


def as_html(text: str, home: str) -> str:
    """The text as Mastodon marks it up."""
    return f"<p>{''.join(_pieces(text, home))}</p>"


def facets(text: str) -> list[Json]:
    """The text's links and hashtags, placed in its UTF-8 bytes."""
    return [_facet(text, span) for span in spans(text)]


def snowflake(at: datetime, number: int) -> str:
    """A Mastodon id of that moment."""
    return str((round(at.timestamp() * 1000) << 16) + number)


def tid(at: datetime, number: int) -> str:
    """A record key or revision of that moment."""
    value = (round(at.timestamp() * 1_000_000) << 10) | (number % 1024)
    return "".join(_SORTABLE[(value >> shift) & 31] for shift in range(60, -1, -5))


def did(name: str) -> str:
    """The DID of somebody invented."""
    return "did:plc:" + "".join(_SORTABLE[byte % 32] for byte in hashlib.sha256(name.encode()).digest()[:24])


def cid(value: object) -> str:
    """A content hash in the form of the real ones."""
    digest = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).digest()
    return "b" + base64.b32encode(bytes((1, 0x71, 0x12, 32)) + digest).decode().rstrip("=").lower()


def _pieces(text: str, home: str) -> Iterator[str]:
    done = 0
    for span in spans(text):
        yield _escaped(text[done : span.start])
        yield _anchor(span.value, home, is_link=span.is_link)
        done = span.end
    yield _escaped(text[done:])


def _anchor(value: str, home: str, *, is_link: bool) -> str:
    if not is_link:
        return f'<a href="https://{home}/tags/{value}" class="mention hashtag" rel="tag">#<span>{value}</span></a>'
    scheme, rest = value.split("://", 1)
    words = f'<span class="invisible">{scheme}://</span><span class="">{html.escape(rest)}</span>'
    return f'<a href="{html.escape(value)}" target="_blank" rel="nofollow noopener" translate="no">{words}</a>'


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br />")


def _facet(text: str, span: Span) -> Json:
    kind, name = ("link", "uri") if span.is_link else ("tag", "tag")
    place = {"byteStart": len(text[: span.start].encode()), "byteEnd": len(text[: span.end].encode())}
    feature = {"$type": f"app.bsky.richtext.facet#{kind}", name: span.value}
    return {"$type": "app.bsky.richtext.facet", "index": place, "features": [feature]}
