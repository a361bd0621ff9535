"""Strangers' JSON becomes our Structs: a value that does not fit its field is left out, and the rest is kept."""

from typing import Any, TypeVar, get_args

import msgspec
from msgspec import Struct

from backchannel.model.codec import UNREADABLE

T = TypeVar("T", bound=Struct)


def read(raw: bytes | msgspec.Raw, kind: type[T]) -> T | None:
    """A value of that kind from JSON; None if it is no JSON object, or lacks what the kind requires."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError:
        return fit(_value(raw), kind)
    except UNREADABLE:
        return None


def fit(value: object, kind: type[T]) -> T | None:
    """A value of that kind from decoded JSON; None if it is no object, or lacks what the kind requires."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return _salvaged(value, kind)


def _value(raw: bytes | msgspec.Raw) -> object:
    try:
        return msgspec.json.decode(raw)
    except UNREADABLE:
        return None


def _salvaged(value: object, kind: type[T]) -> T | None:
    try:
        told = msgspec.convert(value, dict[str, Any])
        present = [field for field in msgspec.structs.fields(kind) if field.encode_name in told]
        kept = {field.encode_name: _fitting(told[field.encode_name], field.type) for field in present}
        return msgspec.convert({name: part for name, part in kept.items() if part is not msgspec.UNSET}, kind)
    except msgspec.ValidationError:
        return None


def _fitting(value: object, kind: Any) -> object:  # noqa: ANN401 - a field's annotation
    """The value if it fits, of a list the items that do, or UNSET."""
    if _fits(value, kind):
        return value
    if get_args(kind) and _fits(value, list[Any]):
        return [item for item in msgspec.convert(value, list[Any]) if _fits(item, get_args(kind)[0])]
    return msgspec.UNSET


def _fits(value: object, kind: Any) -> bool:  # noqa: ANN401 - a field's annotation
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True
