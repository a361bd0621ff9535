"""What authors are called goes when nothing of theirs is kept any more for what they, or an order, said of them."""

from collections.abc import Iterable

from backchannel.services.known import Known
from backchannel.services.settling import Settled
from backchannel.store.archive import Archive
from backchannel.store.changes import found_by, handle_writes, is_about_author
from backchannel.store.commit import Write
from backchannel.store.keys import Keys

PAGE = 500  # posts of an author looked at in one round trip


async def leaving_writes(archive: Archive, keys: Keys, known: Known, changes: Iterable[Settled]) -> list[Write]:
    """What to write for the authors whose last words went with these changes, because of who they are."""
    went = [
        before.post.author for before, after in changes if before.post and not after.post and is_about_author(after)
    ]
    silent = {author.id for author in went if not await _speaks(known, author.id)}
    uncommitted = [(name, author.id) for author in went if author.id in silent for name in found_by(author)]
    return [*await nameless_writes(archive, keys, silent), *handle_writes(keys, uncommitted)]


async def nameless_writes(archive: Archive, keys: Keys, authors: Iterable[str]) -> list[Write]:
    """What takes every name of these authors out of the store."""
    silent = set(authors)
    if not silent:
        return []
    return handle_writes(keys, [(name, author) async for name, author in archive.handles() if author in silent])


def speaking(changes: Iterable[Settled]) -> set[str]:
    """The authors of whom words are kept after these changes."""
    return {after.author for _, after in changes if after.post is not None}


async def _speaks(known: Known, author: str) -> bool:
    posts = await known.ever_by(author)
    for at in range(0, len(posts), PAGE):
        page = await known.anew().records(posts[at : at + PAGE])
        if any(record.post is not None for record in page.values()):
            return True
    return False
