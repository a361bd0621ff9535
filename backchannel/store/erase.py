"""Erases a whole event: every key of it."""

from backchannel.store.connect import Client
from backchannel.store.keys import Keys
from backchannel.store.lease import LEASE_MS

PAGE = 500
PASSES = 20  # over all keys, until one finds nothing; more there are only while somebody goes on writing


async def erase_event(redis: Client, slug: str, token: str) -> int:
    """Erase everything kept of an event; answers the number of posts. Fences whoever curates it.

    The lease alone stays, until it expires, so that nobody commits what was just on its way. Collectors that still run
    find their position gone and begin anew: end them first, or let the event expire.
    """
    keys = Keys(slug)
    posts: int = await redis.call("HLEN", keys.posts)
    for _ in range(PASSES):
        if not await _erased(redis, keys, token):
            break
    return posts


async def _erased(redis: Client, keys: Keys, token: str) -> int:
    """How many keys one pass over all there are has erased; the lease is held all the while."""
    cursor, erased = b"0", 0
    while True:
        await redis.call("SET", keys.lease, token, "PX", LEASE_MS)
        cursor, found = await redis.call("SCAN", cursor, "MATCH", keys.every, "COUNT", PAGE)
        ours = [key for key in found if key != keys.lease.encode()]
        erased += await redis.call("UNLINK", *ours) if ours else 0
        if cursor == b"0":
            return erased
