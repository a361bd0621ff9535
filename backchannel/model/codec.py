"""The one codec: every value that is stored or sent passes here."""

from typing import TypeVar

import msgspec

from backchannel.model.sighting import Entry

T = TypeVar("T")

encode = msgspec.json.Encoder().encode
_entries: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)


def decode(raw: bytes | str, kind: type[T]) -> T:
    """A value of that kind. Raises `msgspec.DecodeError` for anything else."""
    return msgspec.json.decode(raw, type=kind)


def decode_entry(raw: bytes) -> Entry:
    """An entry of the ingest stream, whichever kind it is. Raises `msgspec.DecodeError` for anything else."""
    return _entries.decode(raw)
