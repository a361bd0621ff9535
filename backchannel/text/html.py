"""A stranger's HTML becomes typed segments. An allow-list: what is not named here leaves its words and nothing else.

Mastodon's own sanitiser lets few elements through (protocol: `lib/sanitize_ext/sanitize_config.rb`), but other
servers speak the same API, so nothing is taken on trust: any input gives segments, in time linear to its length.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import NamedTuple

from msgspec.structs import replace

from backchannel.model.body import Emoji, Hashtag, Link, Mention, Segment, Words, plain
from backchannel.text.clean import Cleaner
from backchannel.text.hashtags import fold
from backchannel.text.links import web_address

LONGEST_HTML = 200_000  # characters that are read at all; markup makes the longest posts ten times longer

_PARAGRAPHS = frozenset({"p", "blockquote", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6"})
_LINES = frozenset({"li", "ul", "ol", "dl", "dt", "dd", "div", "table", "tr", "td", "th", "figure", "section"})
_DROPPED = frozenset({"script", "style", "template", "iframe", "object", "noscript", "textarea", "select", "title"})
_RAW_NEWLINE = re.compile(r"[\r\n][ \t\r\n]*")
_HASHTAG = re.compile(r"[#＃]\S+")
_SHORTCODE = re.compile(r":(?=([\w-]{1,64}):)")

_MARKUP = re.compile(r"<(?:(?P<tag>/?[a-zA-Z][^<>]{0,8192}>)|[!?][^<>]*>)?|&#(?=[0-9]{8})")


def segments(
    html: str, *, emojis: Mapping[str, str] | None = None, mentions: Container[str] = (), drop_quote: bool = False
) -> tuple[Segment, ...]:
    """The typed segments of a status's HTML.

    `emojis` maps each custom emoji's shortcode to its picture; `mentions` are the addresses and `@names` the status
    says it mentions; `drop_quote` leaves out the `RE: …` line that older clients show in place of a quoted post.
    """
    reader = _Reader(mentions, drop_quote=drop_quote)
    reader.feed(_defused(html[:LONGEST_HTML]))
    reader.close()
    return tuple(_trimmed(_with_emojis(_merged(reader.pieces), emojis or {})))


def text_of(html: str) -> str:
    """The plain text of a profile's note or field."""
    return plain(segments(html))


def _defused(html: str) -> str:
    """The HTML with what `html.parser` is slow or falls over on taken away.

    It reads an unclosed tag or declaration to the end again and again (CVE-2025-6069), and a character reference of
    more than 4,300 digits raises: so a `<` that opens no closed tag becomes a letter, and declarations go.
    """

    def harmless(found: re.Match[str]) -> str:
        if found["tag"]:
            return found[0]
        return {"<": "&lt;", "&#": "&amp;#"}.get(found[0], "")

    return _MARKUP.sub(harmless, html)


class _Anchor(NamedTuple):
    """An open `<a>`: its address as given, and the words of its `class` and `rel`."""

    href: str
    classes: frozenset[str]
    rel: frozenset[str]


