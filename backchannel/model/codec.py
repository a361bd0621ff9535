"""The one codec: every value that is stored or sent passes here."""

from typing import TypeVar

import msgspec

from backchannel.model.sighting import Entry

T = TypeVar("T")

UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)
"""What comes of bytes that are no value; of what is no UTF-8, and of a thousand nested lists, no error of msgspec's."""

encode = msgspec.json.Encoder().encode
_entries: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)


def decode(raw: bytes | str, kind: type[T]) -> T:
    """A value of that kind. Raises `msgspec.DecodeError` for anything else."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except UNREADABLE as error:
        raise msgspec.DecodeError(str(error)) from error


def decode_entry(raw: bytes) -> Entry:
    """An entry of the ingest stream, whichever kind it is. Raises `msgspec.DecodeError` for anything else."""
    try:
        return _entries.decode(raw)
    except UNREADABLE as error:
        raise msgspec.DecodeError(str(error)) from error
