"""What an AppView makes of a record's embed: views with addresses where the record has references to blobs."""

from typing import Any

import msgspec
from msgspec import Raw, Struct

from backchannel.demo import wire
from backchannel.demo.recording import Json

VIDEO = "https://video.example/watch"


class Link(Struct):
    """A reference to content by its hash."""

    cid: str = msgspec.field(name="$link")


class Blob(Struct):
    """A picture or a video in an author's repository."""

    ref: Link


class Image(Struct):
    """One picture of a post."""

    image: Blob
    alt: str = ""
    aspectRatio: Json = {}  # noqa: N815 the lexicon's name


class Images(Struct, tag_field="$type", tag="app.bsky.embed.images"):
    """Up to four pictures."""

    images: list[Image]


class Card(Struct):
    """A page that a post links to."""

    uri: str
    title: str = ""
    description: str = ""
    thumb: Blob | None = None


class External(Struct, tag_field="$type", tag="app.bsky.embed.external"):
    """A link with its preview."""

    external: Card


class Video(Struct, tag_field="$type", tag="app.bsky.embed.video"):
    """One video."""

    video: Blob
    alt: str = ""
    aspectRatio: Json = {}  # noqa: N815 the lexicon's name


def view(did: str, embed: Raw) -> Json | None:
    """The view of an embed of that author's record, or None for a kind that has none here."""
    try:
        told: Images | External | Video = msgspec.json.decode(embed, type=Images | External | Video)
    except msgspec.ValidationError:
        return None
    match told:
        case Images():
            body: Json = {"images": [_image(did, image) for image in told.images]}
        case External():
            body = {"external": _card(did, told.external)}
        case Video():
            body = _video(did, told)
    return {"$type": f"{told.__struct_config__.tag}#view", **body}


def blob_url(kind: str, did: str, blob: Blob) -> str:
    """Where the CDN serves a blob as an `avatar`, a `feed_thumbnail` or a `feed_fullsize`."""
    return f"{wire.CDN}{kind}/plain/{did}/{blob.ref.cid}"


def _image(did: str, image: Image) -> Json:
    thumb, fullsize = (blob_url(kind, did, image.image) for kind in ("feed_thumbnail", "feed_fullsize"))
    return _known({"thumb": thumb, "fullsize": fullsize, "alt": image.alt, "aspectRatio": image.aspectRatio})


def _card(did: str, card: Card) -> Json:
    thumb = {"thumb": blob_url("feed_thumbnail", did, card.thumb)} if card.thumb else {}
    return {"uri": card.uri, "title": card.title, "description": card.description, **thumb}


def _video(did: str, video: Video) -> Json:
    cid = video.video.ref.cid
    base = f"{VIDEO}/{did.replace(':', '%3A')}/{cid}"
    files = {"cid": cid, "playlist": f"{base}/playlist.m3u8", "thumbnail": f"{base}/thumbnail.jpg"}
    return _known({**files, "alt": video.alt, "aspectRatio": video.aspectRatio})


def _known(told: dict[str, Any]) -> Json:
    """Without a shape that the record does not tell."""
    return {name: value for name, value in told.items() if value != {}}
