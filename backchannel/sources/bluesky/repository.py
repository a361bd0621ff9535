"""The records in one's own repository, read and written as somebody who is logged in (lexicons `com.atproto.repo`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field

from backchannel.curation import consent
from backchannel.sources.bluesky.appview import BATCH, Trouble
from backchannel.sources.bluesky.labels import Label, in_force, names
from backchannel.sources.bluesky.lenient import fit
from backchannel.sources.bluesky.member import Member

if TYPE_CHECKING:
    from atproto import models

    _Create = models.ComAtprotoRepoApplyWrites.Create
    _Update = models.ComAtprotoRepoApplyWrites.Update
    _Delete = models.ComAtprotoRepoApplyWrites.Delete

PAGE = 100  # lexicon com.atproto.repo.listRecords
MOST_PAGES = 100
WRITES = 100  # in one request; a server takes 200


class Owner(Struct, frozen=True):
    """Whose repository it is."""

    did: str
    handle: str


class Named(Struct, frozen=True):
    """What a record of a list, or of a pack that shows one, names."""

    list: str = ""
    subject: str = ""


class Kept(Struct, frozen=True):
    """A record that is there."""

    uri: str
    value: Named = Named()

    @property
    def rkey(self) -> str:
        """Its key in its collection."""
        return self.uri.rpartition("/")[2]


class Write(NamedTuple):
    """A record to be made, or without a value one to be taken away. Without a key, the server finds one."""

    collection: str
    rkey: str = ""
    value: dict[str, str] | None = None


class Repository:
    """The repository of whoever is logged in. Everything raises `Unwelcome` or `Trouble`."""

    def __init__(self, member: Member) -> None:
        self._member = member

    async def owner(self) -> Owner:
        """Who is logged in."""
        found = fit(await self._member.ask("com.atproto.server.getSession"), Owner)
        if found is None:
            raise Trouble("it does not say whose session this is")
        return found

    async def records(self, owner: Owner, collection: str) -> list[Kept]:
        """All records of a collection."""
        from atproto import models

        kept: list[Kept] = []
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            asked = models.ComAtprotoRepoListRecords.Params(
                repo=owner.did, collection=collection, limit=PAGE, cursor=cursor
            )
            page = fit(await self._member.ask("com.atproto.repo.listRecords", asked), _Page) or _Page()
            kept += page.records
            cursor = page.cursor
            if not cursor:
                return kept
        raise Trouble(f"the account has more than {PAGE * MOST_PAGES:,} records in {collection}")

    async def willing(self, dids: Sequence[str], now: datetime) -> set[str]:
        """Those who are there, do not ask in their profile to be left alone, and and are not blocked nor block."""
        from atproto import models

        found: set[str] = set()
        for start in range(0, len(dids), BATCH):
            asked = models.AppBskyActorGetProfiles.Params(actors=list(dids[start : start + BATCH]))
            page = fit(await self._member.ask("app.bsky.actor.getProfiles", asked), _Profiles) or _Profiles()
            found.update(profile.did for profile in page.profiles if profile.is_willing(now))
        return found

    async def apply(self, owner: Owner, writes: Sequence[Write]) -> None:
        """Make and take away records, in order, so many at a time as one request may have."""
        from atproto import models

        for start in range(0, len(writes), WRITES):
            some: list[_Create | _Update | _Delete] = [_operation(write) for write in writes[start : start + WRITES]]
            told = models.ComAtprotoRepoApplyWrites.Data(repo=owner.did, writes=some)
            await self._member.tell("com.atproto.repo.applyWrites", told)


class _Page(Struct):
    records: tuple[Kept, ...] = ()
    cursor: str | None = None


class _Between(Struct, frozen=True):
    blocked_by: bool = field(name="blockedBy", default=False)
    blocking: str = ""


class _Profile(Struct, frozen=True):
    did: str
    name: str = field(name="displayName", default="")
    description: str = ""
    labels: tuple[Label, ...] = ()
    viewer: _Between = _Between()

    def is_willing(self, now: datetime) -> bool:
        asked = consent.restrictions((self.name, self.description), names(in_force(self.labels, now)))
        return not asked and not self.viewer.blocked_by and not self.viewer.blocking


class _Profiles(Struct):
    profiles: tuple[_Profile, ...] = ()


def _operation(write: Write) -> "_Create | _Delete":
    from atproto import models

    if write.value is None:
        return models.ComAtprotoRepoApplyWrites.Delete(collection=write.collection, rkey=write.rkey)
    value: Any = {"$type": write.collection, **write.value}
    return models.ComAtprotoRepoApplyWrites.Create(collection=write.collection, value=value, rkey=write.rkey or None)
