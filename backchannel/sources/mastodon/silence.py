"""A server that shows nothing under a hashtag which others show much of: perhaps it keeps it from us, in silence.

A refusal is not always said. Who may not read gets `200 []` (`app/models/tag_feed.rb`), and so does who asks a server
that nobody follows from. Neither is heard, and both look like a quiet hashtag: only the others tell.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from backchannel.sources.mastodon.cursor import is_account
from backchannel.sources.mastodon.watch import Watch

PATIENCE = timedelta(minutes=15)
MANY = 5  # posts that another server shows


class Silence:
    """Compares what the servers show to the same events. Every server's watches are given to it before they run."""

    def __init__(self) -> None:
        self._watches: dict[str, list[Watch]] = {}

    def listen(self, watches: Sequence[Watch]) -> None:
        """These are to be compared."""
        for watch in watches:
            self._watches.setdefault(watch.outbox.event.slug, []).append(watch)

    def words(self, watch: Watch, now: datetime) -> str:
        """What is suspicious about this one, in words; empty where nothing is."""
        others = Counter[str]()
        for other in self._watches.get(watch.outbox.event.slug, ()):
            others += other.shown if other is not watch else Counter()
        silent = [tag for tag in watch.unheard(now - PATIENCE) if not is_account(tag) and others[tag] >= MANY]
        if not silent:
            return ""
        tags = ", ".join(f"#{tag}" for tag in silent)
        return f"shows nothing under {tags}, though other servers do: it may keep that from us, or know nobody there"
