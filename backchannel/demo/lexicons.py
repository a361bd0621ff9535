"""The records that the pretend account host keeps, as their lexicons bound them (`app.bsky.graph`).

Lengths are in graphemes there; here in characters, of which a text never has fewer.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from backchannel.demo.recording import Json

_Time = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")]
_Did = Annotated[str, Meta(pattern=r"^did:[a-z]+:[a-zA-Z0-9._:%-]+$")]
_OfList = Annotated[str, Meta(pattern=r"^at://did:[a-z]+:[^/]+/app\.bsky\.graph\.list/[2-7a-z]{13}$")]
_About = Annotated[str, Meta(max_length=300)]
_Key = Annotated[str, Meta(pattern=r"^[2-7a-j][2-7a-z]{12}$")]


class ListRecord(Struct, tag="app.bsky.graph.list", tag_field="$type", rename="camel", forbid_unknown_fields=True):
    """A list: to read, to moderate by, or to be shown by a starter pack."""

    name: Annotated[str, Meta(min_length=1, max_length=64)]
    purpose: Literal[
        "app.bsky.graph.defs#modlist", "app.bsky.graph.defs#curatelist", "app.bsky.graph.defs#referencelist"
    ]
    created_at: _Time
    description: _About = ""


class ItemRecord(Struct, tag="app.bsky.graph.listitem", tag_field="$type", rename="camel", forbid_unknown_fields=True):
    """Somebody on a list."""

    subject: _Did
    list: _OfList
    created_at: _Time


class PackRecord(
    Struct, tag="app.bsky.graph.starterpack", tag_field="$type", rename="camel", forbid_unknown_fields=True
):
    """A starter pack."""

    name: Annotated[str, Meta(min_length=1, max_length=50)]
    list: _OfList
    created_at: _Time
    description: _About = ""


def check(collection: str, rkey: str, value: Json) -> None:
    """Raises `ValueError` for a record that its lexicon does not allow, or a key that is no TID."""
    try:
        msgspec.convert(rkey, _Key)
        msgspec.convert(value, ListRecord | ItemRecord | PackRecord)
    except msgspec.ValidationError as why:
        raise ValueError(str(why)) from why
    if value["$type"] != collection:
        raise ValueError(f"{value['$type']} in {collection}")
