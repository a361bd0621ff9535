"""Atom and RSS feeds that an event's file names. An event's own feeds need no hashtag in their posts."""

from collections.abc import Sequence

from backchannel.clock import Clock
from backchannel.model.event import Event
from backchannel.sources.network import Network, Seconds, Secrets, Section
from backchannel.sources.polled import PolledSource, Spot
from backchannel.sources.rss.feed import Feed
from backchannel.text.links import typed_address


class RssSettings(Section):
    """How feeds are read. Seconds."""

    poll_seconds: Seconds = 300.0


class Rss(Network[RssSettings]):
    """A source for each feed, called by its address without `https://`."""

    name, title, places, section = "rss", "Feeds", "feeds", RssSettings
    event_keys = dict.fromkeys(("feeds", "own_feeds"), typed_address)

    def sources(self, event: Event, section: RssSettings) -> tuple[str, ...]:
        """The feeds the event names."""
        return tuple(spot.source for spot in _feeds(event))

    def addresses(self, event: Event, section: RssSettings) -> dict[str, str]:
        """The feeds themselves."""
        return {spot.source: spot.address for spot in _feeds(event)}

    def owns(self, source: str) -> bool:
        """Whether it has a path, as every feed has."""
        return "/" in source

    def make(self, events: Sequence[Event], section: RssSettings, clock: Clock, secrets: Secrets) -> PolledSource:
        """One collector for all feeds."""
        return PolledSource(clock, section.poll_seconds, _feeds, Feed)

    def sees(self, event: Event) -> str:
        """What the feeds of an event see."""
        return f"what {', '.join(spot.source for spot in _feeds(event))} lists while we look"


def _feeds(event: Event) -> list[Spot]:
    keys = ("own_feeds", "feeds")
    return [Spot(at.partition("://")[2], at, key == keys[0]) for key in keys for at in event.places.get(key, ())]


NETWORK = Rss()
