"""The date a summary's files bear: the archive's own, so that the same archive gives the same bytes."""

from datetime import datetime, timedelta

from backchannel.model.event import midnight
from backchannel.summary.values import Summary


def as_of(summary: Summary) -> datetime:
    """Until when its sources were heard; or, where the archive does not say, the end of the event. UTC."""
    heard = [source.heard.until for source in summary.coverage]
    return max(heard, default=midnight(summary.event, summary.event.ends + timedelta(days=1)))
