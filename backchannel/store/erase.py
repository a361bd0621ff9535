"""Erases a whole event: every key of it."""

from backchannel.store.connect import Client
from backchannel.store.keys import Keys
from backchannel.store.lease import LEASE_MS

PAGE = 500


async def erase_event(redis: Client, slug: str, token: str) -> int:
    """Erase everything kept of an event; answers the number of posts. Fences whoever curates it.

    Collectors that still run find their position gone and begin anew: end them first, or let the event expire.
    """
    keys = Keys(slug)
    posts: int = await redis.call("HLEN", keys.posts)
    await redis.call("SET", keys.lease, token, "PX", LEASE_MS)
    cursor = b"0"
    while True:
        cursor, found = await redis.call("SCAN", cursor, "MATCH", keys.every, "COUNT", PAGE)
        if found:
            await redis.call("UNLINK", *found)
        if cursor == b"0":
            return posts
