"""What attribution reads out of a post, and what it concludes."""

from msgspec import Struct


class Clue(Struct, frozen=True):
    """Something in a post that speaks for each of `sessions`, which are numbered as the index has them.

    `said` ends a sentence that begins "The post". `weight` is the natural logarithm of how many times likelier it
    makes one of them.
    """

    kind: str
    said: str
    weight: float
    sessions: tuple[int, ...]


class Evidence(Struct, frozen=True):
    """A reason to think that a post is about a session, given by its id; `said` and `weight` as a clue has them."""

    kind: str
    weight: float
    said: str
    session: str


class Attribution(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a post is about: one session or two, by id, the surest first; empty where nothing is sure enough.

    `slot` are the sessions that were on when it was written, kept where no session is named. `score` is how sure the
    named ones are, or how sure the best would have been, from 0 to 1; `margin` is its lead on the next one.
    """

    sessions: tuple[str, ...] = ()
    slot: tuple[str, ...] = ()
    score: float = 0.0
    margin: float = 0.0
    evidence: tuple[Evidence, ...] = ()
