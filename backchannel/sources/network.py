"""What a network's package tells the rest of the program of itself: one object, called `NETWORK`, in its `__init__`.

Nobody else names a network: `registry.py` finds the packages, and everything asks what it found.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from backchannel.clock import Clock
from backchannel.model.event import Event
from backchannel.sources.source import Source


class Section(BaseModel):
    """A table of the settings file. Unknown keys refuse to start; defaults are what the file documents."""

    model_config = ConfigDict(extra="forbid", frozen=True)


S = TypeVar("S", bound=Section)
Check = Callable[[str], str]
"""Answers a value as we keep it. Raises `ValueError` with a sentence for anything else."""


class Network(ABC, Generic[S]):
    """A network, as everything outside its package knows it.

    `name` is its package's: the word in `collect NAME`, its table in the settings, and its posts' `network`. `title`
    and `places` (what several of its sources are called) are for people. `section` are its settings. `event_keys` are
    the keys that it adds to an event's file, each a list, with the check of one value; an event has them as `places`.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    places: ClassVar[str]
    section: type[S]
    event_keys: ClassVar[Mapping[str, Check]] = {}

    @abstractmethod
    def sources(self, event: Event, section: S) -> tuple[str, ...]:
        """The sources by which this event is heard here, as sightings name them; none where nothing is to be read."""

    @abstractmethod
    def owns(self, source: str) -> bool:
        """Whether a source of that name is one of this network's, whichever event named it."""

    @abstractmethod
    def make(self, events: Sequence[Event], section: S, clock: Clock) -> Source:
        """The collector for these events. Its libraries are imported here, not before."""

    @abstractmethod
    def sees(self, event: Event) -> str:
        """What is seen here of the event and what is not, in one sentence."""
