"""What is embedded in a post: pictures, a video, a link, a quoted post.

A record's embed refers to blobs, the AppView's view of it has addresses; the two are alike enough to be read as one.
A kind we do not know is no embed, and no error.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from msgspec import Struct, field

from backchannel.model.post import Media, Preview
from backchannel.sources.bluesky.addresses import is_post_uri
from backchannel.sources.bluesky.lenient import fit
from backchannel.text.clean import clean
from backchannel.text.links import web_address

CDN = "https://cdn.bsky.app/img"
MOST = 20  # pictures of a gallery
LONGEST_TITLE = 500
LONGEST_ALT = 5_000

# A quote that its target's author took back, or that can't be shown, is none.
_NO_QUOTE = frozenset(f"app.bsky.embed.record#{kind}" for kind in ("viewDetached", "viewNotFound", "viewBlocked"))


class Embeds(NamedTuple):
    """What a post shows beside its words."""

    media: tuple[Media, ...] = ()
    links: tuple[Preview, ...] = ()
    quote_of: str | None = None


def read(embed: object, did: str) -> Embeds | None:
    """What is embedded in a post of that author; None for a kind that is unknown."""
    told = fit(embed, _Embed)
    return _read(told, did, _READERS) if told else None


def _read(told: "_Embed", did: str, readers: "Mapping[str, _Reader]") -> Embeds | None:
    reader = readers.get(told.kind.removesuffix("#view"))
    return reader(told, did) if reader else None


class _Link(Struct, frozen=True):
    cid: str = field(name="$link", default="")


class _Blob(Struct, frozen=True):
    ref: _Link = _Link()


class _Ratio(Struct, frozen=True):
    width: int = 0
    height: int = 0


class _Picture(Struct, frozen=True):
    alt: str = ""
    fullsize: str = ""
    thumb: str = ""
    thumbnail: str = ""
    image: _Blob = _Blob()
    ratio: _Ratio = field(name="aspectRatio", default=_Ratio())


class _Pictures(Struct, frozen=True):
    items: tuple[_Picture, ...] = ()


class _Card(Struct, frozen=True):
    uri: str = ""
    title: str = ""
    thumb: Any = None


class _Quoted(Struct, frozen=True):
    kind: str = field(name="$type", default="")
    uri: str = ""
    record: Any = None


class _Embed(Struct, frozen=True):
    kind: str = field(name="$type", default="")
    images: Any = None
    items: Any = None
    media: Any = None
    external: _Card = _Card()
    record: Any = None
    video: _Blob = _Blob()
    playlist: str = ""
    thumbnail: str = ""
    alt: str = ""
    ratio: _Ratio = field(name="aspectRatio", default=_Ratio())


def _images(told: _Embed, did: str) -> Embeds:
    return Embeds(media=_pictures(told.images, did))


def _gallery(told: _Embed, did: str) -> Embeds:
    return Embeds(media=_pictures(told.items or told.media, did))


def _with_media(told: _Embed, did: str) -> Embeds:
    quoted = fit(told.record, _Quoted) or _Quoted()
    media = fit(told.media, _Embed)
    beside = (_read(media, did, _MEDIA) if media else None) or Embeds()
    return beside._replace(quote_of=_quoted(quoted.record))


def _quote(told: _Embed, _did: str) -> Embeds:
    return Embeds(quote_of=_quoted(told.record))


def _pictures(told: object, did: str) -> tuple[Media, ...]:
    pictures = fit({"items": told}, _Pictures) or _Pictures()
    media = (_picture(picture, did) for picture in pictures.items[:MOST])
    return tuple(one for one in media if one)


def _picture(told: _Picture, did: str) -> Media | None:
    url = web_address(told.fullsize) or _on_cdn("feed_fullsize", did, told.image)
    if url is None:
        return None
    return Media(
        kind="image",
        url=url,
        preview=web_address(told.thumb or told.thumbnail) or _on_cdn("feed_thumbnail", did, told.image),
        alt=clean(told.alt, LONGEST_ALT),
        width=told.ratio.width or None,
        height=told.ratio.height or None,
    )


def _video(told: _Embed, did: str) -> Embeds:
    files = f"https://video.bsky.app/watch/{did.replace(':', '%3A')}/{told.video.ref.cid}"
    known = bool(told.video.ref.cid)
    url = web_address(told.playlist) or (f"{files}/playlist.m3u8" if known else None)
    if url is None:
        return Embeds()
    video = Media(
        kind="video",
        url=url,
        preview=web_address(told.thumbnail) or (f"{files}/thumbnail.jpg" if known else None),
        alt=clean(told.alt, LONGEST_ALT),
        width=told.ratio.width or None,
        height=told.ratio.height or None,
    )
    return Embeds(media=(video,))


def _external(told: _Embed, did: str) -> Embeds:
    card = told.external
    url = web_address(card.uri)
    if url is None:
        return Embeds()
    blob = fit(card.thumb, _Blob) or _Blob()
    image = web_address(card.thumb) if isinstance(card.thumb, str) else _on_cdn("feed_thumbnail", did, blob)
    return Embeds(links=(Preview(url=url, title=clean(card.title, LONGEST_TITLE), image=image),))


def _quoted(told: object) -> str | None:
    quoted = fit(told, _Quoted)
    if quoted is None or quoted.kind in _NO_QUOTE or not is_post_uri(quoted.uri):
        return None
    return quoted.uri


def _on_cdn(size: str, did: str, blob: _Blob) -> str | None:
    return web_address(f"{CDN}/{size}/plain/{did}/{blob.ref.cid}") if blob.ref.cid else None


_Reader = Callable[[_Embed, str], Embeds]
_MEDIA: Mapping[str, _Reader] = {
    "app.bsky.embed.images": _images,
    "app.bsky.embed.gallery": _gallery,
    "app.bsky.embed.video": _video,
    "app.bsky.embed.external": _external,
}
_READERS: Mapping[str, _Reader] = {
    **_MEDIA,
    "app.bsky.embed.record": _quote,
    "app.bsky.embed.recordWithMedia": _with_media,
}
