"""Asks the AppView for what waits, 25 at a time, and delivers what it says."""

from datetime import timedelta

from backchannel.clock import Clock
from backchannel.sources.bluesky.appview import BATCH
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.delivery import Delivery
from backchannel.sources.bluesky.hydration import AuthorLook, Draft, Farewell, Look, Waiting, WaitingRoom
from backchannel.sources.bluesky.lookup import Lookup
from backchannel.sources.bluesky.posts import Hydrated
from backchannel.sources.bluesky.views import ProfileView


class Hydrator:
    """Empties the waiting room. A post whose author is absent is as absent as one that is absent itself.

    What is absent is asked for again after so many seconds each, by `retries`.
    """

    def __init__(
        self, room: WaitingRoom, commits: Commits, delivery: Delivery, *, lookup: Lookup, retries: tuple[float, ...]
    ) -> None:
        self._room = room
        self._commits = commits
        self._delivery = delivery
        self._lookup = lookup
        self._retries = retries

    async def run(self, clock: Clock) -> None:
        """Work until cancelled."""
        while True:
            await self._room.until_due()
            batch = self._room.due(BATCH)
            left = await self._ask(batch)
            for waiting in left:
                self._retry_or_give_up(waiting, clock)
            await self._commits.flush()

    async def _ask(self, batch: list[Waiting]) -> list[Waiting]:
        """Deliver what the AppView knows of the batch; returns what it does not know."""
        people = await self._lookup.profiles.get(one.did for one in batch if not isinstance(one, Farewell))
        posts = await self._lookup.posts(one.key for one in batch if isinstance(one, Draft | Look))
        for waiting in batch:
            await self._prepare(waiting, people.get(waiting.did))
        # While the answers were on their way, some may have been deleted or replaced: those are not ours any more.
        here = [waiting for waiting in batch if self._room.holds(waiting)]
        return [one for one in here if not self._concluded(one, people.get(one.did), posts.get(one.key))]

    async def _prepare(self, waiting: Waiting, profile: ProfileView | None) -> None:
        """Look up in the outboxes what the end of the waiting needs."""
        if isinstance(waiting, Farewell):
            await self._say_farewell(waiting)
        elif isinstance(waiting, AuthorLook) and waiting.posts and profile and self._is_settled(waiting, profile):
            await self._look_at_posts(waiting)

    def _concluded(self, waiting: Waiting, profile: ProfileView | None, hydrated: Hydrated | None) -> bool:
        if not self._delivered(waiting, profile, hydrated):
            return False
        self._room.drop(waiting.key)
        return True

    def _delivered(self, waiting: Waiting, profile: ProfileView | None, hydrated: Hydrated | None) -> bool:
        match waiting:
            case Farewell():
                return True
            case AuthorLook() if profile:
                if not waiting.tries:
                    self._delivery.restrictions(profile, waiting.at)
                return self._is_settled(waiting, profile)
            case Draft() if hydrated and not self._room.talk_of(waiting):
                self._delivery.new(waiting, hydrated)
                return True
            case Look():
                waiting.absent = hydrated is None
                return bool(hydrated and self._delivery.again(waiting.key, hydrated, rev=waiting.rev))
            case _:
                return False

    def _is_settled(self, author: AuthorLook, profile: ProfileView) -> bool:
        """Whether the AppView has heard of the handle that is the reason for this look, or has had time enough."""
        return author.handle.lower() in {"", profile.handle.lower()} or author.tries == len(self._retries)

    async def _say_farewell(self, waiting: Farewell) -> None:
        for followed in self._commits.followed:
            if waiting.did in followed.authors and waiting.key in await followed.outbox.posts_of(waiting.did):
                followed.delete(waiting.key, seen_at=waiting.at)

    async def _look_at_posts(self, author: AuthorLook) -> None:
        """Let all of an author's posts wait for a look, in the author's place."""
        uris: set[str] = set()
        for followed in self._commits.followed:
            uris.update(followed.posts_by(author.did), await followed.outbox.posts_of(author.did))
        if self._room.holds(author):
            for uri in sorted(uris):
                self._room.add(
                    Look(key=uri, did=author.did, below=author.below, at=author.at, due=author.due, rev=author.rev)
                )

    def _retry_or_give_up(self, waiting: Waiting, clock: Clock) -> None:
        talk = self._room.talk_of(waiting)
        if talk is not None:
            waiting.due = talk.due
        elif waiting.tries < len(self._retries):
            waiting.due = clock.now() + timedelta(seconds=self._retries[waiting.tries])
            waiting.tries += 1
            if isinstance(waiting, AuthorLook):
                self._lookup.profiles.forget(waiting.did)
        else:
            self._give_up(waiting)

    def _give_up(self, waiting: Waiting) -> None:
        self._room.drop(waiting.key)
        match waiting:
            case Draft():
                self._delivery.unavailable(waiting)
            case Look(absent=True):
                self._delivery.lost(waiting.key)
            case _:
                pass
