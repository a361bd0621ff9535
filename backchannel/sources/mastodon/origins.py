"""Asks a post's own server whether it is gone, after another one had lost it.

Only the origin may say so for good: a foreign server that has lost a post may have moderated it. Asked of public
addresses only, one question at a time, ever more rarely; what stays unanswered stays hidden, and may come back.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import NamedTuple

from backchannel.clock import Clock
from backchannel.sources.mastodon.origin import Origin
from backchannel.sources.mastodon.page import Page
from backchannel.sources.mastodon.watch import Watch
from backchannel.sources.source import KnownPost

MOST = 2_000  # questions remembered
PAUSES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))


class _Question(NamedTuple):
    watch: Watch
    known: KnownPost
    due: datetime
    asked: int = 0


class Origins:
    """The questions of one collector, whichever server they came from."""

    def __init__(self, origin: Origin, clock: Clock) -> None:
        self._origin = origin
        self._clock = clock
        self._questions: OrderedDict[tuple[str, str], _Question] = OrderedDict()

    def ask(self, watch: Watch, known: KnownPost) -> None:
        """Have this looked for, unless it was looked for lately."""
        key = (watch.outbox.event.slug, known.id)
        if key in self._questions:
            return
        self._questions[key] = _Question(watch, known, self._clock.now())
        if len(self._questions) > MOST:
            self._questions.popitem(last=False)

    async def step(self) -> None:
        """Ask the question that has been due longest, if there is one."""
        now = self._clock.now()
        due = [key for key, question in self._questions.items() if question.due <= now]
        if not due:
            return
        key = due[0]
        question = self._questions.pop(key)
        is_gone = await self._origin.is_gone(question.known.id)
        if is_gone:
            await question.watch.look_again(Page(asked_at=now), [question.known], [question.known])
        else:
            pause = PAUSES[min(question.asked, len(PAUSES) - 1)]
            self._questions[key] = question._replace(due=now + pause, asked=question.asked + 1)
