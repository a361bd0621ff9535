"""Values for programs, each under the name it has in `values.py` or `insights.py`."""

import msgspec

from backchannel.model.codec import encode
from backchannel.summary.insights import Insights
from backchannel.summary.values import Summary


def render_json(summary: Summary | Insights) -> bytes:
    """Indented JSON, ending in a newline."""
    return msgspec.json.format(encode(summary), indent=2) + b"\n"
