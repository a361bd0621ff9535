"""People's profiles, remembered for a while, and what they ask of us in them."""

from collections.abc import Iterable

from backchannel.clock import Clock
from backchannel.curation import consent
from backchannel.sources.bluesky.appview import AppView
from backchannel.sources.bluesky.memory import Memory
from backchannel.sources.bluesky.posts import Hydrated
from backchannel.sources.bluesky.record import ProfileRecord
from backchannel.sources.bluesky.views import ProfileView


class Profiles:
    """Profiles by DID, from memory or from the AppView.

    The AppView may answer from a cache that is older than the profile record we have just seen: for as long as we
    remember profiles, what such a record says is what its author asks for.
    """

    def __init__(self, appview: AppView, clock: Clock, *, limit: int, seconds: float) -> None:
        self._appview = appview
        self._clock = clock
        self._views: Memory[ProfileView] = Memory(clock, limit, seconds)
        self._declared: Memory[tuple[str, ...]] = Memory(clock, limit, seconds)
        self._asking: list[set[str]] = []  # whose profiles are on their way; without those that changed meanwhile

    async def get(self, dids: Iterable[str]) -> dict[str, ProfileView]:
        """The profiles of those who are there."""
        wanted = sorted(set(dids))
        known = {did: view for did in wanted if (view := self._views.get(did))}
        return known | await self._fetch([did for did in wanted if did not in known])

    def knows(self, did: str) -> bool:
        """Whether anything is remembered of this person, or asked for just now."""
        remembered = self._views.get(did) is not None or self._declared.get(did) is not None
        return remembered or any(did in asking for asking in self._asking)

    def forget(self, did: str) -> None:
        """The profile has changed; also an answer that is on its way may be too old."""
        self._views.pop(did)
        for asking in self._asking:
            asking.discard(did)

    def declare(self, did: str, record: ProfileRecord) -> tuple[str, ...]:
        """Take what an author's own profile record says; returns what they ask for."""
        asked = consent.restrictions((record.display_name, record.description), record.labels.names())
        self.forget(did)
        self._declared.put(did, asked)
        return asked

    def undeclare(self, did: str) -> None:
        """The profile record is gone."""
        self.forget(did)
        self._declared.pop(did)

    def restrictions(self, profile: ProfileView, hydrated: Hydrated | None = None) -> tuple[str, ...]:
        """What the person asks for, as of now."""
        declared = self._declared.get(profile.did)
        if declared is not None:
            return declared
        now = self._clock.now()
        worn = (*profile.label_names(now), *(hydrated.view.author.label_names(now) if hydrated else ()))
        return consent.restrictions((profile.display_name, profile.description), worn)

    async def _fetch(self, dids: list[str]) -> dict[str, ProfileView]:
        asking = set(dids)
        self._asking.append(asking)
        try:
            fetched = await self._appview.profiles(dids)
        finally:
            self._asking = [other for other in self._asking if other is not asking]
        for did, view in fetched.items():
            if did in asking:
                self._views.put(did, view)
        return fetched
