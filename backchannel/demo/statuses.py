"""An invented status as a Mastodon server sends it."""

import zlib
from datetime import datetime
from typing import NamedTuple

from backchannel.demo import wire
from backchannel.demo.recording import iso
from backchannel.demo.wire import Json

# What is the same in every invented status and account.
STATUS: Json = {
    "sensitive": False,
    "spoiler_text": "",
    "visibility": "public",
    "language": "en",
    "replies_count": 0,
    "reblogs_count": 0,
    "favourites_count": 0,
    "quotes_count": 0,
    "reblog": None,
    "media_attachments": [],
    "mentions": [],
    "emojis": [],
    "quote": None,
    "card": None,
    "poll": None,
}
ACCOUNT: Json = {
    "locked": False,
    "bot": False,
    "discoverable": True,
    "indexable": False,
    "group": False,
    "created_at": "2024-01-01T00:00:00.000Z",
    "note": "<p>Here for the talks.</p>",
    "header": "",
    "header_static": "",
    "followers_count": 1,
    "following_count": 1,
    "statuses_count": 1,
    "last_status_at": "2026-05-04",
    "emojis": [],
    "fields": [],
}


class Draft(NamedTuple):
    """A status as its author wrote it; `fields` replace parts of its JSON."""

    name: str
    home: str
    id: str
    created: datetime
    text: str
    reply_to: str
    fields: Json
    edited: datetime | None = None

    @property
    def uri(self) -> str:
        """The status's id, the same on every server."""
        return f"https://{self.home}/users/{self.name}/statuses/{self.id}"


class Place(NamedTuple):
    """Where a status is seen: on which server, under which id there, in answer to which id, and whose, there."""

    server: str
    own_id: str
    reply_to: str | None
    answers: Draft | None = None


def status_json(draft: Draft, place: Place, account: Json) -> Json:
    """The status as that server sends it; `account` replaces parts of its author's."""
    tags = [{"name": tag.lower(), "url": f"https://{place.server}/tags/{tag}"} for tag in wire.hashtags(draft.text)]
    told = {
        "id": place.own_id,
        "created_at": iso(draft.created),
        "edited_at": iso(draft.edited) if draft.edited else None,
        "in_reply_to_id": place.reply_to,
        "in_reply_to_account_id": _account_id(place.answers, place.server) if place.answers else None,
        "uri": draft.uri,
        "url": f"https://{draft.home}/@{draft.name}/{draft.id}",
        "content": wire.as_html(draft.text, draft.home),
        "tags": tags,
        "account": {**_account(draft, place.server), **account},
    }
    return {**STATUS, **told, **draft.fields}


def _account(draft: Draft, server: str) -> Json:
    name, home = draft.name, draft.home
    told = {
        "id": _account_id(draft, server),
        "username": name,
        "acct": name if home == server else f"{name}@{home}",
        "display_name": name.title(),
        "url": f"https://{home}/@{name}",
        "uri": f"https://{home}/users/{name}",
        "avatar": f"https://media.example/{name}.png",
        "avatar_static": f"https://media.example/{name}.png",
    }
    return {**ACCOUNT, **told}


def _account_id(draft: Draft, server: str) -> str:
    return str(zlib.crc32(f"{draft.name}@{draft.home} on {server}".encode()))
