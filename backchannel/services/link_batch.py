"""What a batch's entries make of what is known of links, each seeing what those before it changed."""

from collections.abc import Sequence

from backchannel.model.post import urls
from backchannel.model.record import Record
from backchannel.model.sighting import Entry, LinkSeen
from backchannel.store.archive import Archive, PostLink, later_seen
from backchannel.store.changes import link_writes
from backchannel.store.commit import Write
from backchannel.store.keys import Keys


class LinkBatch:
    """The links while a batch is decided. Nothing is looked up unless an entry is about them."""

    def __init__(self, archive: Archive, keys: Keys) -> None:
        self._archive = archive
        self._keys = keys
        self._links: dict[PostLink, LinkSeen] = {}

    async def load(self, entries: Sequence[Entry]) -> None:
        """Look up what is known of the links that these entries are about."""
        wanted = [PostLink(entry.post, entry.url) for entry in entries if isinstance(entry, LinkSeen)]
        self._links = await self._archive.links_at(wanted)

    def writes(self, entry: Entry, record: Record) -> list[Write]:
        """What to write for this entry; nothing, unless its post, as it is known by now, has that link."""
        if not isinstance(entry, LinkSeen) or entry.url not in urls(record.post):
            return []
        link = PostLink(entry.post, entry.url)
        before = self._links.get(link)
        self._links[link] = entry if before is None else max(before, entry, key=later_seen)
        return link_writes(self._keys, before, self._links[link])
