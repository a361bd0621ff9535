"""A Bluesky record's text and facets, as typed segments.

A facet marks a range of the text's UTF-8 bytes, end-exclusive, as a hashtag, a link or a mention. It is a stranger's
word: ranges may be out of bounds, overlap, split a character or come unsorted (lexicon `app.bsky.richtext.facet`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct, field

from backchannel.model.body import Hashtag, Link, Mention, Segment, Words
from backchannel.text.clean import Cleaner
from backchannel.text.hashtags import fold, fold_all
from backchannel.text.links import web_address

MOST = 100  # facets or tags of one post; 300 graphemes have no room for more

_TAG = "app.bsky.richtext.facet#tag"
_LINK = "app.bsky.richtext.facet#link"
_MENTION = "app.bsky.richtext.facet#mention"
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,2000}")


class Feature(Struct, frozen=True):
    """What a range of the text is; of its values one is set, named by `kind`."""

    kind: str = field(name="$type", default="")
    tag: str = ""
    uri: str = ""
    did: str = ""


class Span(Struct, frozen=True):
    """A range of the text's UTF-8 bytes, end-exclusive."""

    start: int = field(name="byteStart")
    end: int = field(name="byteEnd")


class Facet(Struct, frozen=True):
    """A range and what it is; the first feature we know counts."""

    index: Span
    features: tuple[Feature, ...] = ()


def segments(text: str, facets: Iterable[Facet]) -> tuple[Segment, ...]:
    """The text as segments. Joined they read like the cleaned text; facets that can't be right are left out."""
    clean = Cleaner()
    cleaned = ((clean(piece), feature) for piece, feature in _pieces(text, facets))
    return tuple(_segment(words, feature) for words, feature in cleaned if words)


def hashtags(facets: Iterable[Facet], tags: Iterable[str]) -> tuple[str, ...]:
    """Every hashtag of a post, folded: those in the text, and those the record lists beside it.

    Posts that a bridge had to shorten have theirs in `tags` alone.
    """
    marked = (feature.tag for facet in islice(facets, MOST) for feature in facet.features if feature.kind == _TAG)
    return fold_all((*marked, *islice(tags, MOST)))


def _pieces(text: str, facets: Iterable[Facet]) -> Iterator[tuple[str, Feature | None]]:
    """The whole text in pieces, each with the feature it has."""
    raw = text.encode("utf-8", "surrogatepass")
    at = 0
    for span, feature in _sound(raw, facets):
        yield _decoded(raw[at : span.start]), None
        yield _decoded(raw[span.start : span.end]), feature
        at = span.end
    yield _decoded(raw[at:]), None


def _sound(raw: bytes, facets: Iterable[Facet]) -> list[tuple[Span, Feature]]:
    """The facets that can be applied, by place; of two that overlap the first."""
    known = ((facet.index, _known_feature(facet.features)) for facet in islice(facets, MOST))
    marked = [(span, feature) for span, feature in known if feature is not None and _fits(raw, span)]
    sound: list[tuple[Span, Feature]] = []
    for span, feature in sorted(marked, key=lambda mark: mark[0].start):
        if not sound or span.start >= sound[-1][0].end:
            sound.append((span, feature))
    return sound


def _fits(raw: bytes, span: Span) -> bool:
    inside = 0 <= span.start < span.end <= len(raw)
    return inside and not (_splits(raw, span.start) or _splits(raw, span.end))


def _splits(raw: bytes, at: int) -> bool:
    return at < len(raw) and raw[at] & 0xC0 == 0x80  # a continuation byte of UTF-8


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogatepass")


def _known_feature(features: Sequence[Feature]) -> Feature | None:
    return next(filter(_is_known, features), None)


def _is_known(feature: Feature) -> bool:
    if feature.kind == _TAG:
        return bool(fold(feature.tag))
    if feature.kind == _LINK:
        return web_address(feature.uri) is not None
    return feature.kind == _MENTION and _DID.fullmatch(feature.did) is not None


def _segment(words: str, feature: Feature | None) -> Segment:
    if feature is None:
        return Words(words)
    if feature.kind == _TAG:
        return Hashtag(words, fold(feature.tag))
    if feature.kind == _LINK:
        return Link(words, feature.uri)
    return Mention(words, f"https://bsky.app/profile/{feature.did}")
