"""The summary for programs: every value under the name it has in `values.py`."""

import msgspec

from backchannel.model.codec import encode
from backchannel.summary.values import Summary


def render_json(summary: Summary) -> bytes:
    """Indented JSON, ending in a newline."""
    return msgspec.json.format(encode(summary), indent=2) + b"\n"
