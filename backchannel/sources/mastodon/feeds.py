"""A server's feeds: the whole of a hashtag, or what the server shows of it, and the own posts of an account."""

from functools import partial

from backchannel.sources.mastodon.access import Access
from backchannel.sources.mastodon.accounts import Accounts
from backchannel.sources.mastodon.budget import Kind
from backchannel.sources.mastodon.client import NEWEST, Place
from backchannel.sources.mastodon.cursor import is_account
from backchannel.sources.mastodon.page import Page
from backchannel.sources.mastodon.probe import REFUSALS
from backchannel.sources.mastodon.raw import Status
from backchannel.sources.mastodon.standing import is_own, withheld_of
from backchannel.sources.mastodon.timeline import Fetch
from backchannel.sources.mastodon.trouble import Changed, Refused
from backchannel.text.hashtags import fold_all


class Feeds:
    """Reads the pages of one server's feeds, as far as the server's probe found them readable."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._accounts = Accounts(access)

    def of(self, feed: str, *, kind: Kind = "paging") -> Fetch:
        """How to ask for a page of that feed."""
        if is_account(feed):
            return partial(self._accounts.page, feed.removeprefix("@"), kind=kind)
        return partial(self._tag_page, feed, kind=kind)

    async def _tag_page(self, hashtag: str, place: Place = NEWEST, *, kind: Kind = "paging") -> Page:
        client, probe = self._access.client, self._access.probe
        try:
            return await client.tag_page(hashtag, place, local=self._is_local(), kind=kind)
        except Refused as refusal:
            if refusal.status in REFUSALS and await probe.again(hashtag):
                raise Changed("shows something else now") from None
            raise

    def _is_local(self) -> bool:
        found = self._access.probe.capability
        return found is not None and found.feed == "local"


def belongs_to(status: Status, feed: str) -> bool:
    """Whether a server that shows this status at all shows it in that feed."""
    if is_account(feed):
        return is_own(status)
    return feed in fold_all(tag.name for tag in status.tags or ()) and not withheld_of(status)
