"""What a network's package tells the rest of the program of itself: one object, called `NETWORK`, in its `__init__`.

What collects, rules and serves names no network: `registry.py` finds the packages, and it asks what was found.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, ClassVar, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from backchannel.clock import Clock
from backchannel.model.event import Event
from backchannel.model.finding import Finding
from backchannel.sources.probe import LookedUp, Probe
from backchannel.sources.source import Source


class Section(BaseModel):
    """A table of the settings file; defaults are what the file documents.

    Unknown keys refuse to start, and so does text where a number is wanted, or any other value that is only like it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


DAY = 86_400.0
Seconds = Annotated[float, Field(gt=0, le=DAY)]


class Secrets(NamedTuple):
    """Where a network finds its secrets: in files of the data directory, and in our variables of the environment."""

    data: Path
    environment: Mapping[str, str] = MappingProxyType({})

    def __repr__(self) -> str:
        return f"Secrets({str(self.data)!r})"


class BadSecret(ValueError):
    """A secret can't be used; the message says which, and how to mend it."""


class Refused(Exception):
    """A network does not do what was asked of it; the sentence says what it says."""


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
    def make(self, events: Sequence[Event], section: S, clock: Clock, secrets: Secrets) -> Source:
        """The collector for these events. Its libraries are imported here, not before. Raises `BadSecret`."""

    @abstractmethod
    def sees(self, event: Event) -> str:
        """What is seen here of the event and what is not, in one sentence."""

    def addresses(self, event: Event, section: S) -> Mapping[str, str]:
        """The web address of each source, where one look tells a doctor whether it can be read."""
        return {}

    async def examine(self, events: Sequence[Event], section: S, probe: Probe, clock: Clock) -> Sequence[Finding]:
        """What a doctor finds: whether each source can be reached, and what it allows."""
        found = {name: at for event in events for name, at in self.addresses(event, section).items()}
        return [await probe.answers(f"{self.title} {name}", at) for name, at in found.items()]

    def secrets(self, data: Path) -> Mapping[str, Path]:
        """The files in the data directory that hold this network's secrets, by what they are for people."""
        return {}

    def variables(self) -> Sequence[str]:
        """The variables of the environment with secrets of this network; one that ends with `_` begins many names."""
        return ()

    async def look_up(self, address: str, section: S, probe: Probe) -> LookedUp | None:
        """What the network says of the post at an address; None where that is not this network's to say."""
        return None
