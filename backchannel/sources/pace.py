"""When all of an event's known posts are due to be looked at again."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from backchannel.model.event import Event, is_over, recheck_every


class Pace:
    """Remembers when each event was looked at. One that was not, is due."""

    def __init__(self, seconds: float, events: Iterable[Event] = (), now: datetime | None = None) -> None:
        """`seconds` between two looks while an event goes on. Those of `events` that go on count as looked at `now`."""
        self._usual = timedelta(seconds=seconds)
        self._looked = {event.slug: now for event in events if now is not None and not is_over(event, now)}

    def is_due(self, event: Event, now: datetime) -> bool:
        """Whether it is time to look at everything of this event."""
        looked = self._looked.get(event.slug)
        return looked is None or now - looked >= recheck_every(event, now, self._usual)

    def looked(self, event: Event, now: datetime) -> None:
        """Everything of this event is looked at now."""
        self._looked[event.slug] = now
