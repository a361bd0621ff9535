"""The one codec: whatever the bytes, a value or one kind of error."""

import pytest
from msgspec import DecodeError

from backchannel.model.codec import decode, decode_entry
from backchannel.model.record import Record

NOT_UTF_8 = b'{"kind": "deleted", "id": "\xff"}'
TOO_DEEP = b'{"kind": "deleted", "more": ' + b"[" * 100_000


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", NOT_UTF_8, TOO_DEEP], ids=len)
def test_bytes_that_are_no_value_are_one_kind_of_error(raw: bytes) -> None:
    with pytest.raises(DecodeError):
        decode(raw, Record)
    with pytest.raises(DecodeError):
        decode_entry(raw)
