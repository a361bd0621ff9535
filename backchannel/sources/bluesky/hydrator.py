"""Asks the AppView for what waits, 25 at a time, and delivers what it says."""

from datetime import timedelta

from backchannel.clock import Clock
from backchannel.sources.bluesky.appview import BATCH, AppView
from backchannel.sources.bluesky.commits import Commits
from backchannel.sources.bluesky.delivery import Delivery
from backchannel.sources.bluesky.hydration import AuthorLook, Draft, Look, Waiting, WaitingRoom
from backchannel.sources.bluesky.posts import Hydrated
from backchannel.sources.bluesky.profiles import Profiles
from backchannel.sources.bluesky.views import PostView, ProfileView


class Hydrator:
    """Empties the waiting room. A post whose author is absent is as absent as one that is absent itself."""

    def __init__(
        self, room: WaitingRoom, commits: Commits, *, delivery: Delivery, profiles: Profiles, appview: AppView
    ) -> None:
        self._room = room
        self._commits = commits
        self._delivery = delivery
        self._profiles = profiles
        self._appview = appview

    async def run(self, clock: Clock, retries: tuple[float, ...]) -> None:
        """Work until cancelled; what is absent is asked for again after so many seconds each."""
        while True:
            await self._room.until_due()
            batch = self._room.due(BATCH)
            left = await self._ask(batch)
            for waiting in left:
                self._retry_or_give_up(waiting, clock, retries)
            await self._commits.flush()

    async def _ask(self, batch: list[Waiting]) -> list[Waiting]:
        """Deliver what the AppView knows of the batch; returns what it does not know."""
        profiles = await self._profiles.get(waiting.did for waiting in batch)
        views = await self._appview.posts([one.key for one in batch if not isinstance(one, AuthorLook)])
        for waiting in batch:
            if isinstance(waiting, AuthorLook) and waiting.posts and waiting.did in profiles:
                await self._look_at_posts(waiting)
        # While the answers were on their way, some may have been deleted or replaced: those are not ours any more.
        here = [waiting for waiting in batch if self._room.holds(waiting)]
        return [one for one in here if not self._concluded(one, profiles.get(one.did), views.get(one.key))]

    def _concluded(self, waiting: Waiting, profile: ProfileView | None, view: PostView | None) -> bool:
        if profile is None or not self._delivered(waiting, profile, view):
            return False
        self._room.drop(waiting.key)
        return True

    def _delivered(self, waiting: Waiting, profile: ProfileView, view: PostView | None) -> bool:
        match waiting:
            case AuthorLook():
                self._delivery.restrictions(profile, waiting.at)
                return True
            case Draft() if view:
                self._delivery.new(waiting, Hydrated(view, profile))
                return True
            case Look() if view:
                return self._delivery.again(waiting.key, Hydrated(view, profile), rev=waiting.rev)
            case _:
                return False

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

    def _retry_or_give_up(self, waiting: Waiting, clock: Clock, retries: tuple[float, ...]) -> None:
        if waiting.tries < len(retries):
            waiting.due = clock.now() + timedelta(seconds=retries[waiting.tries])
            waiting.tries += 1
            return
        self._room.drop(waiting.key)
        match waiting:
            case Draft():
                self._delivery.unavailable(waiting)
            case Look():
                self._delivery.lost(waiting.key)
            case _:
                pass
