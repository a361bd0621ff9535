"""The posts as read once for all sections: how good each is, what answers what, what the programme says."""

from collections.abc import Iterable

from msgspec.structs import replace

from backchannel.summary.citing import Citer
from backchannel.summary.corpus import Corpus
from backchannel.summary.extras import NONE, Extras
from backchannel.summary.origin import Choices
from backchannel.summary.overlay_edits import Edits
from backchannel.summary.quality import Quality
from backchannel.summary.schedule import Schedule
from backchannel.summary.threads import Threads


class Reading:
    """What every section asks of the posts, and what the organisers want of it."""

    def __init__(self, corpus: Corpus, choices: Choices, edits: Edits | None = None, *, extras: Extras = NONE) -> None:
        self.corpus, self.edits, self.extras = corpus, edits or Edits(), extras
        self.choices = _with_room(choices, len(self.edits.kept))
        self.quality = Quality(corpus)
        self.threads = Threads(corpus)
        self.schedule = Schedule(corpus.programme, self.edits.overlay.sessions)
        self.cite = Citer(corpus, self.threads)

    def places(self, ids: Iterable[str]) -> list[int]:
        """The places of these posts."""
        return [self.corpus.places[id_] for id_ in ids]


def _with_room(choices: Choices, kept: int) -> Choices:
    """As many posts to begin with as the organisers keep, or more."""
    first = max(choices.first, kept)
    return replace(choices, first=first, highlights=max(choices.highlights, first))
