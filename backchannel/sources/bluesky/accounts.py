"""Who the accounts are that events follow by handle: the stream names people by DID alone."""

import asyncio
import logging
from collections.abc import Iterable

from backchannel.clock import Clock
from backchannel.sources.bluesky.appview import AppView
from backchannel.sources.bluesky.followed import Followed, names_followed
from backchannel.text.accounts import home_of

log = logging.getLogger(__name__)


class Accounts:
    """Looks up handles, and adds their DIDs to what each event follows. `asked` is set once the AppView has answered.

    `found` is set when there is somebody new, whose past nobody has read.
    A handle may change hands: it stays with whom it named when the event first followed it, across restarts too.
    """

    def __init__(self, followed: Iterable[Followed], appview: AppView) -> None:
        self.asked = asyncio.Event()
        self.found = asyncio.Event()
        self._appview = appview
        self._wanted = {
            one: set(filter(_is_handle, names_followed(one.outbox.event))) - one.resolved.keys() for one in followed
        }

    async def run(self, clock: Clock, pause: float) -> None:
        """Look up every handle; those that nobody has are said once, and tried again every so many seconds."""
        missing = await self._look_up()
        self.asked.set()
        for handle in missing:
            log.warning("account=%s trouble='nobody on Bluesky has this handle'", handle)
        while missing:
            await clock.sleep(pause)
            missing = await self._look_up()

    async def _look_up(self) -> list[str]:
        """Ask for every handle not found yet; returns those that still are not."""
        handles = sorted(set[str]().union(*self._wanted.values()))
        profiles = await self._appview.profiles(handles) if handles else {}
        dids = {profile.handle.lower(): did for did, profile in profiles.items()}
        for followed, wanted in self._wanted.items():
            new = {handle: dids[handle] for handle in wanted & dids.keys()}
            followed.unread.update(new.values())
            followed.find(new)
            wanted.difference_update(dids)
        if dids:
            self.found.set()
        return [handle for handle in handles if handle not in dids]


def _is_handle(name: str) -> bool:
    return not name.startswith("did:") and not home_of(name)
