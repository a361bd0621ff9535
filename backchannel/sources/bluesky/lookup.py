"""Everything that must be asked before a post may be told: the post, its author, and its conversation's gate."""

from collections.abc import Collection, Iterable

from backchannel.sources.bluesky.appview import AppView
from backchannel.sources.bluesky.gates import Gates
from backchannel.sources.bluesky.member import Member
from backchannel.sources.bluesky.posts import Hydrated
from backchannel.sources.bluesky.profiles import Profiles
from backchannel.sources.bluesky.views import PostView


class Lookup:
    """The AppView, with what is remembered of its answers, and a member to ask where strangers are refused."""

    def __init__(self, appview: AppView, profiles: Profiles, gates: Gates, *, member: Member | None = None) -> None:
        self.appview = appview
        self.member = member
        self.profiles = profiles
        self.gates = gates

    async def posts(self, uris: Iterable[str]) -> dict[str, Hydrated]:
        """The posts that are there, and whose authors are."""
        return await self.hydrated((await self.appview.posts(list(uris))).values())

    async def hydrated(self, views: Collection[PostView]) -> dict[str, Hydrated]:
        """What is known of these posts, by at-URI; without those whose authors are not there."""
        people = await self.profiles.get(view.author.did for view in views)
        present = [view for view in views if view.author.did in people]
        hidden = await self.gates.hidden(present)
        return {view.uri: Hydrated(view, people[view.author.did], hidden=view.uri in hidden) for view in present}
