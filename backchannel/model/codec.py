"""The one codec: every value that is stored or sent passes here."""

from typing import TypeVar

import msgspec

from backchannel.model.sighting import Entry

T = TypeVar("T")

encode = msgspec.json.Encoder().encode
_entries: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)
_ALSO = (UnicodeDecodeError, RecursionError)  # what msgspec lets through: bytes that are no UTF-8, and a thousand lists


def decode(raw: bytes | str, kind: type[T]) -> T:
    """A value of that kind. Raises `msgspec.DecodeError` for anything else."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except _ALSO as error:
        raise msgspec.DecodeError(str(error)) from error


def decode_entry(raw: bytes) -> Entry:
    """An entry of the ingest stream, whichever kind it is. Raises `msgspec.DecodeError` for anything else."""
    try:
        return _entries.decode(raw)
    except _ALSO as error:
        raise msgspec.DecodeError(str(error)) from error
