"""The JSON Schema of `summary.json`, made of the same types."""

from typing import Any

import msgspec

from backchannel.model.codec import encode
from backchannel.summary.values import FORMAT, VERSION, Summary


def schema() -> bytes:
    """The schema (draft 2020-12), indented, ending in a newline."""
    made: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{FORMAT}:{VERSION}",
        "title": f"A learning summary, {FORMAT} version {VERSION}",
        **msgspec.json.schema(Summary),
    }
    return msgspec.json.format(encode(made), indent=2) + b"\n"
