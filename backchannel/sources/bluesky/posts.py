"""A record and what the AppView says of it become our `Post`. Pure."""

import re
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from backchannel.model.body import plain
from backchannel.model.post import Author, Counts, Media, Post
from backchannel.sources.bluesky import embeds
from backchannel.sources.bluesky.addresses import did_of, permalink, profile_page
from backchannel.sources.bluesky.embeds import Embeds
from backchannel.sources.bluesky.labels import HIDDEN_REPLY, SENSITIVE
from backchannel.sources.bluesky.mark import Mark
from backchannel.sources.bluesky.record import Record
from backchannel.sources.bluesky.times import moment
from backchannel.sources.bluesky.views import PostView, ProfileView
from backchannel.text.clean import clean
from backchannel.text.dates import is_believable
from backchannel.text.facets import segments
from backchannel.text.links import web_address

LONGEST_NAME = 640  # characters; the lexicon's limit in bytes
INVALID_HANDLE = "handle.invalid"

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")


class Hydrated(NamedTuple):
    """What the AppView says of a post and its author; `hidden` where the author of its thread hides it."""

    view: PostView
    profile: ProfileView
    hidden: bool = False

    def face(self) -> int:
        """A number that changes with all that a look at the post may find changed."""
        return hash((self.view.face(), self.profile.face(), self.hidden))


def post_of(uri: str, record: Record, mark: Mark, *, now: datetime, hydrated: Hydrated | None = None) -> Post:
    """The post. Its words are the record's; names, labels and counts the AppView's, as of `now`.

    Without `hydrated` nothing is known of its author but who it is: such a post must not be shown.
    """
    did = did_of(uri)
    body = segments(record.text, record.facets)
    labels = _labels(record, hydrated, now)
    beside = _embeds(did, record, mark, hydrated)
    return Post(
        id=uri,
        network="bluesky",
        url=permalink(uri),
        author=_author(did, hydrated, now),
        text=plain(body),
        body=body,
        hashtags=record.hashtags(),
        links=beside.links,
        media=tuple(_covered(media, labels) for media in beside.media),
        language=next(filter(_LANGUAGE.fullmatch, record.langs[:1]), None),
        created_at=_created_at(record, mark, now),
        received_at=mark.witnessed,
        edited_at=mark.edited_at,
        version=mark.version,
        reply_to=record.reply_to(),
        quote_of=beside.quote_of,
        labels=labels,
        counts=hydrated.view.counts() if hydrated else Counts(),
        backfilled=mark.late,
    )


def _created_at(record: Record, mark: Mark, now: datetime) -> datetime:
    """The author's clock is not trusted with the future: at the latest, a post was made when it was seen.

    Nor with a date before there were such networks, such as the year 1, which is what Go's zero time says.
    """
    witnessed = mark.witnessed or now
    told = moment(record.created_at)
    return min(told, witnessed) if told and is_believable(told) else witnessed


def _author(did: str, hydrated: Hydrated | None, now: datetime) -> Author:
    if hydrated is None:
        return Author(id=did, handle="", name="", url=profile_page(did))
    profile = hydrated.profile
    return Author(
        id=did,
        handle="" if profile.handle == INVALID_HANDLE else clean(profile.handle, LONGEST_NAME),
        name=clean(profile.display_name, LONGEST_NAME),
        url=profile_page(did),
        avatar=web_address(profile.avatar) if SENSITIVE.isdisjoint(profile.label_names(now)) else None,
        # Public posts are searchable by everyone there; who objects, says so by label, and is withheld altogether.
        indexable=True,
    )


def _labels(record: Record, hydrated: Hydrated | None, now: datetime) -> tuple[str, ...]:
    if hydrated is None:
        return record.labels.names()
    gated = (HIDDEN_REPLY,) if hydrated.hidden else ()
    return tuple(dict.fromkeys((*record.labels.names(), *hydrated.view.label_names(now), *gated)))


def _embeds(did: str, record: Record, mark: Mark, hydrated: Hydrated | None) -> Embeds:
    """The AppView's view of the embed, if it is of this very version; else what the record itself tells."""
    viewed = None
    if hydrated is not None and hydrated.view.cid == mark.cid:
        viewed = embeds.read(hydrated.view.embed, did)
    return viewed or embeds.read(record.embed, did) or Embeds()


def _covered(media: Media, labels: tuple[str, ...]) -> Media:
    return media if SENSITIVE.isdisjoint(labels) else replace(media, sensitive=True)
