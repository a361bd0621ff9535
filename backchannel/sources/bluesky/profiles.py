"""People's profiles, remembered for a while, and what they ask of us in them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from backchannel.clock import Clock
from backchannel.curation import consent
from backchannel.sources.bluesky.appview import AppView
from backchannel.sources.bluesky.posts import Hydrated
from backchannel.sources.bluesky.record import ProfileRecord
from backchannel.sources.bluesky.views import ProfileView

V = TypeVar("V")


class Profiles:
    """Profiles by DID, from memory or from the AppView.

    The AppView may answer from a cache that is older than the profile record we have just seen: for as long as we
    remember profiles, what such a record says is what its author asks for.
    """

    def __init__(self, appview: AppView, clock: Clock, *, limit: int, seconds: float) -> None:
        self._appview = appview
        self._clock = clock
        self._views: _Memory[ProfileView] = _Memory(clock, limit, seconds)
        self._declared: _Memory[tuple[str, ...]] = _Memory(clock, limit, seconds)
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


class _Memory(Generic[V]):
    """So many values for so many seconds; the oldest goes first."""

    def __init__(self, clock: Clock, limit: int, seconds: float) -> None:
        self._clock = clock
        self._limit = limit
        self._kept = timedelta(seconds=seconds)
        self._values: dict[str, tuple[datetime, V]] = {}

    def get(self, key: str) -> V | None:
        until, value = self._values.get(key, (None, None))
        return value if until and until > self._clock.now() else None

    def put(self, key: str, value: V) -> None:
        self._values.pop(key, None)
        self._values[key] = (self._clock.now() + self._kept, value)
        if len(self._values) > self._limit:
            del self._values[next(iter(self._values))]

    def pop(self, key: str) -> None:
        self._values.pop(key, None)
