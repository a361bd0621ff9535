"""The hours of an event, to go back to any of them: how many posts each had, and where a page of it begins."""

from datetime import datetime, timedelta

from msgspec import Struct

from backchannel.model.event import Event, midnight, over
from backchannel.server.followed import Followed
from backchannel.server.places import written
from backchannel.store.archive import Place

HOUR = timedelta(hours=1)
MOST = 24 * 14  # hours; of a longer event the last two weeks


class Hours(Struct, frozen=True, kw_only=True):
    """The hours from `first` on, counted from the event's first midnight at the venue, and the posts of each."""

    origin: datetime
    first: int
    counts: tuple[int, ...]

    @property
    def last(self) -> int:
        """The number of the last hour."""
        return self.first + len(self.counts) - 1

    def starts(self, hour: int) -> datetime:
        """When that hour begins."""
        return self.origin + hour * HOUR


async def hours(followed: Followed, now: datetime) -> Hours | None:
    """The event's hours until now, from the first with a post to the last; None where there are not two of them."""
    origin = midnight(followed.event, followed.event.starts)
    end = int((min(now, over(followed.event)) - origin) / HOUR) + 1
    begin = max(0, end - MOST)
    counts = await followed.archive.created([origin + hour * HOUR for hour in range(begin, end + 1)])
    busy = [at for at, count in enumerate(counts) if count]
    if len(busy) < 2:
        return None
    return Hours(origin=origin, first=begin + busy[0], counts=tuple(counts[busy[0] : busy[-1] + 1]))


def hour_asked(word: str) -> int | None:
    """The hour that an address asks for; None where it is no number of one."""
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 4 else None


def before_hour_ends(event: Event, hour: int) -> str:
    """The word of the place that an hour's posts, and all older ones, come after."""
    return written(Place((midnight(event, event.starts) + (hour + 1) * HOUR).timestamp()))
