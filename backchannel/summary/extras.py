"""What may help the summary where it is installed: each extra is one function. Without any, everything works."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol, get_args

from msgspec import Struct

Weights = Mapping[str, float]
ExtraName = Literal["dedupe", "embed", "lang", "themes"]
EXTRAS: tuple[ExtraName, ...] = get_args(ExtraName)


class Extra(Struct, frozen=True, kw_only=True):
    """One that helped: its name, what it stands on, and which version of that; of a file the digest."""

    name: ExtraName
    by: str
    version: str


class Voted(NamedTuple):
    """A language's code, and how sure that is, 0 to 1."""

    language: str
    sure: float


class Likes(Protocol):
    """Remembers bags of terms and finds those like another. It may miss some, and find some that are not."""

    def like(self, terms: Collection[str]) -> Collection[int]:
        """The places that may have nearly the same terms."""
        ...

    def remember(self, place: int, terms: Collection[str]) -> None:
        """Keep the terms of a place."""
        ...


Vote = Callable[[str], Voted]
"""In which language a text is written."""

Topics = Callable[[Sequence[Weights]], Sequence[Sequence[str]]]
"""What these posts, as weighted terms, are about: for each topic its terms, the most telling first."""

Meanings = Callable[[Collection[str]], Mapping[str, Sequence[float]]]
"""Unit vectors of those of the terms that it knows; like meanings have like directions."""


class Extras(NamedTuple):
    """What is there to help, and what that says of itself."""

    used: tuple[Extra, ...] = ()
    vote: Vote | None = None
    likes: Callable[[], Likes] | None = None
    topics: Topics | None = None
    meanings: Meanings | None = None


NONE = Extras()
