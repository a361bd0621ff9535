"""The posts as read once for all sections: how good each is, what answers what, what the programme says."""

from backchannel.summary.citing import Citer
from backchannel.summary.corpus import Corpus
from backchannel.summary.quality import Quality
from backchannel.summary.schedule import Schedule
from backchannel.summary.threads import Threads
from backchannel.summary.values import Choices


class Reading:
    """What every section asks of the posts."""

    def __init__(self, corpus: Corpus, choices: Choices) -> None:
        self.corpus, self.choices = corpus, choices
        self.quality = Quality(corpus)
        self.threads = Threads(corpus)
        self.schedule = Schedule(corpus.programme)
        self.cite = Citer(corpus, self.threads)
