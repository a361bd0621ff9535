"""The small print of both wires, for invented posts: ids, hashes, HTML and facets."""

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, NamedTuple

Json = dict[str, Any]

_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_SPAN = re.compile(
    r"(?P<link>https?://[^\s<>\"]+)"
    r"|(?<![\w&])#(?P<hashtag>\w*[^\W\d]\w*)"
    r"|(?<!\S)@(?P<mention>[\w-]+(?:(?:\.[\w-]+)*@[\w.-]*\w|(?:\.[\w-]+)+))"
)

Kind = Literal["link", "hashtag", "mention"]
KINDS: tuple[Kind, ...] = ("link", "hashtag", "mention")

# Hosts that stand in a recording for the pretend networks' own; they write their address in their place.
MEDIA = "https://media.example/"
CDN = "https://cdn.example/img/"

LONGEST_RECORD = 300  # characters of a Bluesky post (the lexicon counts graphemes)


class Span(NamedTuple):
    """A link, a hashtag or a mention in a text: its place in characters, and its value without `#` or `@`.

    A mention names its account in full: `@ada@tulip.example` on Mastodon, `@ben.example` on Bluesky.
    """

    start: int
    end: int
    kind: Kind
    value: str


def spans(text: str) -> list[Span]:
    """Every link, hashtag and mention of a text, in order."""
    return [_span(found) for found in _SPAN.finditer(text)]


def hashtags(text: str) -> list[str]:
    """The text's hashtags, as written."""
    return [span.value for span in spans(text) if span.kind == "hashtag"]


def as_html(text: str, home: str) -> str:
    """The text as Mastodon marks it up; an empty line begins a new paragraph."""
    return "".join(f"<p>{''.join(_pieces(paragraph, home))}</p>" for paragraph in text.split("\n\n"))


def facets(text: str) -> list[Json]:
    """The text's links, hashtags and mentions, placed in its UTF-8 bytes."""
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
    """A record's content hash, in the form of the real ones."""
    return _address(0x71, json.dumps(value, sort_keys=True).encode())


def blob_cid(content: bytes) -> str:
    """The content hash of a picture in a repository."""
    return _address(0x55, content)


def _address(codec: int, content: bytes) -> str:
    # A CID, version 1: the codec, then sha2-256 (0x12) of 32 bytes, in base32 (multibase `b`).
    raw = bytes((1, codec, 0x12, 32)) + hashlib.sha256(content).digest()
    return "b" + base64.b32encode(raw).decode().rstrip("=").lower()


def _span(found: re.Match[str]) -> Span:
    kinds: list[Kind] = [kind for kind in KINDS if found[kind]]
    return Span(found.start(), found.end(), kinds[0], found[0].removeprefix("#").removeprefix("@"))


def _pieces(text: str, home: str) -> Iterator[str]:
    done = 0
    for span in spans(text):
        yield _escaped(text[done : span.start])
        yield _anchor(span, home)
        done = span.end
    yield _escaped(text[done:])


def _anchor(span: Span, home: str) -> str:
    match span.kind:
        case "hashtag":
            value = span.value
            return f'<a href="https://{home}/tags/{value}" class="mention hashtag" rel="tag">#<span>{value}</span></a>'
        case "mention":
            name, _, host = span.value.partition("@")
            link = f'<a href="https://{host}/@{name}" class="u-url mention">@<span>{name}</span></a>'
            return f'<span class="h-card" translate="no">{link}</span>'
        case "link":
            scheme, rest = span.value.split("://", 1)
            words = f'<span class="invisible">{scheme}://</span><span class="">{html.escape(rest)}</span>'
            rel = 'target="_blank" rel="nofollow noopener" translate="no"'
            return f'<a href="{html.escape(span.value)}" {rel}>{words}</a>'


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br />")


def _facet(text: str, span: Span) -> Json:
    place = {"byteStart": len(text[: span.start].encode()), "byteEnd": len(text[: span.end].encode())}
    return {"$type": "app.bsky.richtext.facet", "index": place, "features": [_feature(span)]}


def _feature(span: Span) -> Json:
    kind = f"app.bsky.richtext.facet#{'tag' if span.kind == 'hashtag' else span.kind}"
    match span.kind:
        case "link":
            return {"$type": kind, "uri": span.value}
        case "hashtag":
            return {"$type": kind, "tag": span.value}
        case "mention":
            return {"$type": kind, "did": did(span.value)}