class _Reader(HTMLParser):
    """Collects segments. Holds no stack, so nesting costs nothing: only what is skipped, and the open anchor."""

    def __init__(self, mentions: Container[str], *, drop_quote: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Segment] = []
        self._mentions = mentions
        self._drop_quote = drop_quote
        self._clean = Cleaner()
        self._run: list[str] = []
        self._anchor: _Anchor | None = None
        self._skipped = ""
        self._skip_depth = 0
        self._pre = False
        self._break = 0
        self._last = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        if self._skips(tag):
            return
        given = {name: value or "" for name, value in reversed(attrs)}
        classes = frozenset(given.get("class", "").split())
        if tag in _DROPPED or (self._drop_quote and "quote-inline" in classes):
            self._skipped, self._skip_depth = tag, 1
        elif tag == "a":
            self._open(_Anchor(given.get("href", "").strip(), classes, frozenset(given.get("rel", "").split())))
        elif tag == "br":
            self._write("\n")
        else:
            self._pre = self._pre or tag == "pre"
            self._break = max(self._break, _newlines(tag))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, if it was open."""
        if self._skipped:
            self._skip_depth -= tag == self._skipped
            self._skipped = self._skipped if self._skip_depth else ""
        elif tag == "a":
            self._end_run()
        else:
            self._pre = self._pre and tag != "pre"
            self._break = max(self._break, _newlines(tag))

    def handle_data(self, data: str) -> None:
        """Take words."""
        if self._skipped or (self._break and data.isspace()):
            return
        text = data if self._pre else _RAW_NEWLINE.sub(" ", data)
        if not self._pre and data[0] in "\r\n" and self._at_line_start():
            text = text[1:]
        if text:
            self._write(text)

    def close(self) -> None:
        """Finish, whatever is still open."""
        super().close()
        self._end_run()

    def _skips(self, tag: str) -> bool:
        if self._skipped == tag == "p":  # a paragraph ends where the next begins
            self._skipped = ""
        elif self._skipped == tag:
            self._skip_depth += 1
        return bool(self._skipped)

    def _at_line_start(self) -> bool:
        return bool(self._break) or self._last in {"", "\n"}

    def _write(self, text: str) -> None:
        self._write_break()
        self._last = text[-1]
        self._run.append(text)

    def _write_break(self) -> None:
        if self._break and self._last:
            self._run.append("\n" * self._break)
        self._break = 0

    def _open(self, anchor: _Anchor) -> None:
        self._write_break()
        self._end_run()
        self._anchor = anchor

    def _end_run(self) -> None:
        text = self._clean("".join(self._run))
        if text:
            self.pieces.append(_linked(self._anchor, text, self._mentions) if self._anchor else Words(text))
        self._run = []
        self._anchor = None


def _newlines(tag: str) -> int:
    """How many newlines stand between this element and its neighbours."""
    return 2 if tag in _PARAGRAPHS else int(tag in _LINES)


def _linked(anchor: _Anchor, text: str, mentions: Container[str]) -> Segment:
    is_hashtag = "hashtag" in anchor.classes or "tag" in anchor.rel
    if is_hashtag and _HASHTAG.fullmatch(text) and (tag := fold(text)):
        return Hashtag(text, tag)
    url = web_address(anchor.href)
    is_mention = "mention" in anchor.classes or (url or "") in mentions or text in mentions
    if is_mention and not is_hashtag:
        return Mention(text, url or "")
    return Link(text, url) if url else Words(text)


def _merged(pieces: Iterable[Segment]) -> Iterator[Segment]:
    words: list[str] = []
    for piece in pieces:
        if isinstance(piece, Words):
            words.append(piece.text)
            continue
        if words:
            yield Words("".join(words))
            words = []
        yield piece
    if words:
        yield Words("".join(words))


def _with_emojis(pieces: Iterable[Segment], emojis: Mapping[str, str]) -> Iterator[Segment]:
    for piece in pieces:
        if emojis and isinstance(piece, Words):
            yield from _emojis_in(piece.text, emojis)
        else:
            yield piece


def _emojis_in(text: str, emojis: Mapping[str, str]) -> Iterator[Segment]:
    at = 0
    for found in _SHORTCODE.finditer(text):
        url = emojis.get(found[1])
        if not url or found.start() < at:
            continue
        if found.start() > at:
            yield Words(text[at : found.start()])
        at = found.end(1) + 1
        yield Emoji(text[found.start() : at], url)
    if at < len(text):
        yield Words(text[at:])


def _trimmed(pieces: Iterable[Segment]) -> list[Segment]:
    """The segments without white space at either end."""
    left = list(pieces)
    while left and (text := left[-1].text.rstrip()) != left[-1].text:
        left[-1:] = [replace(left[-1], text=text)] if text else []
    start = 0
    while start < len(left) and not left[start].text.strip():
        start += 1
    left = left[start:]
    if left:
        left[0] = replace(left[0], text=left[0].text.lstrip())
    return left
