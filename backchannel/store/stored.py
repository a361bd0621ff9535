"""Reads back what we stored ourselves."""

from typing import TypeVar

from msgspec import DecodeError

from backchannel.model.codec import decode

T = TypeVar("T")


class Corrupt(Exception):
    """What we stored ourselves can't be read: nothing may go on from here but a human."""


def stored(raw: bytes, kind: type[T]) -> T:
    """The value of that kind in a key of ours. Raises `Corrupt` for anything else."""
    try:
        return decode(raw, kind)
    except DecodeError as error:
        raise Corrupt(f"a stored {kind.__name__} can't be read: {error}") from error
