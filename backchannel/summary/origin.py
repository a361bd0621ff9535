"""What a summary is made from, and what may be chosen about it."""

from msgspec import Struct

from backchannel.summary.extras import Extra


class Choices(Struct, frozen=True, kw_only=True):
    """What an organiser may choose: mostly, how much there is of everything.

    The first `first` highlights are of as many people; all together have two of a person at most. `likeness` is the
    largest cosine allowed between two of them.
    """

    highlights: int = 50
    first: int = 20
    likeness: float = 0.2
    candidates: int = 3000
    resources: int = 400
    themes: int = 12
    questions: int = 40
    conversations: int = 6
    quotes: int = 8
    pictures: int = 9
    people: int = 1000
    people_a_group: int = 12
    peaks_a_day: int = 3


class Origin(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the summary was made from: a digest of posts, header and edits, the choices, the program's version.

    `extras` are those that helped; where none did, the file does not speak of them.
    """

    digest: str
    choices: Choices
    program: str
    extras: tuple[Extra, ...] = ()
